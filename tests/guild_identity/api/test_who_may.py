"""Who may read and change who is who: nobody, strangers, members, officers, other guilds' officers, and tokens."""

import pytest
from django.test import Client

from characters.models import Guild
from guild_identity import tasks
from guild_identity.models import IdentityEvent
from tests.factories.characters import GuildAccessFactory, GuildFactory, UserFactory
from tests.factories.people import NOTE, PUBLIC_PIECE, SECRET
from tests.guild_identity.api.routes import changing, officers_reading, reading, send


@pytest.fixture(autouse=True)
def no_workers(monkeypatch):
    for task in (tasks.work_pipeline, tasks.send_report):
        monkeypatch.setattr(task, "delay", lambda *args, **named: None)


def statuses(client, addresses, **more):
    return {client.get(f"/api/{address}", **more).status_code for address in addresses}


def statuses_of_changes(client, people, **more):
    return {send(client, *change, **more).status_code for change in changing(people)}


def with_guild(addresses, guild):
    return [f"{address}?guild={guild.pk}" for address in addresses]


def test_nobody_in_particular_is_asked_to_sign_in(world, people):
    assert statuses(Client(), reading(people) + officers_reading()) == {401}
    assert statuses_of_changes(Client(), people) == {401}


def test_a_hidden_guild_is_not_there_for_a_stranger(world, people):
    client = world.client("stranger")
    assert statuses(client, with_guild(reading(people) + officers_reading(), world.guild)) == {404}


def test_a_public_guild_s_people_are_not_for_strangers(world, people):
    Guild.objects.update(is_public=True)
    client = world.client("stranger")
    lists = [address for address in reading(people) + officers_reading() if not address.endswith("/")]
    assert statuses(client, with_guild(lists, world.guild)) == {403}
    assert client.get(f"/api/identity/players/{people.player.pk}/").status_code == 404


def test_members_read_and_officers_read_more(world, people):
    assert statuses(world.client("member"), reading(people)) == {200}
    assert statuses(world.client("member"), officers_reading()) == {403}
    assert statuses(world.client("officer"), reading(people) + officers_reading()) == {200}


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_only_officers_change(world, people, who):
    Guild.objects.update(is_public=True)
    before = IdentityEvent.objects.count()
    assert statuses_of_changes(world.client(who), people) <= {403, 404, 400}
    assert IdentityEvent.objects.count() == before
    people.proposal.refresh_from_db()
    people.issue.refresh_from_db()
    assert (people.proposal.status, people.issue.resolved_at) == ("open", None)


def test_an_officer_of_another_guild_finds_nothing(world, people):
    stranger = UserFactory()
    GuildAccessFactory(guild=GuildFactory(), user=stranger, level="officer")
    client = Client()
    client.force_login(stranger)
    before = IdentityEvent.objects.count()
    by_id = [change for change in changing(people) if "trigger" not in change[1]]
    assert {send(client, *change).status_code for change in by_id} == {404}
    assert statuses(client, with_guild(reading(people), world.guild)) == {404}
    assert IdentityEvent.objects.count() == before


def test_a_token_that_reads_sees_what_members_see_and_changes_nothing(world, people):
    token = world.token("officer", "read")
    assert statuses(Client(), reading(people), **token) == {200}
    assert statuses(Client(), officers_reading(), **token) == {403}
    assert statuses_of_changes(Client(), people, **token) == {403}
    assert SECRET not in Client().get(f"/api/identity/players/{people.player.pk}/", **token).text


def test_a_token_of_an_officer_s_scope_does_an_officer_s_work(world, people):
    token = world.token("officer", "officer")
    assert statuses(Client(), reading(people) + officers_reading(), **token) == {200}
    assert send(Client(), "post", "identity/confirm", {"link": people.link.pk}, **token).status_code == 200


def test_a_token_of_an_officer_s_scope_gives_a_member_nothing_more(world, people):
    token = world.token("member", "officer")
    assert statuses(Client(), officers_reading(), **token) == {403}
    assert statuses_of_changes(Client(), people, **token) <= {403}


def test_a_bound_token_means_its_guild_and_no_other(world, people):
    other = GuildFactory()
    GuildAccessFactory(guild=other, user=world.officer, level="officer")
    bound = world.token("officer", "officer", guild=other)
    assert Client().get("/api/identity/players", **bound).json()["count"] == 0
    assert statuses(Client(), with_guild(reading(people), world.guild), **bound) == {404}
    assert send(Client(), "post", "identity/confirm", {"link": people.link.pk}, **bound).status_code == 404


