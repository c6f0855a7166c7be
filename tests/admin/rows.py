"""One row of everything that the demo guild does not have, so that each page of the admin can be opened."""

from datetime import timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from characters.models import HeldRoster
from characters.services.tokens import create_token
from guild_identity.models import IdentityEvent, RemovedDiscordUser
from lootlog.models import Checkpoint, Peer
from lootlog.services.profiles import active_profile
from tests.factories.characters import UserFactory
from tests.factories.identity import AddonUploadFactory, AuditIssueFactory, DiscordServerFactory, DiscordUserFactory
from tests.factories.lootlog import things_of, writer
from vault.models import LoggedReport, Period, SeasonOverlay


def make_other_rows(demo):
    """Make the rows."""
    guild, now = demo.guild, demo.now
    user = UserFactory(username="somebody")
    create_token(user, name="companion", scope="upload", guild=guild)
    HeldRoster.objects.create(guild=guild, body={}, reason="too thin", member_count=1, missing_count=9, held_at=now)
    AddonUploadFactory(guild=guild)
    AuditIssueFactory(guild=guild)
    DiscordServerFactory(guild=guild)
    DiscordUserFactory(guild=guild)
    RemovedDiscordUser.objects.create(digest="0" * 64, removed_at=now, reason="asked for it")
    IdentityEvent.objects.create(guild=guild, kind="linked", summary="Linked", source="admin", created_at=now)
    spans = {"started_at": now - timedelta(hours=3), "ended_at": now - timedelta(hours=1)}
    LoggedReport.objects.create(guild=guild, code="aBcD", revision=1, read_at=now, **spans)
    Period.objects.create(region="us", period_id=1, starts_at=now, ends_at=now + timedelta(days=7), source="blizzard")
    SeasonOverlay.objects.create(season="mn-2")
    _rows_of_a_ledger(guild, user, now)
    _rows_of_others(user, now)


def _rows_of_a_ledger(guild, user, now):
    profile = active_profile(guild, now=now)
    things_of(profile, writer(user, now))
    Peer.objects.create(profile=profile, uuid=uuid4(), label="Laptop", first_seen_at=now, last_seen_at=now)
    Checkpoint.objects.create(profile=profile, position=1, digest="1:x", standings={}, taken_at=now)


def _rows_of_others(user, now):
    Group.objects.create(name="Clerks")
    AccessAttempt.objects.create(username="guesser", ip_address="127.0.0.1", failures_since_start=1)
    every = IntervalSchedule.objects.create(every=15, period="minutes")
    CrontabSchedule.objects.create(hour="4")
    PeriodicTask.objects.create(name="Sweep", task="characters.tasks.sweep", interval=every, date_changed=now)
    EmailAddress.objects.create(user=user, email="somebody@example.org")
    app = SocialApp.objects.create(provider="discord", name="Discord", client_id="1")
    account = SocialAccount.objects.create(user=user, provider="discord", uid="1")
    SocialToken.objects.create(app=app, account=account, token="t")
