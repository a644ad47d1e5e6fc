"""Every periodic task, in one place. `manage.py setup_schedules` writes them to the database.

The rows of django-q2 are an image of this list: nobody edits them by hand, since one row with
bad arguments stops all schedules (`reliability.md` §8).
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.module_loading import import_string
from django_q.models import Schedule

WORK, MEDIA = "reelay", "media"


@dataclass(frozen=True)
class Periodic:
    """A task without arguments, every so many minutes, in one cluster."""

    name: str
    func: str
    minutes: int
    cluster: str = WORK


PERIODIC = (
    Periodic("analyse due assets", "analysis.tasks.analyse_due_assets_task", 1, MEDIA),
    Periodic("render due variants", "media_assets.render_tasks.render_due_variants_task", 1, MEDIA),
    Periodic("plan posts", "scheduling.tasks.plan_due_schedules_task", 15),
    Periodic("check files of posts", "scheduling.tasks.check_files_task", 1),
    Periodic("follow content calendars", "scheduling.tasks.follow_calendars_task", 1),
    Periodic("forget unused files", "scheduling.tasks.forget_unused_files_task", 24 * 60),
    Periodic("publish due posts", "publishing.tasks.publish_due_schedules_task", 1),
    Periodic("compare accounts", "publishing.tasks.audit_remote_due_task", 10),
    Periodic("renew due sign-ins", "platforms.tasks.refresh_due_tokens_task", 5),
    Periodic("collect due checkpoints", "metrics.tasks.collect_due_checkpoints_task", 1),
    Periodic("read trend feeds", "analysis.tasks.collect_trends_task", 15),
    Periodic("fit the score to results", "metrics.tasks.fit_due_models_task", 60),
    Periodic("coach measured posts", "coaching.tasks.coach_due_posts_task", 5),
    Periodic("send webhooks", "platforms.tasks.send_webhooks_task", 1),
    Periodic("handle webhooks", "platforms.tasks.handle_webhooks_task", 1),
    Periodic("forget webhook bodies", "platforms.tasks.forget_webhook_bodies_task", 24 * 60),
    Periodic("mail notifications", "teams.tasks.send_notification_mail_task", 1),
    Periodic("export and erase", "teams.tasks.carry_out_data_requests_task", 1, MEDIA),
    Periodic("forget expired exports", "teams.tasks.forget_expired_exports_task", 60),
    Periodic("sweep lost files", "media_assets.tasks.sweep_orphans_task", 24 * 60, MEDIA),
    Periodic("weekly figures", "metrics.tasks.tell_weeks_task", 15),
    Periodic("heartbeat of the work cluster", "config.tasks.beat_work_task", 1),
    Periodic("heartbeat of the media cluster", "config.tasks.beat_media_task", 1, MEDIA),
    Periodic("forget idempotency keys", "config.tasks.forget_idempotency_keys_task", 60),
    Periodic("close lost AI calls", "ai.tasks.close_lost_calls_task", 15),
    Periodic("forget old failures", "config.tasks.prune_failures_task", 24 * 60),
)


@transaction.atomic
def setup_schedules() -> int:
    """Make the schedule rows equal to PERIODIC; returns how many there are.

    Raises ImportError when a task does not exist: better here than in every tick.
    """
    for periodic in PERIODIC:
        import_string(periodic.func)
        Schedule.objects.update_or_create(
            name=periodic.name,
            defaults={
                "func": periodic.func,
                "schedule_type": Schedule.MINUTES,
                "minutes": periodic.minutes,
                "cluster": periodic.cluster,
                "args": None,
                "kwargs": None,
                "hook": None,
                "repeats": -1,
            },
        )
    Schedule.objects.exclude(name__in=[p.name for p in PERIODIC]).delete()
    return len(PERIODIC)
