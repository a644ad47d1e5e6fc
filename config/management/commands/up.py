import os
import signal
import socket
import sys
import threading
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from config.first_run import ensure_first_team
from config.processes import ProcessSpec, Supervisor, manage
from config.schedules import setup_schedules
from config.watchdog import silence_of_process

CHECK_SECONDS = 1.0
GUNICORN = [sys.executable, "-m", "gunicorn"]


class Command(BaseCommand):
    help = "Run everything on this machine: web, clock, workers, watcher and the Sandbox network."

    def add_arguments(self, parser):
        parser.add_argument("--bind", default="127.0.0.1:8000", help="Address of the web server.")

    def handle(self, *args, **options):
        require_free(options["bind"], "Choose another: make run BIND=127.0.0.1:8001.")
        require_free(sandbox_bind(), "Choose another one for the Sandbox with SANDBOX_URL.")
        self.prepare()
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        supervisor = Supervisor(specs(options["bind"]))
        try:
            supervisor.check()
            self.stdout.write(self.style.SUCCESS(f"\nReelay runs at {base_url(options['bind'])}"))
            self.stdout.write(f"Drop media into {settings.MEDIA_OUTBOX}. Ctrl-C stops it all.\n")
            while not stopping.wait(CHECK_SECONDS):
                supervisor.check()
        finally:
            self.stdout.write("Stopping …")
            supervisor.stop()

    def prepare(self) -> None:
        """Bring the database up to date and make the first team, once."""
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns without it
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        setup_schedules()
        if first := ensure_first_team():
            self.stdout.write(self.style.SUCCESS("\nYour sign-in (shown once):"))
            self.stdout.write(f"  e-mail    {first.email}\n  password  {first.password}\n")
        close_old_connections()


def require_free(bind: str, advice: str) -> None:
    """Refuse an address (host:port) where somebody listens: perhaps a Reelay that still runs."""
    host, _, port = bind.rpartition(":")
    if not port.isdigit():
        raise CommandError(f"“{bind}” is no address. Write host:port, such as 127.0.0.1:8000.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), int(port)), family=family).close()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CommandError(f"Cannot listen on {bind}: {reason}. {advice}") from error


def sandbox_bind() -> str:
    """Where this machine's Sandbox listens, as host:port."""
    return f"127.0.0.1:{urlsplit(settings.SANDBOX_URL).port or 80}"


def address_of(bind: str) -> str:
    """Where a browser on this machine finds what is bound to `bind` (host:port)."""
    host, _, port = bind.rpartition(":")
    return f"http://{'localhost' if host in ('', '0.0.0.0', '[::]') else host}:{port}"  # noqa: S104


def base_url(bind: str) -> str:
    """The address that links carry: BASE_URL, else the one that `bind` gives."""
    is_set = settings.BASE_URL != settings.DEFAULT_BASE_URL
    return settings.BASE_URL if is_set else address_of(bind)


def specs(bind: str) -> list[ProcessSpec]:
    """What runs on one machine."""
    sandbox = urlsplit(settings.SANDBOX_URL)
    env = {"BASE_URL": base_url(bind)}

    def watched(name: str, argv: list[str], beat: str, **more) -> ProcessSpec:
        return ProcessSpec(name, argv, **{"env": env, **more}, silence=lambda: look_at(beat))

    web = ["-k", "gthread", "--threads", "8", "--bind", bind, "--graceful-timeout", "5"]
    web += ["--no-control-socket"]  # it would be shared by all installations of this user
    media_env = {**env, "Q_CLUSTER_NAME": "media"}
    return [
        ProcessSpec("web", [*GUNICORN, *web, "config.wsgi"], env=env),
        watched("clock", manage("clock"), "clock", silence_limit=timedelta(seconds=60)),
        watched("worker", manage("qcluster"), "cluster:reelay"),
        watched("media worker", manage("qcluster"), "cluster:media", env=media_env),
        watched("watcher", manage("watch"), "watcher"),
        ProcessSpec("sandbox", manage("sandbox", "--port", str(sandbox.port or 80)), env=env),
    ]


def look_at(beat: str) -> timedelta | None:
    """The silence of a process; none while the database is away, since nobody can beat then."""
    close_old_connections()  # it may have been lost since the last look
    try:
        return silence_of_process(beat)
    except DatabaseError:
        return timedelta(0)
