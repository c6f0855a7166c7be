"""The database refuses to empty the ledger's table while there are lines in it.

PostgreSQL's TRUNCATE passes by the triggers of single statements; SQLite has no such statement.
"""

from django.db import migrations

MAKE = {
    "sqlite": [],
    "postgresql": [
        """CREATE FUNCTION lootlog_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT 1 FROM lootlog_logentry) THEN
                    RAISE EXCEPTION 'The ledger is append-only: it is not emptied while there are lines in it.'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NULL;
            END $$""",
        """CREATE TRIGGER lootlog_logentry_not_emptied BEFORE TRUNCATE ON lootlog_logentry
            FOR EACH STATEMENT EXECUTE FUNCTION lootlog_not_emptied()""",
    ],
}
DROP = {
    "sqlite": [],
    "postgresql": [
        "DROP TRIGGER lootlog_logentry_not_emptied ON lootlog_logentry",
        "DROP FUNCTION lootlog_not_emptied()",
    ],
}


def make(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("lootlog", "0002_append_only")]
    operations = [migrations.RunPython(make, drop)]
