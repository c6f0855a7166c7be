"""The look and the side bar of the admin, the officers' desk; and what templates may load."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.templatetags.static import static

if TYPE_CHECKING:
    from django.http import HttpRequest


# By name, because models cannot be imported while settings are read.
OFFICERS = "characters.admin.officers.may_use_desk"


def _links(title: str, *links: tuple[str, str, str]) -> dict[str, Any]:
    items = [
        {"title": name, "icon": icon, "link": f"/admin/{address}/", "permission": _may_see(address)}
        for name, icon, address in links
    ]
    return {"title": title, "separator": True, "items": items}


def _may_see(address: str) -> Callable[[HttpRequest], bool]:
    app, model = address.split("/")
    return lambda request: request.user.has_perm(f"{app}.view_{model}")


def _officers_links(title: str, *links: tuple[str, str, str]) -> dict[str, Any]:
    """Return links for the officers of any guild: what they may see does not hang on the models' permissions."""
    items = [
        {"title": name, "icon": icon, "link": f"/admin/{address}/", "permission": OFFICERS}
        for name, icon, address in links
    ]
    return {"title": title, "separator": True, "items": items}


def _mark(request: HttpRequest) -> str:
    return static("vaultkeeper/mark.svg")


BRASS = {
    "50": "oklch(98% .02 90)", "100": "oklch(95% .05 90)", "200": "oklch(90% .08 88)", "300": "oklch(84% .11 86)",
    "400": "oklch(77% .12 84)", "500": "oklch(66% .12 80)", "600": "oklch(52% .1 78)", "700": "oklch(45% .09 76)",
    "800": "oklch(38% .07 74)", "900": "oklch(32% .06 72)", "950": "oklch(24% .04 70)",
}  # fmt: skip

TAG_LIBRARIES = {
    "desk": "guild_identity.admin.desk.filters",
    "loot": "lootlog.pages.filters",
    "moments": "characters.pages.moments",
    "wording": "vault.pages.filters",
}

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
            _officers_links(
                "Who is who",
                ("Officers' desk", "diversity_3", "guild_identity/desk"),
                ("Discord servers", "forum", "guild_identity/discordserver"),
                ("Issues", "report", "guild_identity/auditissue"),
                ("Changes", "history", "guild_identity/identityevent"),
                ("Uploads", "upload_file", "guild_identity/addonupload"),
            ),
            _officers_links(
                "Loot points",
                ("Profiles", "account_balance", "lootlog/profile"),
                ("Entries", "receipt_long", "lootlog/logentry"),
                ("Set aside", "block", "lootlog/quarantined"),
                ("Forks", "call_split", "lootlog/fork"),
                ("Files", "upload_file", "lootlog/upload"),
                ("Deliveries", "local_shipping", "lootlog/delivery"),
                ("Authors", "stylus_note", "lootlog/stream"),
                ("Peers", "device_hub", "lootlog/peer"),
                ("Checkpoints", "flag", "lootlog/checkpoint"),
            ),
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
                ("Discord accounts", "forum", "guild_identity/discorduser"),
                ("Removed accounts", "person_off", "guild_identity/removeddiscorduser"),
                ("Locked-out names", "lock", "axes/accessattempt"),
            ),
        ],
    },
}
