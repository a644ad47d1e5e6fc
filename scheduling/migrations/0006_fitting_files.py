"""Which file of a post is sent. On SQLite new columns rebuild the table, so that the trigger of
`0002_final_statuses` must be installed again."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

install_again = import_module("scheduling.migrations.0003_priority").install_again


class Migration(migrations.Migration):

    dependencies = [
        ('analysis', '0001_initial'),
        ('media_assets', '0002_media_variants'),
        ('platforms', '0003_webhook_events'),
        ('scheduling', "0005_planning_rules"),
        ('teams', '0002_webhooks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, install_again),
        migrations.AddField(
            model_name='postingschedule',
            name='file_choices',
            field=models.JSONField(blank=True, default=dict, help_text="A person's: aspect, start_sec, agreed (a recipe's hash)."),
        ),
        migrations.AddField(
            model_name='postingschedule',
            name='file_note',
            field=models.TextField(blank=True, help_text='What is done to the file, or why nothing.'),
        ),
        migrations.AddField(
            model_name='postingschedule',
            name='file_state',
            field=models.CharField(choices=[('as_is', 'The original goes out as it is'), ('checking', 'Being looked at'), ('proposed', 'Waits for a yes to what would be lost'), ('preparing', 'Being prepared'), ('prepared', 'A prepared copy goes out'), ('unfit', 'Cannot be made to fit')], default='as_is', max_length=10),
        ),
        migrations.AddField(
            model_name='postingschedule',
            name='variant',
            field=models.ForeignKey(blank=True, help_text='The prepared copy that is sent instead of the original.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='schedules', to='media_assets.mediavariant'),
        ),
        migrations.AddConstraint(
            model_name='postingschedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file_state', 'prepared'), _negated=True), ('variant__isnull', False), _connector='OR'), name='prepared_post_has_variant'),
        ),
        migrations.RunPython(install_again, migrations.RunPython.noop),
    ]
