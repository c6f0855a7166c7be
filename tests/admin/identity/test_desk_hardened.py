"""What goes wrong at the desk by accident or on purpose: no broker, old previews, two clicks, hostile input."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from kombu.exceptions import OperationalError

from characters.models import Character, SyncRun
from guild_identity import tasks
from guild_identity.models import AddonUpload, AuditIssue, DiscordUser, IdentityEvent, LinkProposal, MemberNote, Player
from guild_identity.services.journal import Decision
from guild_identity.services.players import change_player
from tests.admin.identity.test_desk_access import pages
from tests.admin.identity.test_desk_linking import links

SCRIPT = "</title><script>alert(1)</script>"


@pytest.fixture
def no_broker(monkeypatch):
    def unreachable(*args, **named):
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.work_pipeline, "delay", unreachable)


def test_without_a_broker_an_export_and_a_run_wait_for_the_dispatcher(desk, at, night, no_broker, monkeypatch):
    sent = SimpleUploadedFile("GuildSync.lua", b"GuildSyncDB = {}")
    assert desk.post(at("uploads/"), {"file": sent}).status_code == desk.post(at("run/")).status_code == 302
    offered = []
    monkeypatch.setattr(tasks.work_pipeline, "delay", offered.append)
    tasks.dispatch_pipelines()
    assert AddonUpload.objects.filter(status="pending").count() == 1
    assert offered == [SyncRun.objects.get(status="running").pk]


def seen(page):
    """Return what the form of a preview sends along."""
    return {"seen": page.context["seen"]}


def test_what_changed_since_the_preview_is_shown_before_it_is_done(desk, night, at):
    player, other = night.players["Trog"], night.players["Aelf"]
    way = at(f"players/{player.pk}/merge/{other.pk}/")
    preview = seen(desk.get(way))
    Character.objects.filter(name="Elfina").update(name="Elfinor")
    before = links()
    again = desk.post(way, {**preview, "reason": "one person"})
    assert (again.status_code, "has changed since" in again.text, "Elfinor" in again.text) == (409, True, True)
    assert 'value="one person"' in again.text
    assert links() == before
    assert desk.post(way, seen(again)).status_code == 302
    assert ("Elfinor", "Trog") in links()


def test_accepting_many_accepts_none_that_nobody_has_seen(desk, night, at):
    way = at("proposals/accept/?score=90")
    preview = seen(desk.get(way))
    LinkProposal.objects.filter(pk=night.proposals["Dûskara"].pk).update(score=0.95)
    assert desk.post(way, preview).status_code == 409
    assert not IdentityEvent.objects.exists()


def test_a_preview_that_still_holds_is_done(desk, night, at):
    way = at(f"proposals/{night.proposals['Cindermaw'].pk}/accept/")
    preview = seen(desk.get(way))
    assert preview["seen"] in desk.get(way).text
    assert desk.post(way, preview).status_code == 302
    assert ("Cindermaw", "Cinder") in links()


@pytest.mark.parametrize("path", ["proposal", "link", "merge", "unlink"])
def test_a_second_click_changes_nothing_and_says_why(desk, night, at, path):
    trog, aelf = night.players["Trog"].pk, night.players["Aelf"].pk
    way = at({
        "proposal": f"proposals/{night.proposals['Cindermaw'].pk}/accept/",
        "link": f"link/?character={night.characters['Hollowell'].pk}&discord={night.users['faelan'].pk}",
        "merge": f"players/{trog}/merge/{aelf}/",
        "unlink": f"players/{trog}/unlink/{night.characters['Trogshade'].pk}/",
    }[path])  # fmt: skip
    preview = seen(desk.get(way))
    assert desk.post(way, preview).status_code == 302
    after, events = links(), IdentityEvent.objects.count()
    assert desk.post(way, preview).status_code in (302, 404, 409)
    assert (links(), IdentityEvent.objects.count()) == (after, events)


def test_an_undo_is_done_once(desk, night, at, officer, now):
    change_player(night.players["Trog"], by=Decision("admin", now, officer), display_name="Troggo")
    way = at(f"changes/{IdentityEvent.objects.get().pk}/undo/")
    preview = seen(desk.get(way))
    desk.post(way, preview)
    desk.post(way, preview)
    assert Player.objects.get(pk=night.players["Trog"].pk).display_name == "Trog"
    assert IdentityEvent.objects.count() == 2


@pytest.fixture
def hostile(night, now):
    """Scripts wherever people write."""
    DiscordUser.objects.update(display_name=SCRIPT, global_name=SCRIPT)
    Player.objects.update(display_name=SCRIPT)
    Character.objects.update(name=SCRIPT[:20])
    MemberNote.objects.update(note=SCRIPT, officer_note=SCRIPT)
    AuditIssue.objects.update(summary=SCRIPT, details={"private": {"named": SCRIPT}})
    piece = {"rule": SCRIPT, "weight": 1, "text": SCRIPT, "is_private": True}
    LinkProposal.objects.update(evidence=[piece])
    AddonUpload.objects.update(file_name=SCRIPT, error=SCRIPT, addon_version=SCRIPT)
    return night


@pytest.mark.parametrize("part", range(7))
def test_scripts_in_names_and_notes_are_letters(desk, hostile, at, part):
    for path in pages(hostile)[part::7]:
        assert (path, SCRIPT[8:] in desk.get(at(path)).text) == (path, False)


@pytest.mark.parametrize("table", ["auditissue", "identityevent", "addonupload", "discordserver"])
def test_scripts_in_the_admin_s_tables_are_letters(desk, hostile, table):
    assert SCRIPT[8:] not in desk.get(f"/admin/guild_identity/{table}/").text


@pytest.mark.parametrize("method", ["get", "post"])
def test_thousands_of_ids_are_refused_or_passed_over(desk, night, at, method):
    way = at(f"players/{night.players['Trog'].pk}/split/confirm/")
    asked = "&".join(f"character={number}" for number in range(1, 5001))
    assert getattr(desk, method)(f"{way}?{asked}").status_code in (200, 302, 400)
    assert desk.post(way, {f"character{number}": number for number in range(5000)}).status_code in (302, 400)
    assert not IdentityEvent.objects.exists()


HUGE = 10**30
ODD = [
    f"players/{HUGE}/", f"proposals/{HUGE}/accept/", f"issues/{HUGE}/resolve/", f"changes/{HUGE}/undo/",
    f"link/?character={HUGE}", "link/?character=1&discord=%00", "link/?character=%D9%A1", f"uploads/{HUGE}/",
    f"runs/{HUGE}/", f"players/?page={HUGE}&q=%00", "changes/?page=-1&kind=%00", "issues/?state=%00&page=x",
    "issues/fix-all/no_such/", "proposals/accept/?score=1e400", "proposals/?score=%D9%A1", "unlinked/?q=%ED%A0%80",
]  # fmt: skip


@pytest.mark.parametrize("path", ODD)
@pytest.mark.parametrize("method", ["get", "post"])
def test_odd_addresses_are_answered_in_words(desk, at, path, method):
    assert getattr(desk, method)(at(path)).status_code in (200, 302, 400, 404)


def test_every_change_needs_the_form_s_token(officer, night, at):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    paths = [path for path in pages(night) if path not in ("", "unlinked/", "players/", "issues/", "runs/", "changes/")]
    answers = {path: client.post(at(path)).status_code for path in [*paths, "run/", "believe-discord/", "uploads/"]}
    assert set(answers.values()) == {403}


def test_a_way_back_that_leads_elsewhere_is_not_taken(desk, night, at):
    way = at(f"proposals/{night.proposals['Cindermaw'].pk}/reject/")
    outside = ("https://evil.test/", "//evil.test/", "javascript:alert(1)", at()[:-1])
    for bad in outside:
        assert desk.post(way, query_params={"back": bad}).url.startswith(at("proposals/")), bad


def test_a_refusal_stays_at_the_desk_with_a_way_back(desk, night, at):
    page = desk.get(at("link/"), {"back": at("unlinked/?q=holl")})
    assert (page.status_code, "Choose a character on the left" in page.text) == (400, True)
    assert 'aria-label="Parts of the desk"' in page.text and f'href="{at("unlinked/?q=holl")}"' in page.text


def test_a_player_needs_a_name(desk, night, at):
    page = desk.get(at(f"players/{night.players['Trog'].pk}/change/?display_name="))
    assert "Give the player a name." in page.text


def test_outcomes_and_counts_are_words(desk, night, at):
    upload = AddonUpload.objects.get()
    upload.report = [{"row": 1, "name": "X", "realm": "", "outcome": "unknown_character", "message": ""}]
    upload.save()
    assert "unknown character" in desk.get(at(f"uploads/{upload.pk}/")).text
    AddonUpload.objects.update(status="pending", counts={})
    assert "nothing to do" not in desk.get(at("runs/")).text.split('id="uploads"')[1]
