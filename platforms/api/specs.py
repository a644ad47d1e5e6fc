"""A platform's limits as plain JSON."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from platforms.specs import PlatformSpec


def spec_as_dict(spec: PlatformSpec) -> dict[str, Any]:
    """Every value of `spec` with its sources; the counting function stays behind."""
    return _plain(spec)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: _plain(part) for name, part in pairs if not callable(part)}
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (set, frozenset, tuple, list)):
        return sorted(_plain(part) for part in value)
    return value.isoformat() if isinstance(value, date) else value