def test_who_belongs_to_several_guilds_says_which(world, people):
    other = GuildFactory(name="Others")
    GuildAccessFactory(guild=other, user=world.officer, level="officer")
    client = world.client("officer")
    answer = client.get("/api/identity/players")
    assert (answer.status_code, f"{other.pk} (Others)" in answer.json()["detail"]) == (400, True)
    assert client.get(f"/api/identity/players?guild={world.guild.pk}").json()["count"] == 2
    assert client.get(f"/api/identity/players/{people.player.pk}/").status_code == 200
    assert client.get(f"/api/identity/players/{people.player.pk}/?guild={other.pk}").status_code == 404


def test_who_belongs_to_no_guild_is_told_so(world, people):
    answer = world.client("stranger").get("/api/identity/players")
    assert (answer.status_code, "no guild" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize("guild", ["x", "-1", "1.5", "9" * 30, "٣"])
def test_a_guild_that_is_no_id_is_refused(world, guild):
    answer = world.client("officer").get(f"/api/identity/players?guild={guild}")
    assert (answer.status_code, "no id" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_members_read_no_officer_s_words_and_no_notes(world, people, form):
    client = world.client("member")
    for address in reading(people):
        answer = client.get(f"/api/{address}", headers={"Accept": "text/csv, */*" if form == "csv" else "*/*"})
        words = [word for word in (SECRET, NOTE, "s3cr3t") if word in answer.text]
        assert (address, words, answer.status_code) == (address, [], 200)


def test_officers_read_the_notes_in_the_evidence(world, people):
    client = world.client("officer")
    for address in (f"identity/players/{people.player.pk}/", "identity/orphans/wow", "identity/proposals"):
        answer = client.get(f"/api/{address}").text
        assert SECRET in answer and NOTE in answer


def test_nobody_reads_the_webhook(world, people):
    client = world.client("officer")
    for address in reading(people) + officers_reading():
        assert "s3cr3t" not in client.get(f"/api/{address}").text


def test_that_only_an_officer_note_speaks_for_a_link_is_hidden(world, people):
    people.link.link_source, people.link.evidence = "officer_note", people.link.evidence[2:]
    people.link.save()
    address = f"/api/identity/players/{people.player.pk}/"
    [seen] = world.client("member").get(address).json()["characters"]
    assert (seen["link_source"], seen["evidence"]) == ("private", [])
    [seen] = world.client("officer").get(address).json()["characters"]
    assert (seen["link_source"], len(seen["evidence"])) == ("officer_note", 1)
    filtered = "/api/identity/players?link_source=officer_note"
    assert world.client("member").get(filtered).status_code == 400
    assert world.client("officer").get(filtered).json()["count"] == 1


@pytest.mark.parametrize(
    ("source", "rule"),
    [("alt_note", "noted_character"), ("group", "shared_nickname"), ("group", "similar_nickname")],
)
def test_what_an_officer_note_alone_gave_away_is_neither_shown_nor_found(world, people, source, rule):
    piece = {"rule": rule, "weight": 0.95, "text": SECRET, "is_private": True}
    people.link.link_source, people.link.evidence = source, [piece, PUBLIC_PIECE]
    people.link.save()
    address = f"/api/identity/players?link_source={source}"
    member, officer = world.client("member"), world.client("officer")
    assert (member.get(address).json()["count"], officer.get(address).json()["count"]) == (0, 1)
    [seen] = member.get(f"/api/identity/players/{people.player.pk}/").json()["characters"]
    assert (seen["link_source"], [piece["rule"] for piece in seen["evidence"]]) == ("private", ["same_name"])
    people.link.evidence = [piece, {**piece, "is_private": False}]
    people.link.save()
    assert member.get(address).json()["count"] == 1
    [seen] = member.get(f"/api/identity/players/{people.player.pk}/").json()["characters"]
    assert (seen["link_source"], seen["evidence"][0]["text"]) == (source, "The guild note says so.")


@pytest.mark.parametrize("wanted", ["9" * 5000, "9" * 20, "x", "-1", "١"], ids=["endless", "long", "x", "-1", "arabic"])
def test_what_is_no_id_of_a_guild_is_refused(world, people, wanted):
    client = world.client("officer")
    assert statuses(client, [f"{address}?guild={wanted}" for address in officers_reading()]) == {400}
    assert client.delete(f"/api/identity/link/{people.link.pk}?guild={wanted}").status_code == 400
