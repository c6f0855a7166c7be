"""A player on a break: noted at the desk, shown, left alone by checks, and undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guild_identity.domain.integrity_data import stale_character
from guild_identity.models import IdentityEvent, Player
from guild_identity.selectors.integrity_facts import integrity_facts
from tests.admin.identity.test_desk_linking import sentences, undo


@pytest.fixture
def change(night):
    """The address by which Trog is sent on a break."""
    player = night.players["Trog"]
    return lambda more: f"players/{player.pk}/change/?display_name={player.display_name}&is_active=on&{more}"


def test_a_break_is_previewed_shown_and_undone(desk, at, night, change):
    way = at(change("on_hiatus=on&hiatus_until=2027-01-31&hiatus_reason=new%20job"))
    assert sentences(desk.get(way)) == [
        "Trog is on a break until 2027-01-31 (new job): nobody is asked about characters that stay away."
    ]
    done = desk.post(way, follow=True)
    assert "on a break until 2027-01-31" in done.text
    assert "on a break" in desk.get(at("players/")).text
    undo(desk, done)
    trog = Player.objects.get(pk=night.players["Trog"].pk)
    assert (trog.on_hiatus, trog.hiatus_until, trog.hiatus_reason) == (False, None, "")
    undo(desk, desk.post(at(f"changes/{IdentityEvent.objects.latest('pk').pk}/undo/"), follow=True))


def test_who_is_back_has_neither_end_nor_reason_of_a_break(desk, at, night, change):
    desk.post(at(change("on_hiatus=on&hiatus_until=2027-01-31&hiatus_reason=new%20job")))
    way = at(change("hiatus_until=2027-01-31&hiatus_reason=new%20job"))
    assert sentences(desk.get(way)) == ["Trog is back from the break."]
    desk.post(way)
    trog = Player.objects.get(pk=night.players["Trog"].pk)
    assert (trog.on_hiatus, trog.hiatus_until, trog.hiatus_reason) == (False, None, "")


def test_nobody_asks_about_characters_of_a_player_on_a_break_until_it_ends(night):
    now = timezone.now()
    trog = Player.objects.get(pk=night.players["Trog"].pk)
    trog.links.get(character=trog.main_character).character.stints.update(left_at=None)
    type(trog.main_character).objects.filter(pk=trog.main_character_id).update(last_login_at=now - timedelta(days=90))

    def asked():
        found = stale_character(integrity_facts(night.guild, now=now), now)
        return trog.main_character_id in {hit.character_id for hit in found}

    assert asked()
    Player.objects.filter(pk=trog.pk).update(on_hiatus=True)
    assert not asked()
    Player.objects.filter(pk=trog.pk).update(hiatus_until=now.date())
    assert not asked()
    Player.objects.filter(pk=trog.pk).update(hiatus_until=now.date() - timedelta(days=1))
    assert asked()
