from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from characters.models import Guild, Realm, SyncRun, SyncStep
from characters.services.runs import claim_steps, finish_steps, start_guild_run
from config.shell.management.commands import first_sync
from lootlog.models import Profile
from lootlog.selectors.standings import standings

pytestmark = pytest.mark.django_db
NAMES = ("us", "senjin", "Keepers of the Vault")
POINTS = """
SpectrumFederationDB = {
["schemaVersion"] = 2,
["profiles"] = {
["Raid-Team-A"] = { ["points"] = {}, ["nextLogId"] = 3, ["logs"] = {
{ ["id"] = 1, ["timestamp"] = 1766000001, ["actor"] = "Trogmoon-Sen'jin", ["target"] = "Trogmoon-Sen'jin",
["delta"] = 5, ["newTotal"] = 5, ["reason"] = "Boss kill", ["profile"] = "Raid-Team-A" },
{ ["id"] = 2, ["timestamp"] = 1766000002, ["actor"] = "Trogmoon-Sen'jin", ["target"] = "Mirel-Sen'jin",
["delta"] = -2, ["newTotal"] = -2, ["reason"] = "Loot", ["profile"] = "Raid-Team-A" },
} },
["Alt-Runs"] = { ["points"] = {}, ["nextLogId"] = 2, ["logs"] = {
{ ["id"] = 1, ["timestamp"] = 1766000003, ["actor"] = "Trogmoon-Sen'jin", ["target"] = "Mirel-Sen'jin",
["delta"] = 1, ["newTotal"] = 1, ["reason"] = "Came along", ["profile"] = "Alt-Runs" },
} },
},
}
"""


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setenv("OFFICER_PASSWORD", "kept-in-a-file")


@pytest.fixture
def guild():
    realm = Realm.objects.get(region="us", slug="senjin")
    return Guild.objects.create(realm=realm, name=NAMES[2], slug="keepers-of-the-vault", created_at=timezone.now())


@pytest.fixture
def workers(monkeypatch):
    """Let the time that the command waits be the time in which the workers do every step."""

    def work(_seconds):
        now = timezone.now()
        for kind in SyncStep.Kind.values:
            finish_steps(claim_steps(kind, now=now, limit=100), now=now)

    monkeypatch.setattr(first_sync.time, "sleep", work)
    monkeypatch.setattr(first_sync.dispatch_due_steps, "delay", lambda: None)


def call(name, *args):
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


def test_the_officers_login_is_made_once_and_printed():
    assert "officer / kept-in-a-file" in call("prepare_local")
    assert "officer / kept-in-a-file" in call("prepare_local")
    assert User.objects.get(username="officer").is_superuser


def test_a_changed_password_stays_and_is_not_printed():
    call("prepare_local")
    officer = User.objects.get(username="officer")
    officer.set_password("my own")
    officer.save()
    assert "kept-in-a-file" not in call("prepare_local")
    assert User.objects.get(username="officer").check_password("my own")


def test_on_this_machines_own_database_claims_of_an_ended_run_are_freed(guild, settings):
    run = start_guild_run(guild, source="command", now=timezone.now())
    claimed = claim_steps(SyncStep.Kind.ROSTER, now=timezone.now(), limit=1)
    call("prepare_local")
    states = set(run.steps.filter(pk=claimed[0].pk).values_list("status", flat=True))
    is_own = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    assert states == {"pending" if is_own else "running"}


def test_the_first_sync_is_followed_to_its_end(guild, workers, capfd):
    assert "is synced" in call("first_sync", *NAMES)
    guild.refresh_from_db()
    assert guild.is_public
    assert SyncRun.objects.get(guild=guild).status == "done"
    assert "Syncing Keepers of the Vault" in capfd.readouterr().err


def test_a_run_that_was_interrupted_is_followed_on(guild, workers):
    run = start_guild_run(guild, source="command", now=timezone.now())
    assert "is synced" in call("first_sync", *NAMES)
    assert SyncRun.objects.get(guild=guild).pk == run.pk


def test_a_fresh_guild_is_left_alone(guild):
    synced = timezone.now() - timedelta(minutes=5)
    Guild.objects.update(last_synced_at=synced)
    assert f"was synced at {synced:%H:%M} UTC" in call("first_sync", *NAMES)
    assert not SyncRun.objects.exists()


def test_what_officers_decided_about_visibility_stays(guild, workers):
    Guild.objects.update(last_synced_at=timezone.now() - timedelta(days=1), is_public=False)
    call("first_sync", *NAMES)
    guild.refresh_from_db()
    assert not guild.is_public


def test_the_hourly_run_is_not_waited_for(guild, monkeypatch):
    monkeypatch.setattr(first_sync.dispatch_due_steps, "delay", lambda: None)
    start_guild_run(guild, source=first_sync.TIMETABLE, now=timezone.now())
    assert "goes on in the background" in call("first_sync", *NAMES)


def test_without_a_guild_it_says_how_to_add_one():
    assert "manage.py sync_guild REGION REALM GUILD" in call("first_sync")


def test_an_unknown_realm_is_named():
    with pytest.raises(CommandError, match="There is no realm “nowhere” in US"):
        call("first_sync", "us", "nowhere", "Keepers")


def test_the_officers_points_are_taken_over_once(guild, tmp_path):
    Guild.objects.update(last_synced_at=timezone.now())
    file = tmp_path / "SpectrumFederation.lua"
    file.write_text(POINTS, encoding="utf-8")
    assert "Loot points: 3 entries imported" in call("first_sync", *NAMES, "--loot", str(file))
    assert "Loot points" not in call("first_sync", *NAMES, "--loot", str(file))
    active = Profile.objects.get(guild=guild, is_default=True)
    assert (active.name, [(row.label, row.points) for row in standings(active)]) == (
        "Raid-Team-A", [("Trogmoon-Sen'jin", 5), ("Mirel-Sen'jin", -2)],
    )  # fmt: skip


def test_a_file_of_points_that_cannot_be_read_is_named(guild, tmp_path):
    Guild.objects.update(last_synced_at=timezone.now())
    with pytest.raises(CommandError, match="could not be imported"):
        call("first_sync", *NAMES, "--loot", str(tmp_path / "missing.lua"))
