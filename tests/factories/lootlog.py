"""Ledgers, in rows."""

from datetime import datetime
from decimal import Decimal
from zlib import compress

import factory
from django.contrib.auth.models import User
from factory.django import DjangoModelFactory

from lootlog.models import Delivery, Fork, Profile, Quarantined, Stream, Upload
from lootlog.services.writers import Writer
from lootlog.services.writing import Award, award
from tests.factories.characters import LONG_AGO, GuildFactory


class ProfileFactory(DjangoModelFactory):
    class Meta:
        model = Profile

    guild = factory.SubFactory(GuildFactory)
    name = factory.Sequence(lambda n: f"Raid Team {n}")
    created_at = LONG_AGO


def writer(user: User | None, now: datetime, name: str = "Officer-Garona") -> Writer:
    """Somebody who writes on the site."""
    return Writer(user, name, Stream.Source.WEB, Delivery.Channel.WEB, now)


def things_of(profile: Profile, by: Writer) -> dict[str, object]:
    """Make one of everything that a profile's addresses name, and return what names it by the address's word."""
    [entry] = award(profile, [Award("Thrall-Garona", Decimal(5), "Boss kill")], by=by)
    upload = Upload.objects.create(
        guild=profile.guild, file_name="SpectrumLoot.lua", size=2, sha256="0" * 64, raw=compress(b"{}"),
        received_at=by.now, state=Upload.State.FAILED, error="Nothing in it.", mapping={}, report={},
    )  # fmt: skip
    delivery = Delivery.objects.create(profile=profile, channel="import", upload=upload, received_at=by.now)
    item = Quarantined.objects.create(profile=profile, delivery=delivery, place="line 1", reason="odd", key="0" * 64)
    fork = Fork.objects.create(stream=entry.stream, sequence=1, found_at=by.now)
    return {
        "entry": entry.hash, "target": entry.target_id, "upload": upload.pk, "item": item.pk, "fork": fork.pk,
    }  # fmt: skip
