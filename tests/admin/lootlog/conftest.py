"""Two guilds with a ledger each, and who comes to the desk."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from lootlog.models import Checkpoint, Delivery, Fork, LogEntry, Peer, Profile, Quarantined, Upload
from lootlog.services.profiles import active_profile
from lootlog.services.writing import Award, award
from tests.factories.characters import GuildAccessFactory, GuildFactory, UserFactory
from tests.factories.lootlog import writer


@dataclass
class Ledger:
    """A guild's profile with a row of everything, and an officer who is staff and has no permission of Django's."""

    officer: Any
    profile: Profile
    entries: list[LogEntry]
    upload: Upload

    def add(self, count: int) -> None:
        """Write more of everything."""
        now, by = timezone.now(), writer(self.officer, timezone.now())
        self.entries += award(
            self.profile, [Award(f"Raider{n}-Garona", Decimal(n + 1), "Boss") for n in range(count)], by=by
        )
        for entry in self.entries[-count:]:
            delivery = Delivery.objects.create(profile=self.profile, channel="import", by=self.officer, received_at=now)
            key = f"{entry.pk}"
            Quarantined.objects.create(profile=self.profile, delivery=delivery, place="line 1", reason="odd", key=key)
            Fork.objects.create(stream=entry.stream, sequence=entry.sequence, found_at=now)
            Peer.objects.create(
                profile=self.profile, uuid=f"00000000-0000-0000-0000-{entry.pk:012}", label="Laptop",
                owner=self.officer, first_seen_at=now, last_seen_at=now,
            )  # fmt: skip
            Checkpoint.objects.create(
                profile=self.profile, position=entry.position, digest="1:x", standings={}, taken_at=now
            )


def ledger_of(name: str) -> Ledger:
    """Make a ledger."""
    now, guild = timezone.now(), GuildFactory(name=name)
    officer = UserFactory(username=f"officer of {name}", is_staff=True)
    GuildAccessFactory(guild=guild, user=officer, level="officer")
    upload = Upload.objects.create(
        guild=guild, file_name=f"{name}.lua", size=3, sha256=name.ljust(64, "0"), raw=b"secret bytes", received_at=now,
        report={"counts": {"new": 2, "known": 1}, "notices": ["One clock was ahead."]},
    )  # fmt: skip
    made = Ledger(officer, active_profile(guild, now=now), [], upload)
    made.add(2)
    return made


@pytest.fixture
def ledger(db) -> Ledger:
    return ledger_of("Keepers")


@pytest.fixture
def other(db) -> Ledger:
    """Another guild's ledger, which concerns nobody of the first."""
    return ledger_of("Others")


@pytest.fixture
def desk(client, ledger):
    """The browser of an officer of the first guild."""
    client.force_login(ledger.officer)
    return client
