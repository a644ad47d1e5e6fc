"""Every route, every id, every method, by everybody who is not of the team."""

from audit.people import make_world, member, outsiders
from audit.result import Row
from audit.run import Run
from tests.conftest import signed_in
from tests.flows.sweep import ask as ask_route
from tests.flows.sweep import ids_of, no_rate_limits, rows_of, sweep, swept_routes

CHANGES = ("post", "put", "patch", "delete")


def ask(run: Run, row: Row) -> None:
    """Nothing of the team is shown, nothing changes, and a real id answers as a random one."""
    with no_rate_limits():
        _ask_everybody(row)


def _ask_everybody(row: Row) -> None:
    world = make_world()
    actors = outsiders(world)
    before = rows_of(world.everything)
    for actor in actors:
        wrong, asked = sweep(
            actor.client, world.everything, only_api=actor.only_api, **actor.headers
        )
        row.asked += asked
        row.problems += [f"{actor.name}: {sentence}" for sentence in wrong]
        row.require(rows_of(world.everything) == before, f"{actor.name} changed rows of the team")
    _viewer_changes_nothing(world, row)
    row.figures = f"{len(swept_routes())} routes by {len(actors)} outsiders and a viewer"


def _viewer_changes_nothing(world, row: Row) -> None:
    viewer = signed_in(member(world, "viewer", "viewer@example.com").user)
    before = rows_of(world.everything)
    for route in swept_routes():
        for target in route.rows(world.everything) if route.takes_id else [world.team]:
            for method in set(CHANGES) & set(route.methods):
                answer = ask_route(viewer, route, method, ids_of(target, world.everything))
                sentence = f"a viewer: {method} {route.pattern} answers {answer.status_code}"
                row.require(answer.status_code < 500, sentence)
    row.require(rows_of(world.everything) == before, "a viewer changed rows of the team")
