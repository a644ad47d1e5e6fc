"""The more urgent post goes first. On SQLite a new column rebuilds the table, so that the trigger
of `0002_final_statuses` must be installed again."""

from importlib import import_module

from django.db import migrations, models

TRIGGER = import_module("scheduling.migrations.0002_final_statuses").SQLITE


def install_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS posting_schedule_final_status")
        schema_editor.execute(TRIGGER)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0002_final_statuses")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, install_again),
        migrations.AddField(
            model_name="postingschedule",
            name="priority",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "Low"), (2, "Normal"), (3, "High")], default=2
            ),
        ),
        migrations.RunPython(install_again, migrations.RunPython.noop),
    ]
