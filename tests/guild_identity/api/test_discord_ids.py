"""Discord's ids have 64 bits, more than JavaScript's numbers hold exactly: they go out and come in as text."""

from drf_spectacular.generators import SchemaGenerator

from guild_identity.models import AuditIssue
from guild_identity.services.integrity import run_integrity_check
from tests.guild_identity.api.routes import officers_reading, reading, send

LARGEST_SAFE = 2**53 - 1


def numbers_in(told):
    """Yield every number, however deep inside."""
    if isinstance(told, dict | list):
        for item in told.values() if isinstance(told, dict) else told:
            yield from numbers_in(item)
    elif isinstance(told, int | float) and not isinstance(told, bool):
        yield told


def test_no_answer_holds_a_number_that_javascript_would_round(world, people):
    people.proposal.discord_user = people.user
    people.proposal.save()
    run_integrity_check(world.guild, now=world.now)
    assert AuditIssue.objects.filter(discord_member__isnull=False).exists()
    client = world.client("officer")
    for address in reading(people) + officers_reading():
        answer = client.get(f"/api/{address}")
        assert (address, [n for n in numbers_in(answer.json()) if abs(n) > LARGEST_SAFE]) == (address, [])


def test_the_document_says_that_they_are_text():
    shapes = SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]
    ids = {
        f"{shape}.{name}": field["type"]
        for shape, described in shapes.items()
        for name, field in described.get("properties", {}).items()
        if (shape.startswith(("DiscordUser", "OrphanDiscordUser")) and name == "id")
        or name in ("discord_id", "discord_role", "role_id", "server_id", "channel_id", "report_channel_id")
    }
    assert {"DiscordUserShape.id", "OrphanDiscordUserShape.id", "NewLink.discord_id"} <= set(ids)
    assert set(ids.values()) == {"string"}


def test_a_link_takes_an_id_as_text(world, people):
    body = {"character": people.stray.pk, "discord_id": str(people.loner.discord_id)}
    answer = send(world.client("officer"), "post", "identity/link", body)
    assert answer.status_code == 201
    assert answer.json()["player"]["display_name"] == people.loner.display_name
