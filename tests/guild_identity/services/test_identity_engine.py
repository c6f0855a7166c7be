"""Matching a guild's characters with its Discord members, applied to the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guild_identity.models import IdentityEvent, LinkProposal, Player, PlayerCharacter, RejectedLink
from guild_identity.services.linking import link_character, unlink_character
from guild_identity.services.matching import run_matching
from guild_identity.services.undoing import undo_event
from tests.factories.characters import CharacterFactory, GuildFactory, GuildMemberFactory, letters
from tests.factories.identity import DiscordUserFactory, PlayerCharacterFactory, PlayerFactory, member_of
from tests.guild_identity.services.deciding import matching, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


def owners(guild):
    """Return the Discord name by character name, None for a player without Discord."""
    links = PlayerCharacter.objects.filter(player__guild=guild)
    return dict(links.values_list("character__name", "player__discord_user__username"))


def test_exact_name_match_creates_player(guild):
    trogmoon = member_of(guild, "Trogmoon")
    user = DiscordUserFactory(guild=guild, username="trogmoon")
    counts = run_matching(guild, by=matching())
    player = Player.objects.get()
    assert (player.discord_user, player.main_character) == (user, trogmoon)
    assert (player.links.get().link_source, counts["players"], counts["links"]) == ("name", 1, 1)
    assert player.links.get().evidence


def test_exact_match_links_to_existing_player(guild):
    user = DiscordUserFactory(guild=guild, username="someone", nick="Trogmoon")
    player = PlayerFactory(guild=guild, discord_user=user)
    member_of(guild, "Trogmoon")
    run_matching(guild, by=matching())
    assert Player.objects.get() == player
    assert owners(guild) == {"Trogmoon": "someone"}


def test_guild_note_match(guild):
    member_of(guild, "Zulvexa", note="Discord: mikel")
    DiscordUserFactory(guild=guild, username="mikel")
    run_matching(guild, by=matching())
    assert owners(guild) == {"Zulvexa": "mikel"}
    assert PlayerCharacter.objects.get().link_source == "guild_note"


def test_officer_note_match(guild):
    member_of(guild, "Zulvexa", officer_note="DC: mikel")
    DiscordUserFactory(guild=guild, username="mikel")
    run_matching(guild, by=matching())
    link = PlayerCharacter.objects.get()
    assert owners(guild) == {"Zulvexa": "mikel"}
    assert link.link_source == "officer_note"
    assert all(piece["is_private"] for piece in link.evidence if "DC:" in piece["text"])


def test_alt_grouping_via_notes(guild):
    main = member_of(guild, "Trogmoon")
    member_of(guild, "Zulvexa", note="alt of Trogmoon")
    run_matching(guild, by=matching())
    player = Player.objects.get()
    assert (player.discord_user, player.main_character) == (None, main)
    assert owners(guild) == {"Trogmoon": None, "Zulvexa": None}


def test_an_alt_follows_its_main_to_the_mains_discord_user(guild):
    main = member_of(guild, "Trogmoon")
    user = DiscordUserFactory(guild=guild, username="completelydifferent")
    player = link_character(guild, main, by=officer(), discord_user=user)
    member_of(guild, "Zulvexa", note="Trogmoon's alt")
    run_matching(guild, by=matching())
    assert player.links.count() == 2


def test_a_player_without_discord_gets_it_when_it_is_found(guild):
    member_of(guild, "Trogmoon")
    member_of(guild, "Zulvexa", note="alt of Trogmoon")
    run_matching(guild, by=matching())
    DiscordUserFactory(guild=guild, username="someone")
    member_of(guild, "Trogbane", note="alt of Trogmoon", officer_note="Discord: someone")
    run_matching(guild, by=matching())
    assert Player.objects.get().discord_user.username == "someone"


def test_fuzzy_match_below_threshold_skipped(guild):
    member_of(guild, "Trogmoon")
    DiscordUserFactory(guild=guild, username="trolgarstein")
    run_matching(guild, by=matching())
    assert not PlayerCharacter.objects.exists()
    assert not LinkProposal.objects.exists()


def test_a_likely_match_becomes_a_proposal_with_its_reasons(guild):
    member_of(guild, "Trogmoon")
    DiscordUserFactory(guild=guild, username="trogmon")
    run_matching(guild, by=matching())
    linked = PlayerCharacter.objects.count()
    proposals = list(LinkProposal.objects.all())
    assert linked + len(proposals) == 1
    assert all(proposal.evidence and 0.5 < proposal.score < 1 for proposal in proposals)


def test_no_duplicate_player_creation(guild):
    for name in ("Trogmoon", "Mirel", "Kaldrun"):
        member_of(guild, name)
        DiscordUserFactory(guild=guild, username=name.lower())
    member_of(guild, "Zulvexa", note="Mirel alt")
    first = run_matching(guild, by=matching())
    state = (owners(guild), Player.objects.count(), LinkProposal.objects.count(), IdentityEvent.objects.count())
    second = run_matching(guild, by=matching())
    assert first["links"] == 4
    assert (second["players"], second["links"], second["proposals"], second["outdated"]) == (0, 0, 0, 0)
    now = (owners(guild), Player.objects.count(), LinkProposal.objects.count(), IdentityEvent.objects.count())
    assert now == state


def test_an_officers_link_is_never_overridden(guild):
    trogmoon = member_of(guild, "Trogmoon", note="Discord: mikel")
    DiscordUserFactory(guild=guild, username="mikel")
    link_character(guild, trogmoon, by=officer(), discord_user=DiscordUserFactory(guild=guild, username="right"))
    run_matching(guild, by=matching())
    assert owners(guild) == {"Trogmoon": "right"}


def test_what_an_officer_unlinked_is_neither_linked_nor_proposed_again(guild):
    trogmoon = member_of(guild, "Trogmoon")
    DiscordUserFactory(guild=guild, username="trogmoon")
    run_matching(guild, by=matching())
    unlink_character(trogmoon.player_link, by=officer())
    run_matching(guild, by=matching())
    assert owners(guild) == {}
    assert not LinkProposal.objects.filter(status=LinkProposal.Status.OPEN).exists()
    assert RejectedLink.objects.exists()


def test_undoing_what_matching_did_takes_the_player_away(guild):
    member_of(guild, "Trogmoon")
    DiscordUserFactory(guild=guild, username="trogmoon")
    run_matching(guild, by=matching())
    undo_event(IdentityEvent.objects.get(), by=officer())
    assert not Player.objects.exists()


def test_whoever_moved_here_is_matched_anew_and_the_old_guild_is_told(guild):
    old = GuildFactory()
    mover = CharacterFactory(name="Trogmoon")
    GuildMemberFactory(guild=old, character=mover, left_at=matching().now)
    PlayerCharacterFactory(player__guild=old, character=mover)
    GuildMemberFactory(guild=guild, character=mover)
    DiscordUserFactory(guild=guild, username="trogmoon")
    run_matching(guild, by=matching())
    assert owners(guild) == {"Trogmoon": "trogmoon"}
    told = IdentityEvent.objects.filter(guild=old).latest("pk")
    assert (told.kind, told.source) == ("unlinked", "matching")


def test_same_name_on_two_realms_is_two_characters(guild, django_assert_num_queries):
    from characters.models import Realm

    near, _ = Realm.objects.get_or_create(
        region="us", slug="queldorei", defaults={"name": "Quel'dorei", "key": "queldorei"}
    )
    member_of(guild, "Mirel")
    member_of(guild, "Mirel", realm=near)
    DiscordUserFactory(guild=guild, username="mirel")
    run_matching(guild, by=matching())
    assert PlayerCharacter.objects.count() == 0
    assert LinkProposal.objects.count() == 2


def count_queries(guild):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        run_matching(guild, by=matching())
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_guild():
    small, large = GuildFactory(), GuildFactory()
    for guild, size, start in ((small, 5, "Ember"), (large, 60, "Frost")):
        for number in range(size):
            name = f"{start}{letters(number)}"
            member_of(guild, name)
            DiscordUserFactory(guild=guild, username=name.lower())
    assert count_queries(small) == count_queries(large)
    assert PlayerCharacter.objects.count() == 65
