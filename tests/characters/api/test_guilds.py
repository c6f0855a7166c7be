import csv
import io

import pytest
from django.utils import timezone

from characters.models import Guild, GuildMember, GuildRank, HeldRoster, Payload
from tests.factories.characters import GuildFactory, GuildMemberFactory

ENDLESS = [f"rank={'1' * 5000}", f"min_item_level={'1' * 5000}"]
ROUTES = ["", "roster/", "ranks/"]


def address(world, rest=""):
    return f"/api/guilds/{world.guild.pk}/{rest}"


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("member", 200), ("stranger", 404), ("anonymous", 404)])
def test_only_its_people_read_a_private_guild(world, route, who, status):
    assert world.client(who).get(address(world, route)).status_code == status


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("who", ["stranger", "anonymous"])
def test_everybody_reads_a_public_guild(world, route, who):
    Guild.objects.update(is_public=True)
    assert world.client(who).get(address(world, route)).status_code == 200


@pytest.mark.parametrize("route", [*ROUTES, "vault/"])
@pytest.mark.parametrize("pk", ["0", "999999", "9" * 18])
def test_a_guild_that_does_not_exist_looks_like_one_that_is_hidden(world, route, pk):
    hidden = world.client("stranger").get(address(world, route)).json()
    response = world.client("stranger").get(f"/api/guilds/{pk}/{route}")
    assert response.status_code == 404
    assert response.json()["detail"].replace(pk, "N") == hidden["detail"].replace(str(world.guild.pk), "N")


def test_the_list_holds_what_one_may_see(world):
    GuildFactory(name="Hidden")
    GuildFactory(name="Open", is_public=True)
    seen = {who: world.client(who).get("/api/guilds/").json() for who in ("officer", "member", "stranger")}
    assert [(g["name"], g["standing"]) for g in seen["officer"]["results"]] == [
        ("Keepers", "officer"), ("Open", "stranger"),
    ]  # fmt: skip
    assert [g["standing"] for g in seen["member"]["results"]] == ["member", "stranger"]
    assert [g["name"] for g in seen["stranger"]["results"]] == ["Open"]


def test_a_never_synced_guild_says_so(world):
    body = world.client("member").get(address(world)).json()
    assert (body["last_synced_at"], body["roster_synced_at"], body["member_count"]) == (None, None, 2)
    assert body["held_roster"] is None
    assert [section["section"] for section in body["sections"]] == ["guild", "roster", "reports"]
    assert body["sections"][1]["cause"] == "Never asked for yet: the next sync does."


def test_a_held_roster_is_told(world):
    now = timezone.now()
    HeldRoster.objects.create(
        guild=world.guild, body={}, reason="too thin", member_count=1, missing_count=9, held_at=now
    )
    assert world.client("member").get(address(world)).json()["held_roster"]["reason"] == "too thin"


def test_the_roster_tells_who_and_how_fresh(world):
    Payload.objects.filter(character=world.own.character).update(error_kind="timeout", error="No answer in time.")
    rows = world.client("member").get(address(world, "roster/")).json()["results"]
    assert [(row["name"], row["rank_name"], row["state"], row["error"]) for row in rows] == [
        ("Ümbrânox", "Officer", "fresh", None),
        ("Trogmoon", "Member", "stale", "No answer in time."),
    ]
    assert (rows[0]["class"], rows[0]["spec"], rows[0]["role"]) == ("Druid", "Balance", "Ranged DPS")


@pytest.mark.parametrize(
    ("query", "found"),
    [("search=umbranox", ["Ümbrânox"]), ("rank=member", ["Trogmoon"]), ("state=stale", []), ("class=mage", [])],
)
def test_the_roster_is_filtered(world, query, found):
    rows = world.client("member").get(address(world, f"roster/?{query}")).json()["results"]
    assert [row["name"] for row in rows] == found


@pytest.mark.parametrize(
    "query",
    ["class=bard", "rank=king", "state=odd", "role=x", "min_item_level=-5", *ENDLESS],
    ids=lambda query: query[:20],
)
def test_an_unknown_filter_value_is_refused_in_words(world, query):
    response = world.client("member").get(address(world, f"roster/?{query}"))
    assert response.status_code == 400
    assert response.json()["detail"].endswith(".")


