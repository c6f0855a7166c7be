"""Whatever officers do in whatever order: everybody stays one person, and a change is undone exactly or not at all."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from characters.domain.errors import Refused
from characters.models import Character
from guild_identity.models import IdentityEvent, Player, PlayerCharacter, RejectedLink
from guild_identity.services.journal import TABLES, image
from guild_identity.services.linking import link_character, unlink_character
from guild_identity.services.matching import run_matching
from guild_identity.services.players import (
    add_further_discord,
    change_player,
    merge_players,
    set_discord,
    set_main,
    split_player,
)
from guild_identity.services.undoing import preview_undo, undo_event
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordUserFactory, member_of
from tests.guild_identity.services.deciding import matching, officer

pytestmark = pytest.mark.django_db
PEOPLE = (Player, PlayerCharacter, RejectedLink, Player.other_discord_users.through)


class World:
    """A guild of four characters and three Discord users, and all that can be done about them by number."""

    def __init__(self):
        self.guild = GuildFactory()
        self.characters = [member_of(self.guild, name) for name in ("Trogmoon", "Mirel", "Zulvexa", "Elfina")]
        names = ("trogmoon", "mirel", "stranger")
        self.users = [DiscordUserFactory(guild=self.guild, username=name) for name in names]

    def link(self, one, other):
        character = self.characters[one % 4]
        targets = [{}, {"player": self.player(other)}, {"discord_user": self.users[other % 3]}]
        link_character(self.guild, character, by=officer(), is_moving=other % 2 == 0, **targets[one % 3])

    def unlink(self, one, other):
        if link := nth(PlayerCharacter, one):
            unlink_character(link, by=officer(), is_remembered=other % 2 == 0)

    def merge(self, one, other):
        merge_players(self.player(one), self.player(other), by=officer())

    def split(self, one, other):
        player = self.player(one)
        own = list(Character.objects.filter(player_link__player=player).order_by("pk"))
        split_player(player, own[: 1 + other % 2], by=officer(), discord_user=[None, *self.users][other % 4])

    def set_discord(self, one, other):
        set_discord(self.player(one), [None, *self.users][other % 4], by=officer())

    def add_further(self, one, other):
        add_further_discord(self.player(one), self.users[other % 3], by=officer())

    def set_main(self, one, other):
        set_main(self.player(one), self.characters[other % 4], by=officer())

    def rename(self, one, other):
        change_player(self.player(one), by=officer(), display_name=f"Name {other % 3}")

    def match(self, one, other):
        run_matching(self.guild, by=matching())

    def undo(self, one, other):
        if event := nth(IdentityEvent, one):
            undone_exactly_or_refused(event)

    def player(self, number):
        player = nth(Player, number)
        if player is None:
            raise Refused("There is nobody yet.")
        return player


CHANGES = ("link", "unlink", "merge", "split", "set_discord", "add_further", "set_main", "rename", "match")
DEEDS = (*CHANGES, "undo", "undo")


def nth(model, number):
    """Return one of a table's rows, the newest for 0."""
    rows = list(model.objects.order_by("-pk"))
    return rows[number % len(rows)] if rows else None


def rows():
    """Return all that says who is who, by table and id."""
    tables = {name: model.objects.all() for name, model in TABLES.items() if model in PEOPLE}
    return {(name, row.pk): image(row) for name, found in tables.items() for row in found}


def undone_exactly_or_refused(event):
    before, refusal = rows(), None
    try:
        preview_undo(event)
    except Refused as reason:
        refusal = str(reason)
    try:
        undo_event(event, by=officer())
    except Refused as reason:
        assert refusal == str(reason)
        assert rows() == before
        return
    assert refusal is None
    wanted = dict(before)
    for change in reversed(event.changes):
        wanted[change["table"], change["key"]] = change["before"]
    found = rows()
    remembered = {key for key in found if key[0] == "rejection" and key not in wanted}
    assert {key: found[key] for key in found if key not in remembered} == {k: v for k, v in wanted.items() if v}
    assert not remembered or event.source == "matching"


def everybody_is_one_person():
    owners = [pk for pk in Player.objects.values_list("discord_user", flat=True) if pk]
    owners += Player.other_discord_users.through.objects.values_list("discorduser_id", flat=True)
    assert len(owners) == len(set(owners))
    for player in Player.objects.exclude(main_character=None):
        assert player.links.filter(character=player.main_character).exists()
    for character in Character.objects.all():
        owner = PlayerCharacter.objects.filter(character=character).values_list("player_id", flat=True).first()
        assert character.person_key == (f"player-{owner}" if owner else "")
    connection.check_constraints()


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 11), st.integers(0, 11)), max_size=16))
def test_everybody_stays_one_person_and_undoing_is_exact(db, deeds):
    with transaction.atomic():
        world = World()
        for deed, one, other in deeds:
            try:
                with transaction.atomic():
                    getattr(world, deed)(one, other)
            except Refused:
                pass
            everybody_is_one_person()
        transaction.set_rollback(True)
