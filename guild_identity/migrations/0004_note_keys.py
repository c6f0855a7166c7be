"""Keys of notes are of those notes alone that a link rests on; which these were is not known of older links."""

from django.db import migrations, models


def forget_keys(apps, schema_editor):
    links = apps.get_model("guild_identity", "PlayerCharacter").objects
    links.exclude(note_key="").update(note_key="")


class Migration(migrations.Migration):
    dependencies = [("guild_identity", "0003_constraints_by_guild")]
    operations = [
        migrations.AlterField(
            "playercharacter",
            "note_key",
            models.CharField(blank=True, help_text="Key of the notes that the link was made on.", max_length=64),
        ),
        migrations.RunPython(forget_keys, migrations.RunPython.noop),
    ]
