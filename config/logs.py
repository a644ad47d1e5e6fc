"""Structured logs: JSON in production, else lines, coloured on a terminal."""

import logging
import re
import sys

import structlog
from django.core.exceptions import PermissionDenied
from structlog.typing import Processor

SHARED_PROCESSORS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


# addresses that are a password themselves: podcasts, calendar feeds, links of clients
SECRET_STEP = re.compile(r"/(podcasts|feeds|client)/[^/\s]+(?=/)")


def without_secret(path: str) -> str:
    """The path with the secret in it left out."""
    return SECRET_STEP.sub(r"/\1/…", path)


class WithoutSecretPaths(logging.Filter):
    """Django names the address of every request that fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                without_secret(part) if isinstance(part, str) else part for part in record.args
            )
        return True


class WithoutTraceOfRefusals(logging.Filter):
    """A refused request is one line: where we refuse is no news, and no fault of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], PermissionDenied):
            record.exc_info = None
        return True


def logging_config(*, json: bool, level: str) -> dict:
    """The LOGGING setting; also sets structlog up. `level` is a name such as INFO."""
    lines = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    renderer = structlog.processors.JSONRenderer() if json else lines
    chatter = level if level == "DEBUG" else "WARNING"
    structlog.configure(
        processors=[*SHARED_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED_PROCESSORS,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    renderer,
                ],
            }
        },
        "filters": {
            "refusals": {"()": WithoutTraceOfRefusals},
            "secrets": {"()": WithoutSecretPaths},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "httpx": {"level": "WARNING"},
            "watchfiles": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
            "django.request": {"filters": ["refusals", "secrets"]},
            "django.security.csrf": {"filters": ["secrets"]},
            # each task is four lines at INFO; what our tasks do, they log themselves
            "django-q": {"level": chatter},
        },
    }
