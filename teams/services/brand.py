"""The one brand guide of a team."""

from collections.abc import Sequence

from django.db import transaction

from teams.models import BrandGuide, Team, User
from teams.services.events import record_event


def get_guide(team: Team) -> BrandGuide:
    """The stored guide, or a new one that is not stored yet."""
    return BrandGuide.objects.in_team(team).first() or BrandGuide(team=team)


def save_guide(guide: BrandGuide, *, changed: Sequence[str], by: User) -> BrandGuide:
    """Store the guide, with an event that names what changed."""
    columns = {field.name for field in BrandGuide._meta.fields} - {"id", "team", "created_at"}
    values = {name: getattr(guide, name) for name in columns - {"updated_at"}}
    with transaction.atomic():
        saved, _ = BrandGuide.objects.update_or_create(team=guide.team, defaults=values)
        names = ", ".join(name.replace("_", " ") for name in changed) or "nothing"
        record_event(guide.team, "brand_guide_edited", saved, f"Changed: {names}.", by=by)
    return saved
