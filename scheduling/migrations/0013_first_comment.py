"""The comment that goes out below a post. On SQLite a new column rebuilds the table, so that the
trigger of `0002_final_statuses` must be installed again."""

from importlib import import_module

from django.db import migrations, models

install_again = import_module("scheduling.migrations.0003_priority").install_again


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0012_review_links'),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, install_again),
        migrations.AddField(
            model_name='postingschedule',
            name='first_comment',
            field=models.TextField(blank=True, default='', help_text='Sent below the post as soon as it is out, once.'),
            preserve_default=False,
        ),
        migrations.RunPython(install_again, migrations.RunPython.noop),
    ]
