"""`posted` and `canceled` are final: the database itself refuses to change them.

A later migration that makes SQLite rebuild `posting_schedule` drops the trigger with the old
table and must run `install` again; `tests/publishing/test_final_statuses.py` notices.
"""

from django.db import migrations

MESSAGE = "a posted or canceled post keeps its status"

SQLITE = f"""
CREATE TRIGGER posting_schedule_final_status
BEFORE UPDATE OF status ON posting_schedule
WHEN OLD.status IN ('posted', 'canceled') AND NEW.status <> OLD.status
BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
"""

POSTGRESQL = (
    f"""
CREATE FUNCTION posting_schedule_keep_final_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER posting_schedule_final_status
BEFORE UPDATE OF status ON posting_schedule FOR EACH ROW
WHEN (OLD.status IN ('posted', 'canceled') AND NEW.status <> OLD.status)
EXECUTE FUNCTION posting_schedule_keep_final_status()
""",
)


def install(apps, schema_editor):
    statements = {"sqlite": (SQLITE,), "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER posting_schedule_final_status ON posting_schedule")
        schema_editor.execute("DROP FUNCTION posting_schedule_keep_final_status()")
    else:
        schema_editor.execute("DROP TRIGGER posting_schedule_final_status")


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
