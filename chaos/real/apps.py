"""Set up in every real process before it begins."""

import ctypes
from collections.abc import Callable

from django.apps import AppConfig
from django.conf import settings

PR_SET_NAME = 15  # linux/prctl.h
LIBC = ctypes.CDLL(None)


def named(role: str, target: Callable) -> Callable:
    """`target`, under a name that can be read in /proc/PID/comm."""

    def run(*args):
        LIBC.prctl(PR_SET_NAME, role.encode())
        return target(*args)

    return run


class RealProcesses(AppConfig):
    name = "chaos.real"
    label = "chaos_real"

    def ready(self) -> None:
        from django_q import cluster  # noqa: PLC0415  (its models must be loaded)

        from chaos.pace import hurry  # noqa: PLC0415  (so must ours)

        hurry(settings.CHAOS_HURRY)
        # the cluster starts its children through these names, and knows a worker by identity
        for role in ("worker", "pusher", "monitor"):
            setattr(cluster, role, named(role, getattr(cluster, role)))
