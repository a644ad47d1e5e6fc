"""Projects, campaigns, content calendars and items through the API."""

import pytest

from tests.factories import (
    make_asset,
    make_calendar,
    make_campaign,
    make_connection,
    make_item,
    make_project,
    make_schedule,
)

DATES = {"start_date": "2026-03-01", "end_date": "2026-03-31"}
PERIOD = {"period_start": "2026-03-01", "period_end": "2026-03-31"}


@pytest.fixture
def project(team):
    return make_project(team, name="Launch")


def post(api, path, **body):
    return api.post(f"/api/{path}", body, format="json")


def test_a_project_in_the_seeds_shape(api, owner):
    made = post(api, "projects", name="Launch", start_date="2026-03-01",
                objectives_json={"kpis": ["views"], "audience": "bakers"})  # fmt: skip
    assert made.status_code == 201, made.json()
    body = made.json()
    assert (body["status"], body["user"]) == ("active", str(owner.pk))
    assert body["objectives_json"]["audience"] == "bakers"
    assert post(api, "projects", name="Launch", start_date="2026-03-01").status_code == 409
    assert post(api, "projects", name="X", start_date="soon").status_code == 400
    path = f"projects/{body['id']}"
    assert api.patch(f"/api/{path}", {"name": "New"}, format="json").json()["name"] == "New"
    assert post(api, f"{path}/move", status="paused").json()["status"] == "paused"
    assert post(api, f"{path}/move", status="nonsense").status_code == 409
    assert api.delete(f"/api/{path}").status_code == 405


def test_a_campaign_and_how_far_it_is(api, team, project):
    made = post(api, "campaigns", project=str(project.pk), name="Spring",
                target_platforms=["tiktok"], targets_json={"posts": 2}, **DATES)  # fmt: skip
    assert made.status_code == 201, made.json()
    pk = made.json()["id"]
    make_schedule(make_connection(team), campaign_id=pk, status="posted", external_post_id="1",
                  views=200, engagements=20)  # fmt: skip
    progress = api.get(f"/api/campaigns/{pk}/progress").json()
    assert (progress["posted"], progress["views"], progress["engagement_rate"]) == (1, 200, 0.1)
    assert progress["is_simulated"] is True
    assert post(api, f"campaigns/{pk}/move", status="running").json()["status"] == "running"
    wrong = post(api, "campaigns", project=str(project.pk), name="W", target_platforms=["myspace"],
                 **DATES)  # fmt: skip
    assert wrong.status_code == 400


def test_a_calendar_its_items_and_versions(api, team):
    made = post(api, "content-calendars", name="March", strategy_summary="Teach.", **PERIOD)
    assert made.status_code == 201, made.json()
    pk = made.json()["id"]
    item = post(api, "calendar-items", calendar=pk, planned_date="2026-03-05", title="A",
                content_pillar="education", planned_platforms=["tiktok"],
                media=str(make_asset(team).pk))  # fmt: skip
    assert item.status_code == 201, item.json()
    assert item.json()["status"] == "render_ready"
    outside = post(api, "calendar-items", calendar=pk, planned_date="2026-04-05",
                   content_pillar="education")  # fmt: skip
    assert "planned_date" in outside.json()["errors"]
    second = post(api, f"content-calendars/{pk}/versions").json()
    assert (second["version"], second["earlier"]) == (2, pk)
    (copy,) = api.get(f"/api/calendar-items?calendar={second['id']}").json()["results"]
    assert copy["line"] == item.json()["line"]
    assert api.delete(f"/api/calendar-items/{copy['id']}").status_code == 204
    changes = api.get(f"/api/content-calendars/{second['id']}/compare?with={pk}").json()
    assert [(change["kind"], change["after"]) for change in changes] == [("removed", None)]
    assert post(api, f"content-calendars/{pk}/restore").json()["version"] == 3


def test_an_item_is_skipped_and_taken_up(api, team):
    item = make_item(make_calendar(team))
    path = f"calendar-items/{item.pk}/move"
    assert post(api, path, status="skipped").json()["status"] == "skipped"
    assert post(api, path, status="planned").json()["status"] == "planned"
    assert post(api, path, status="elsewhere").status_code == 409


def test_foreign_rows_answer_as_random_ones(stranger_api, team, project):
    campaign, item = make_campaign(project), make_item(make_calendar(team))
    for path in (f"projects/{project.pk}", f"campaigns/{campaign.pk}",
                 f"content-calendars/{item.calendar_id}", f"calendar-items/{item.pk}"):  # fmt: skip
        assert stranger_api.get(f"/api/{path}").status_code == 404
        assert stranger_api.patch(f"/api/{path}", {}, format="json").status_code == 404
    body = {"project": str(project.pk), "name": "X", **DATES}
    assert post(stranger_api, "campaigns", **body).status_code == 400
    theirs = post(stranger_api, "content-calendars", name="Mine", **PERIOD).json()["id"]
    compare = f"/api/content-calendars/{theirs}/compare?with={item.calendar_id}"
    assert stranger_api.get(compare).status_code == 404
