"""The database refuses to change or delete a line of the ledger.

A later migration that rebuilds the table on SQLite, as every change of a column does, must make the triggers anew.
"""

from django.db import migrations

MESSAGE = "The ledger is append-only: write a void or an amendment instead."

MAKE = {
    "sqlite": [
        f"""CREATE TRIGGER lootlog_logentry_no_{verb} BEFORE {verb.upper()} ON lootlog_logentry
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""
        for verb in ("update", "delete")
    ],
    "postgresql": [
        f"""CREATE FUNCTION lootlog_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE TRIGGER lootlog_logentry_append_only BEFORE UPDATE OR DELETE ON lootlog_logentry
            FOR EACH STATEMENT EXECUTE FUNCTION lootlog_append_only()""",
    ],
}
DROP = {
    "sqlite": [f"DROP TRIGGER lootlog_logentry_no_{verb}" for verb in ("update", "delete")],
    "postgresql": [
        "DROP TRIGGER lootlog_logentry_append_only ON lootlog_logentry",
        "DROP FUNCTION lootlog_append_only()",
    ],
}


def make(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("lootlog", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
