"""The product's settings, and one app more: it hurries and names the processes."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS, env

INSTALLED_APPS = [*INSTALLED_APPS, "chaos.real.apps.RealProcesses"]
CHAOS_HURRY = env.float("CHAOS_HURRY")
