"""Requests that officers send."""

from decimal import Decimal

from lootlog.services.writing import Award, award
from tests.factories.lootlog import writer


def send(client, address, body=None, method="post", **more):
    """Send a request with a JSON body."""
    return getattr(client, method)(address, body, content_type="application/json", **more)


def give(client, address, *awards, reason="Boss kill", **more):
    """Send points, as (name, points) pairs, and return the answer."""
    body = {"awards": [{"target": name, "delta": delta} for name, delta in awards], "reason": reason}
    return send(client, address, body, **more)


def written(profile, world, *awards, now=None, reason="Boss kill", name="Officer-Garona"):
    """Write points on the site, as (name, points) pairs, and return the entries."""
    wanted = [Award(target, Decimal(delta), reason) for target, delta in awards]
    return list(award(profile, wanted, by=writer(world.officer, now or world.now, name)))
