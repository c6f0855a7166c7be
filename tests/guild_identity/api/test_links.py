"""Linking, confirming and unlinking over the API."""

import pytest

from guild_identity.models import IdentityEvent, PlayerCharacter, RejectedLink
from tests.factories.characters import CharacterFactory, GuildFactory
from tests.factories.identity import DiscordUserFactory, PlayerFactory, member_of
from tests.guild_identity.api.routes import send


def link(world, body, who="officer"):
    return send(world.client(who), "post", "identity/link", body)


@pytest.mark.parametrize("target", ["player", "discord_id", "discord_user", "number"])
def test_a_character_is_linked_to_whoever_is_named(world, people, target):
    named = {
        "player": {"player": people.player.pk},
        "discord_id": {"discord_id": str(people.user.discord_id)},
        "number": {"discord_id": people.user.discord_id},
        "discord_user": {"discord_user": people.user.pk},
    }[target]
    answer = link(world, {"character": people.stray.pk, **named, "reason": "he said so"})
    row = answer.json()
    assert answer.status_code == 201
    assert (row["player"]["id"], row["link_source"], row["confidence"]) == (people.player.pk, "manual", 1.0)
    event = IdentityEvent.objects.latest("pk")
    assert (event.source, event.actor, event.reason) == ("api", world.officer, "he said so")


def test_a_discord_user_without_a_player_gets_one(world, people):
    answer = link(world, {"character": people.stray.pk, "discord_user": people.loner.pk})
    assert (answer.status_code, answer.json()["player"]["display_name"]) == (201, "löner")


def test_linking_twice_changes_nothing_the_second_time(world, people):
    body = {"character": people.stray.pk, "discord_user": people.loner.pk}
    first = link(world, body)
    events = IdentityEvent.objects.count()
    second = link(world, body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert IdentityEvent.objects.count() == events


def test_somebody_else_s_character_is_a_conflict_unless_it_moves(world, people):
    body = {"character": world.own.character_id, "player": people.rival.pk}
    refused = link(world, body)
    assert (refused.status_code, "belongs to trog" in refused.json()["detail"]) == (409, True)
    moved = link(world, {**body, "move": True})
    assert (moved.status_code, moved.json()["player"]["id"]) == (201, people.rival.pk)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "character: This field is required."),
        ({"character": 1}, "exactly one"),
        ({"character": 1, "player": 1, "discord_user": 1}, "exactly one"),
        ({"character": "x", "player": 1}, "character: A valid integer"),
        ({"character": -1, "player": 1}, "character:"),
        ({"character": 10**30, "player": 1}, "character:"),
        ({"character": 1, "discord_id": "trog"}, "discord_id:"),
        ({"character": 1, "discord_id": "9" * 19}, "discord_id:"),
        ({"character": 1, "player": 1, "move": "perhaps"}, "move:"),
        ({"character": 1, "player": 1, "reason": "x" * 201}, "reason:"),
        ([], "dictionary"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_words(world, people, body, words):
    answer = link(world, body)
    assert (answer.status_code, words in answer.json()["detail"]) == (400, True)


def test_what_is_of_another_guild_is_not_found(world, people):
    other, stray = GuildFactory(), people.stray.pk
    foreign = [
        {"character": member_of(other, "Fremder").pk, "player": people.player.pk},
        {"character": CharacterFactory().pk, "player": people.player.pk},
        {"character": stray, "player": PlayerFactory(guild=other).pk},
        {"character": stray, "discord_user": DiscordUserFactory(guild=other).pk},
        {"character": stray, "discord_id": str(DiscordUserFactory(guild=other).discord_id)},
    ]
    for body in foreign:
        answer = link(world, body)
        assert (answer.status_code, world.guild.name in answer.json()["detail"]) == (404, True)
    assert not PlayerCharacter.objects.filter(character=stray).exists()


def test_confirming_makes_a_guess_firm_and_keeps_its_evidence(world, people):
    first = send(world.client("officer"), "post", "identity/confirm", {"link": people.link.pk})
    row = first.json()
    assert (first.status_code, row["link_source"], row["confidence"], len(row["evidence"])) == (200, "manual", 1.0, 3)
    events = IdentityEvent.objects.count()
    assert send(world.client("officer"), "post", "identity/confirm", {"link": people.link.pk}).json() == row
    assert IdentityEvent.objects.count() == events


def test_confirming_a_proof_leaves_it_a_proof(world, people):
    PlayerCharacter.objects.filter(pk=people.link.pk).update(link_source="verified")
    row = send(world.client("officer"), "post", "identity/confirm", {"link": people.link.pk}).json()
    assert row["link_source"] == "verified"


def test_unlinking_is_remembered_with_its_reason(world, people):
    address = f"identity/link/{people.link.pk}"
    answer = send(world.client("officer"), "delete", f"{address}?reason=a%20mistake")
    assert (answer.status_code, answer.content) == (204, b"")
    assert RejectedLink.objects.get().reason == "a mistake"
    assert send(world.client("officer"), "delete", address).status_code == 404


def test_the_link_s_address_takes_numbers_only(world, people):
    assert send(world.client("officer"), "delete", "identity/link/x").status_code == 404
    assert send(world.client("officer"), "delete", f"identity/link/{'9' * 40}").status_code == 404
