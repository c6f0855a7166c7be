from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guild_identity", "0007_held_discord_lists")]

    operations = [
        migrations.CreateModel(
            name="RemovedDiscordUser",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("removed_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
            ],
            options={"verbose_name": "removed Discord user"},
        ),
    ]