@pytest.mark.parametrize("members", [3, 30])
def test_the_roster_takes_as_many_queries_for_many_as_for_few(world, members, django_assert_max_num_queries):
    GuildMemberFactory.create_batch(members, guild=world.guild)
    client = world.client("member")
    with django_assert_max_num_queries(5):
        assert client.get(address(world, "roster/?page_size=1000")).json()["count"] == members + 2


def test_lists_are_paged(world):
    GuildMemberFactory.create_batch(5, guild=world.guild)
    client = world.client("member")
    first = client.get(address(world, "roster/?page_size=4")).json()
    second = client.get(first["next"]).json()
    names = [row["name"] for page in (first, second) for row in page["results"]]
    assert (first["count"], len(names), len(set(names)), second["next"]) == (7, 7, 7, None)
    assert client.get(address(world, "roster/?page=9")).status_code == 404


def rows_of(response):
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].endswith('.csv"')
    return list(csv.DictReader(io.StringIO(response.content.decode())))


@pytest.mark.parametrize("headers", [{}, {"Accept": "text/csv"}])
def test_lists_come_as_csv_in_full(world, headers):
    GuildMemberFactory.create_batch(120, guild=world.guild)
    query = "" if headers else "?format=csv"
    response = world.client("member").get(address(world, f"roster/{query}"), headers=headers)
    rows = rows_of(response)
    assert len(rows) == 122
    assert (rows[0]["name"], rows[0]["class"], rows[0]["rank"]) == ("Ümbrânox", "Druid", "1")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@sum", "\t=1", "＝1"])
def test_no_cell_of_a_csv_is_a_formula(world, evil):
    GuildRank.objects.filter(index=3).update(name=evil)
    rows = rows_of(world.client("member").get(address(world, "ranks/?format=csv")))
    assert [row["name"] for row in rows if row["index"] == "3"] == [f"'{evil}"]


def test_an_error_is_json_even_where_csv_was_wanted(world):
    response = world.client("stranger").get(address(world, "roster/?format=csv"))
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")


def test_an_unchanged_answer_is_not_sent_twice(world):
    client = world.client("member")
    first = client.get(address(world, "roster/"))
    assert (first["Cache-Control"], first["ETag"][:1]) == ("private, no-cache", '"')
    again = client.get(address(world, "roster/"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    GuildMember.objects.filter(pk=world.own.pk).update(rank=4)
    assert client.get(address(world, "roster/"), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_ranks_without_a_name_have_a_plain_one(world):
    GuildMemberFactory(guild=world.guild, rank=8)
    ranks = world.client("member").get(address(world, "ranks/")).json()
    assert [(rank["index"], rank["name"], rank["member_count"]) for rank in ranks] == [
        (0, "Guild Leader", 0), (1, "Officer", 1), (2, "Veteran", 0), (3, "Member", 1), (4, "Initiate", 0),
        (8, "Rank 8", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("member", 403), ("stranger", 404), ("anonymous", 404)])
def test_only_officers_change_ranks(world, who, status):
    changes = [{"index": 3, "name": "Raider"}, {"index": 9, "is_alt": True}]
    response = world.client(who).patch(address(world, "ranks/"), changes, content_type="application/json")
    assert response.status_code == status
    named = dict(GuildRank.objects.values_list("index", "name"))
    assert (named[3], named.get(9)) == (("Raider", "Rank 9") if status == 200 else ("Member", None))
    assert GuildRank.objects.get(index=3).level == 2


def test_anonymous_officers_of_a_public_guild_are_asked_to_sign_in(world):
    Guild.objects.update(is_public=True)
    response = world.client("anonymous").patch(address(world, "ranks/"), [], content_type="application/json")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Token")


@pytest.mark.parametrize(
    "changes",
    [{"index": 1}, [{"name": "x"}], [{"index": 10}], [{"index": "x"}], [{"index": 1, "level": 99999}], ["x"], None],
)
def test_a_change_of_ranks_that_makes_no_sense_changes_nothing(world, changes):
    before = list(GuildRank.objects.values())
    response = world.client("officer").patch(address(world, "ranks/"), changes, content_type="application/json")
    assert response.status_code == 400
    assert list(GuildRank.objects.values()) == before


def test_a_view_of_the_guild_is_remembered_once_in_five_minutes(world):
    world.client("member").get(address(world))
    seen = Guild.objects.get().last_viewed_at
    assert seen is not None
    world.client("member").get(address(world))
    assert Guild.objects.get().last_viewed_at == seen
