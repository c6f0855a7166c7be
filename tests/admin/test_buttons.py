"""What officers can do in the admin: sync, decide about held rosters, remove data, recompute, correct ranks."""

import pytest
from django.urls import reverse

from characters.models import Character, GuildRank, HeldRoster, RemovedCharacter, SyncRun
from tests.admin.test_lists import address
from tests.factories.characters import UserFactory
from vault.models import GreatVaultEntry


@pytest.fixture
def desk(client, demo, operator):
    client.force_login(operator)
    return client


def act(client, label, action, *rows):
    return client.post(address(label), {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


NO_ROWS = {
    f"{prefix}-{name}_FORMS": 0 for prefix in ("payloads", "identities", "stints") for name in ("TOTAL", "INITIAL")
}


def press(client, label, row, button, **fields):
    name = f"{label.replace('.', '_')}_{button}"
    return client.post(address(label, "change", row.pk), {name: "", **NO_ROWS, **fields}, follow=True)


def formsets(demo, **changes):
    """Write the guild's page as the browser sends it."""
    ranks = list(GuildRank.objects.filter(guild=demo.guild).order_by("index"))
    fields = {"is_tracked": "on"}
    for prefix, count in (("ranks", len(ranks)), ("access", 0), ("payloads", 0)):
        fields |= {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": count}
    for number, rank in enumerate(ranks):
        values = {"id": rank.pk, "guild": demo.guild.pk, "index": rank.index, "name": rank.name, "level": rank.level,
                  "scheduling_weight": 0, "is_tracked": "on"}  # fmt: skip
        fields |= {f"ranks-{number}-{name}": value for name, value in values.items()}
    return fields | changes


def test_a_guild_is_synced_from_its_page_and_the_list(desk, demo):
    text = press(desk, "characters.guild", demo.guild, "sync_now", **formsets(demo)).text
    assert "The sync of Night Shift begins within seconds" in text
    act(desk, "characters.guild", "sync_guilds", demo.guild)
    run = SyncRun.objects.get(guild=demo.guild, status="running")
    assert (run.source, run.requested_by.username) == ("admin", "operator")


def test_syncing_a_guild_writes_nothing_else_of_it(desk, demo):
    before = demo.guild.last_synced_at
    type(demo.guild).objects.filter(pk=demo.guild.pk).update(last_synced_at=demo.now)
    press(desk, "characters.guild", demo.guild, "sync_now", **formsets(demo))
    demo.guild.refresh_from_db()
    assert demo.guild.last_synced_at == demo.now != before


def test_ranks_are_renamed_and_remapped(desk, demo):
    changes = {"ranks-4-name": "Trial", "ranks-4-is_alt": "on", "ranks-1-is_officer": "on", "_continue": ""}
    desk.post(address("characters.guild", "change", demo.guild.pk), formsets(demo, **changes))
    trial = GuildRank.objects.get(guild=demo.guild, index=4)
    assert (trial.name, trial.is_alt) == ("Trial", True)


def test_characters_are_synced_from_their_page_and_the_list(desk, demo):
    text = press(desk, "characters.character", demo.characters[0], "sync_now").text
    assert "The sync of Trogmoon begins within seconds" in text
    act(desk, "characters.character", "sync_characters", *demo.characters[1:4])
    counts = [run.steps.count() for run in SyncRun.objects.filter(kind="character").order_by("pk")]
    assert counts == [1, 3]


def test_a_retired_character_cannot_be_synced(desk, demo):
    Character.objects.filter(pk=demo.characters[0].pk).update(retired_at=demo.now)
    assert "None of the chosen characters exists any more" in (
        press(desk, "characters.character", demo.characters[0], "sync_now").text
    )


def test_data_is_removed_on_request_with_a_reason(desk, demo):
    page = address("characters.character", "remove_data", demo.characters[0].pk)
    asked = desk.get(page).text
    assert "kill sightings" in asked and "Keep it" in asked
    assert "This field is required" in desk.post(page, {"reason": ""}).text
    assert Character.objects.filter(pk=demo.characters[0].pk).exists()
    text = desk.post(page, {"reason": "asked on 20 November"}, follow=True).text
    assert "Everything stored about Trogmoon (us-senjin) is gone" in text
    assert not Character.objects.filter(pk=demo.characters[0].pk).exists()
    assert RemovedCharacter.objects.get().reason == "asked on 20 November"


def test_who_may_only_look_can_neither_sync_nor_remove(client, demo):
    from django.contrib.auth.models import Permission

    clerk = UserFactory(username="clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_character"))
    client.force_login(clerk)
    page = client.get(address("characters.character", "change", demo.characters[0].pk)).text
    assert "Sync now" not in page and "Remove data" not in page
    assert client.get(address("characters.character", "remove_data", demo.characters[0].pk)).status_code == 403
    press(client, "characters.character", demo.characters[0], "sync_now")
    assert not SyncRun.objects.filter(kind="character").exists()


@pytest.fixture
def held(demo):
    """A roster of the guild's first twenty, with a member object each."""
    members = [
        {"character": {"id": character.blizzard_id, "name": character.name, "level": 90, "realm": {"slug": "senjin"},
                       "playable_class": {"id": character.character_class_id}}, "rank": 3}
        for character in demo.characters[:14]
    ]  # fmt: skip
    body = {"guild": {"id": 77, "name": "Night Shift", "realm": {"slug": "senjin"}}, "members": members}
    return HeldRoster.objects.create(
        guild=demo.guild, body=body, reason="too thin", member_count=14, missing_count=10, held_at=demo.now
    )


def here(demo):
    return demo.guild.members.filter(left_at__isnull=True).count()


def test_a_held_roster_names_who_would_be_gone(desk, held):
    page = desk.get(address("characters.heldroster", "change", held.pk)).text
    assert "Wolfsbane" in page and "Trogmoon" not in page


def test_a_held_roster_is_applied(desk, demo, held):
    text = press(desk, "characters.heldroster", held, "apply_this").text
    assert "The roster of Night Shift (us-senjin) was applied" in text
    held.refresh_from_db()
    assert (here(demo), held.resolution) == (14, "applied by operator")


def test_a_held_roster_is_dismissed(desk, demo, held):
    act(desk, "characters.heldroster", "dismiss_rosters", held)
    held.refresh_from_db()
    assert (here(demo), held.resolution) == (24, "dismissed by operator")


def test_a_held_roster_is_decided_once(desk, demo, held):
    act(desk, "characters.heldroster", "dismiss_rosters", held)
    assert "is decided already" in act(desk, "characters.heldroster", "apply_rosters", held).text
    assert here(demo) == 24


def test_a_held_roster_that_cannot_be_read_says_so(desk, demo, held):
    HeldRoster.objects.filter(pk=held.pk).update(body={"members": "none"})
    assert "cannot be read" in act(desk, "characters.heldroster", "apply_rosters", held).text
    assert HeldRoster.objects.get(pk=held.pk).resolved_at is None


def test_entries_are_derived_again_from_the_facts(desk, demo):
    entry = GreatVaultEntry.objects.get(character=demo.characters[0], period_id=demo.week.period_id)
    wanted = (entry.raid_heroic, entry.slots)
    GreatVaultEntry.objects.filter(pk=entry.pk).update(raid_heroic=9, slots=[])
    assert "1 weeks changed" in act(desk, "vault.greatvaultentry", "recompute", entry).text
    entry.refresh_from_db()
    assert (entry.raid_heroic, entry.slots) == wanted


def test_too_many_entries_at_once_are_refused(desk, demo, monkeypatch):
    monkeypatch.setattr("vault.services.recompute.AT_ONCE", 1)
    entries = GreatVaultEntry.objects.all()[:2]
    assert "Choose at most 1 weeks at once" in act(desk, "vault.greatvaultentry", "recompute", *entries).text


def test_nobody_removes_data_by_following_a_link(desk, demo):
    desk.get(reverse("admin:characters_character_remove_data", args=[demo.characters[0].pk]))
    assert Character.objects.filter(pk=demo.characters[0].pk).exists()
