"""Servers that several guilds named stay with the first of them."""

from django.db import migrations


def leave_each_server_to_one_guild(apps, schema_editor):
    """Disconnect servers that several guilds named from all but the first; their people stay known."""
    servers = apps.get_model("guild_identity", "DiscordServer")
    seen = set()
    for pk, server_id in list(servers.objects.order_by("pk").values_list("pk", "server_id")):
        if server_id in seen:
            servers.objects.filter(pk=pk).delete()
        seen.add(server_id)


class Migration(migrations.Migration):
    dependencies = [("guild_identity", "0006_player_hiatus")]
    operations = [migrations.RunPython(leave_each_server_to_one_guild, migrations.RunPython.noop)]
