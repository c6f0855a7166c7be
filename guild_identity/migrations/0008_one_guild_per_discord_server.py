from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guild_identity", "0007_leave_discord_servers_to_one_guild")]

    operations = [
        migrations.AddField(
            model_name="discordserver",
            name="held_count",
            field=models.PositiveIntegerField(blank=True, help_text="How many people the held list names.", null=True),
        ),
        migrations.AlterField(model_name="discordserver", name="server_id", field=models.BigIntegerField()),
        migrations.AddConstraint(
            model_name="discordserver",
            constraint=models.UniqueConstraint(fields=("server_id",), name="one_guild_per_discord_server"),
        ),
    ]
