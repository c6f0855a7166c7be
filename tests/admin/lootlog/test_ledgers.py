"""Ledgers in the admin: read by the officers of their guild, written by nobody but through what the ledger knows."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lootlog.models import LogEntry, Profile
from lootlog.selectors.standings import standings
from lootlog.services.profiles import create_profile
from lootlog.services.writing import void
from tests.factories.characters import GuildAccessFactory, UserFactory
from tests.factories.lootlog import writer

MODELS = [model for model in admin.site._registry if model._meta.app_label == "lootlog"]
NAMES = [model._meta.model_name for model in MODELS]


def address(name, action="changelist", *args):
    return reverse(f"admin:lootlog_{name}_{action}", args=args)


def take_out(desk, entries, **more):
    body = {"action": "take_out", "_selected_action": [entry.pk for entry in entries], **more}
    return desk.post(address("logentry"), body, follow=True)


def held(profile):
    return {row.label: row.points for row in standings(profile)}


def test_everything_that_a_ledger_has_can_be_looked_at():
    assert set(NAMES) == {
        "profile", "logentry", "stream", "target", "delivery", "upload", "quarantined", "fork", "peer", "checkpoint",
    }  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_lists_and_pages_show_the_officer_s_guild_and_no_other(desk, ledger, other, model):
    name = model._meta.model_name
    listed = desk.get(address(name))
    path = admin.site.get_model_admin(model).guild_path
    ours = model.objects.filter(**{path: ledger.profile.guild})
    assert {row.pk for row in listed.context["cl"].result_list} == {row.pk for row in ours}
    assert desk.get(address(name, "change", ours.first().pk)).status_code == 200
    strange = model.objects.filter(**{path: other.profile.guild}).first()
    assert desk.get(address(name, "change", strange.pk)).status_code == 302
    assert desk.get(f"{address(name)}?q=x%00y").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_nobody_adds_changes_or_deletes(desk, ledger, admin_client, name):
    model = next(model for model in MODELS if model._meta.model_name == name)
    row = model.objects.first()
    for client in (desk, admin_client):
        assert client.get(address(name, "add")).status_code == 403
        assert client.post(address(name, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert client.post(address(name, "change", row.pk), {"reason": "changed"}).status_code == 403
    assert "delete_selected" not in desk.get(address(name)).text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["nobody", "clerk", "member", "officer without the desk"])
def test_who_is_no_officer_at_the_desk_sees_nothing(client, ledger, name, who):
    if who != "nobody":
        user = UserFactory(username=who, is_staff=who != "officer without the desk")
        if who != "clerk":
            GuildAccessFactory(guild=ledger.profile.guild, user=user, level="member" if who == "member" else "officer")
        client.force_login(user)
    assert client.get(address(name)).status_code in (302, 403)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_asks_the_same_number_of_queries_however_long_it_is(desk, ledger, name):
    counts = []
    for more in (2, 20):
        ledger.add(more)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address(name)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


def test_entries_are_searched_and_filtered(desk, ledger, other):
    void(ledger.profile, ledger.entries[:1], "Wrong", by=writer(ledger.officer, ledger.entries[0].recorded_at))
    first, second = ledger.entries[0].pk, ledger.entries[1].pk

    def found(query):
        return {row.pk for row in desk.get(f"{address('logentry')}?{query}").context["cl"].result_list}

    assert found("counts=no") == {first}
    assert second in found("counts=yes") and first not in found("counts=yes")
    assert found(f"q={ledger.entries[1].hash}") == {second}
    assert found("kind=void&q=wrong") == {LogEntry.objects.get(kind="void").pk}
    assert found(f"profile={other.profile.pk}") == set()
    assert len(found(f"profile={ledger.profile.pk}")) == len(found("profile=x")) == 3
    assert other.profile.guild.name not in desk.get(address("logentry")).text


def test_entries_are_taken_out_with_a_reason_and_stay(desk, ledger):
    asked = take_out(desk, ledger.entries)
    assert "will no longer count" in asked.text and LogEntry.objects.filter(kind="void").count() == 0
    done = take_out(desk, ledger.entries, reason="Wrong raid")
    assert "2 taken out" in done.text
    assert set(held(ledger.profile).values()) == {0}
    line = LogEntry.objects.filter(kind="void").first()
    assert (line.reason, line.stream.owner) == ("Wrong raid", ledger.officer)


def test_without_a_reason_nothing_is_taken_out(desk, ledger):
    asked = take_out(desk, ledger.entries, reason=" ")
    assert "will no longer count" in asked.text
    assert not LogEntry.objects.filter(kind="void").exists()


def test_what_does_not_count_is_not_taken_out_again(desk, ledger):
    take_out(desk, ledger.entries[:1], reason="Wrong")
    assert "does not count already" in take_out(desk, ledger.entries[:1], reason="Wrong").text
    assert LogEntry.objects.filter(kind="void").count() == 1


def test_entries_of_another_guild_are_not_taken_out(desk, ledger, other):
    take_out(desk, other.entries, reason="Wrong")
    assert not LogEntry.objects.filter(kind="void").exists()


def test_profiles_are_chosen_archived_and_brought_back(desk, ledger):
    second = create_profile(ledger.profile.guild, "Mythic", now=ledger.profile.created_at)

    def press(button, profile):
        answer = desk.post(address("profile"), {"action": button, "_selected_action": [profile.pk]}, follow=True)
        return answer.text, Profile.objects.get(pk=profile.pk)

    assert press("archive", ledger.profile)[1].archived_at is None
    assert "Make another one active first" in press("archive", ledger.profile)[0]
    assert press("activate", second)[1].is_default
    assert press("archive", ledger.profile)[1].archived_at is not None
    assert press("restore", ledger.profile)[1].archived_at is None


def test_a_file_s_page_shows_its_report_and_not_its_bytes(desk, ledger):
    page = desk.get(address("upload", "change", ledger.upload.pk)).text
    assert "new 2, known 1" in page and "One clock was ahead." in page
    assert "secret bytes" not in page


@pytest.mark.parametrize("name", ["fork", "quarantined"])
def test_what_does_not_fit_links_the_page_on_which_it_is_decided(desk, ledger, name):
    link = reverse("loot-conflicts", args=[ledger.profile.pk])
    assert link in desk.get(address(name)).text
    assert desk.get(link).status_code == 200


def test_the_side_bar_shows_ledgers_to_officers_only(desk, ledger, client):
    assert "/admin/lootlog/logentry/" in desk.get("/admin/").text
    client.force_login(UserFactory(username="clerk", is_staff=True))
    assert "/admin/lootlog/logentry/" not in client.get("/admin/").text
