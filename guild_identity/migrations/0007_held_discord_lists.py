from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guild_identity", "0006_player_hiatus")]

    operations = [
        migrations.AddField(
            model_name="discordserver",
            name="held_count",
            field=models.PositiveIntegerField(blank=True, help_text="How many people the held list names.", null=True),
        ),
    ]
