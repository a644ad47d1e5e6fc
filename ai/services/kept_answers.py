"""Answers by what they depend on: the same question to the same model is not paid for twice."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from ai.account import Account
from ai.models import AIAnswer

KEPT_FOR = timedelta(days=90)


def key_of(**parts: Any) -> str:
    """SHA-256 of the parts: server, model, instructions (and so the prompt's version), input."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def kept_answer(account: Account, key: str) -> Any | None:
    """The team's answer for this key that is younger than 90 days, unless it asks afresh."""
    if account.afresh:
        return None
    rows = AIAnswer.objects.in_team(account.team)
    fresh = rows.filter(key=key, created_at__gte=timezone.now() - KEPT_FOR)
    return fresh.values_list("value", flat=True).first()


def keep_answer(account: Account, key: str, *, kind: str, model: str, value: Any) -> None:
    """Keep a usable answer, and forget the team's old ones."""
    rows = AIAnswer.objects.in_team(account.team)
    rows.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    defaults = {"kind": kind, "model": model[:120], "value": value}
    AIAnswer.objects.update_or_create(team=account.team, key=key, defaults=defaults)
