"""Ledgers, in rows."""

from datetime import datetime

import factory
from django.contrib.auth.models import User
from factory.django import DjangoModelFactory

from lootlog.models import Delivery, Profile, Stream
from lootlog.services.writing import Writer
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
