"""The look and the side bar of the admin: the officers' desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.templatetags.static import static

if TYPE_CHECKING:
    from django.http import HttpRequest


def _links(title: str, *links: tuple[str, str, str]) -> dict[str, Any]:
    items = [
        {"title": name, "icon": icon, "link": f"/admin/{address}/", "permission": _may_see(address)}
        for name, icon, address in links
    ]
    return {"title": title, "separator": True, "items": items}


def _may_see(address: str) -> Callable[[HttpRequest], bool]:
    app, model = address.split("/")
    return lambda request: request.user.has_perm(f"{app}.view_{model}")


def _mark(request: HttpRequest) -> str:
    return static("vaultkeeper/mark.svg")


BRASS = {
    "50": "oklch(98% .02 90)", "100": "oklch(95% .05 90)", "200": "oklch(90% .08 88)", "300": "oklch(84% .11 86)",
    "400": "oklch(77% .12 84)", "500": "oklch(66% .12 80)", "600": "oklch(52% .1 78)", "700": "oklch(45% .09 76)",
    "800": "oklch(38% .07 74)", "900": "oklch(32% .06 72)", "950": "oklch(24% .04 70)",
}  # fmt: skip

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Vaultkeeper",
    "SITE_HEADER": "Vaultkeeper",
    "SITE_SUBHEADER": "Officers' desk",
    "SITE_URL": "/",
    "SITE_SYMBOL": "shield_lock",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _mark}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "COLORS": {"primary": BRASS},
    "SIDEBAR": {
        "show_search": True,
        "navigation": [
            _links(
                "Guilds and characters",
                ("Guilds", "castle", "characters/guild"),
                ("Characters", "person", "characters/character"),
                ("Held rosters", "pause_circle", "characters/heldroster"),
                ("Sync runs", "sync", "characters/syncrun"),
                ("Realms", "public", "characters/realm"),
            ),
            _links(
                "Great Vault",
                ("Vault entries", "grid_view", "vault/greatvaultentry"),
                ("Amendments", "edit_note", "vault/vaultamendment"),
                ("Season rules", "rule", "vault/seasonoverlay"),
                ("Reset weeks", "calendar_month", "vault/period"),
            ),
            _links(
                "Facts",
                ("Kills seen", "skull", "vault/killsighting"),
                ("Keystone runs", "key", "vault/keystonerun"),
                ("Counters", "tag", "vault/countsnapshot"),
                ("Log reports", "article", "vault/loggedreport"),
            ),
            _links(
                "Operation",
                ("Users", "group", "auth/user"),
                ("Groups", "groups", "auth/group"),
                ("API tokens", "vpn_key", "characters/apitoken"),
                ("Timetable", "schedule", "django_celery_beat/periodictask"),
                ("Locked-out names", "lock", "axes/accessattempt"),
            ),
        ],
    },
}
