"""Exports and erasures."""

from datetime import UTC, datetime

from teams.models import DataRequest, Team

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def make_data_request(team: Team, **fields) -> DataRequest:
    """An export of the team that its owner asked for, done at noon; its ZIP is not in storage."""
    values = {
        "kind": DataRequest.Kind.EXPORT_TEAM,
        "status": DataRequest.Status.DONE,
        "subject_id": team.pk,
        "requested_by": team.owner,
        "progress_pct": 100,
        "receipt": {"tables": {"media_assets": 3}, "files": {"found": 9, "bytes": 1000}},
        "finished_at": NOON,
    }
    return DataRequest.objects.create(team=team, **{**values, **fields})
