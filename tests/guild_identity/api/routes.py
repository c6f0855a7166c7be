"""Every address about who is who, with what it takes."""


def reading(people):
    """Return the addresses that members may read."""
    return [
        "identity/players",
        f"identity/players/{people.player.pk}/",
        "identity/orphans/wow",
        "identity/orphans/discord",
        "identity/mismatches",
        "guild-sync/status",
    ]


def officers_reading():
    """Return the addresses that officers may read."""
    return ["identity/proposals", "identity/events", "identity/issues"]


def changing(people):
    """Return (method, address, body) of everything that officers may change."""
    return [
        ("post", "identity/confirm", {"link": people.link.pk}),
        ("post", "identity/link", {"character": people.stray.pk, "player": people.player.pk}),
        ("post", f"identity/proposals/{people.proposal.pk}/reject", {"reason": "no"}),
        ("post", f"identity/proposals/{people.proposal.pk}/accept", {}),
        ("post", f"identity/players/{people.player.pk}/split", {"characters": [people.link.character_id]}),
        ("post", f"identity/events/{people.event.pk}/undo", {}),
        ("post", f"identity/issues/{people.issue.pk}/resolve", {"reason": "a bank"}),
        ("post", f"identity/players/{people.player.pk}/merge", {"player": people.rival.pk}),
        ("delete", f"identity/link/{people.link.pk}", None),
        ("post", "guild-sync/blizzard/trigger", None),
        ("post", "guild-sync/report/trigger", {}),
    ]


def send(client, method, address, body=None, **more):
    """Send a request with a JSON body."""
    return getattr(client, method)(f"/api/{address}", body, content_type="application/json", **more)
