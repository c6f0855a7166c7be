"""The standings: who sees them, what they say, and how they are asked for."""

import re

import pytest
from django.urls import reverse

from characters.models import Guild

HTMX = {"HX-Request": "true"}


def page(world, ledger, who="member", query="", **more):
    return world.client(who).get(reverse("loot", args=[ledger.profile.pk]) + query, **more)


def lines(text):
    names = re.findall(r'<th scope="row"><a[^>]*>([^<]*)', text)
    points = re.findall(r'data-label="Points">([^<]*)', text)
    return [(name.split("-")[0], number) for name, number in zip(names, points, strict=True)]


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("member", 200), ("stranger", 404), ("anonymous", 404)])
def test_a_hidden_guild_s_points_are_seen_by_its_people_only(world, ledger, who, status):
    assert page(world, ledger, who).status_code == status


def test_a_public_guild_s_points_are_read_by_everybody_and_written_by_officers(world, ledger):
    Guild.objects.update(is_public=True)
    text = page(world, ledger, "anonymous").text
    assert lines(text) == [("Ümbrânox", "10"), ("Trogmoon", "7.5")]
    assert "Give points" not in text and "Give points" in page(world, ledger, "officer").text


def test_the_guild_s_tab_leads_to_the_active_profile_and_makes_the_first_one(world):
    answer = world.client("member").get(reverse("guild-loot", args=[world.guild.pk]), follow=True)
    assert answer.status_code == 200
    assert "No points yet" in answer.text and "Default" in answer.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?search=umbra", ["Ümbrânox"]),
        ("?sort=name", ["Trogmoon", "Ümbrânox"]),
        ("?sort=-name", ["Ümbrânox", "Trogmoon"]),
        ("?sort=-points", ["Trogmoon", "Ümbrânox"]),
        ("?sort=last", ["Trogmoon", "Ümbrânox"]),
        ("?sort=class", ["Ümbrânox", "Trogmoon"]),
        ("?search=nobody", []),
    ],
)
def test_the_address_says_what_is_shown(world, ledger, query, found):
    text = page(world, ledger, query=query, headers=HTMX).text
    assert [name for name, _ in lines(text)] == found
    assert "<html" not in text


def test_any_day_can_be_looked_at(world, ledger):
    day = f"{ledger.past:%Y-%m-%d}"
    text = page(world, ledger, query=f"?as_of={day}").text
    assert lines(text) == [("Trogmoon", "10"), ("Ümbrânox", "10")]
    assert f'value="{day}"' in text and f"as_of={day}" in text
    assert "Nobody fits" in page(world, ledger, query="?as_of=2004-12-01").text


def test_strangers_of_a_public_guild_do_not_learn_whose_characters_belong_together(world, ledger):
    Guild.objects.update(is_public=True)
    for member in world.guild.members.select_related("character"):
        member.character.person_key = "p1"
        member.character.save()
    assert page(world, ledger, "stranger", "?by=person").status_code == 403
    assert 'name="by"' not in page(world, ledger, "stranger").text
    target = ledger.loot.target_id
    own = world.client("stranger").get(reverse("loot-explain", args=[ledger.profile.pk, target]))
    assert own.status_code == 200 and "All characters of this person" not in own.text
    joined = world.client("stranger").get(reverse("loot-explain", args=[ledger.profile.pk, target]) + "?by=person")
    assert joined.status_code == 403


def test_a_person_s_characters_are_added_up_when_asked(world, ledger):
    for member in (world.own, world.other):
        member.character.person_key = "p1"
        member.character.save()
    text = page(world, ledger, query="?by=person").text
    assert lines(text) == [("Ümbrânox", "17.5")]
    assert "Trogmoon" in text


@pytest.mark.parametrize("query", ["?sort=x", "?by=x", "?as_of=yesterday"])
def test_what_makes_no_sense_is_a_page_in_words(world, ledger, query):
    assert page(world, ledger, query=query).status_code == 400


def test_the_line_above_names_the_digest_of_all_entries(world, ledger):
    text = re.sub(r"<[^>]+>", "", page(world, ledger).text)
    assert "3 entries" in text and re.search(r"digest [0-9a-f]{8}…", text)


def test_the_same_standings_come_as_csv(world, ledger, signed_in):
    day = f"{ledger.past:%Y-%m-%d}"
    [link] = re.findall(r'href="([^"]*standings/[^"]*format=csv)"', page(world, ledger, query=f"?as_of={day}").text)
    answer = signed_in("member").get(link.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert re.search(r"Trogmoon[^\n]*,10,", answer.text)


def test_a_character_s_page_tells_its_points(world, ledger, signed_in):
    address = reverse("character-loot", args=[world.own.character_id])
    assert address in signed_in("member").get(reverse("character", args=[world.own.character_id])).text
    line = signed_in("member").get(address, headers=HTMX).text
    assert "7.5</a> in <bdi>Default</bdi>" in line and "<html" not in line
    assert "<html" in signed_in("member").get(address).text
    assert signed_in("stranger").get(address).status_code == 404


def test_a_character_without_points_has_none(world, signed_in):
    assert "No loot points yet" in signed_in("member").get(f"/characters/{world.own.character_id}/loot/").text
