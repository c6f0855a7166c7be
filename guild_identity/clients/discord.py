"""Discord's REST API, as the guild's bot: one function per endpoint, answers read."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.conf import settings

from characters.clients.answers import Answer, Rejected
from characters.clients.http import send
from characters.clients.memory import recall, remember
from characters.domain.errors import ErrorKind, UpstreamError
from guild_identity.clients.limits import Route
from guild_identity.clients.webhooks import Webhook, read_webhook
from guild_identity.domain.discord_members import (
    DiscordMember,
    ServerFacts,
    parse_channel,
    parse_member,
    parse_members,
    parse_server,
)

PAGE = 1000
MAX_PAGES = 250
# Discord turns away whoever does not call himself like this.
USER_AGENT = "DiscordBot (https://vaultkeeper.invalid, 1.0)"
PORTAL = "https://discord.com/developers/applications"
MISSING_INTENT = (
    "Discord does not let the bot see the server's members. Switch on “Server Members Intent” for it, under Bot → "
    f"Privileged Gateway Intents at {PORTAL}, and make sure that the bot is on the server."
)
WRONG_TOKEN = "Discord does not accept the bot's token. Copy it anew from the developer portal to DISCORD_BOT_TOKEN."
NO_TOKEN = "Discord cannot be asked: DISCORD_BOT_TOKEN is not set"
_UNKNOWN_CHANNEL = 10003
_UNKNOWN_SERVER, _UNKNOWN_MEMBER, _UNKNOWN_ROLE, _UNKNOWN_USER, _UNKNOWN_WEBHOOK = 10004, 10007, 10011, 10013, 10015
_MISSING_ACCESS, _MISSING_PERMISSIONS, _BAD_WEBHOOK_TOKEN = 50001, 50013, 50027
_EXPLANATIONS = {
    _UNKNOWN_SERVER: "The bot is not on this Discord server. Invite it, or correct the server's id.",
    _UNKNOWN_ROLE: "Discord knows no such role any more.",
    _MISSING_ACCESS: "Discord does not let the bot in there. Invite it to the server, and let it see the channel.",
    _MISSING_PERMISSIONS: (
        "The bot may not do this. For roles it needs “Manage Roles”, and its own highest role must stand above the "
        "role; for reports it needs “Send Messages” and “Embed Links” in the channel."
    ),
}
_GONE_FOR_S = 86_400.0
_Json = dict[str, Any]


class WebhookGone(UpstreamError):
    """The webhook was deleted on Discord: it never works again, and must not be used."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorKind.NOT_FOUND, message)
        self.args = (message,)


def get_guild(server_id: int) -> ServerFacts:
    """Fetch a server: its name, its roles, and about how many members it has. Raises UpstreamError."""
    route = Route("GET /guilds", str(server_id))
    return parse_server(_ask(route, "GET", f"/guilds/{server_id}", params={"with_counts": "true"}).body)


def get_members(server_id: int) -> list[DiscordMember]:
    """Fetch all members of a server, bots among them, each once.

    Raises UpstreamError; where the bot may not see members, the message says what to switch on. A page that fails
    fails the whole list.
    """
    found: dict[int, DiscordMember] = {}
    after = 0
    for _ in range(MAX_PAGES):
        page = _members_page(server_id, after)
        found |= {member.discord_id: member for member in page}
        if len(page) < PAGE:
            return list(found.values())
        highest = max(member.discord_id for member in page)
        if highest <= after:
            break
        after = highest
    message = f"Discord, GET /guilds/{server_id}/members: the pages do not end ({len(found):,} members so far)"
    raise UpstreamError(ErrorKind.UNREADABLE, message)


def get_member(server_id: int, user_id: int) -> DiscordMember | None:
    """Fetch one member of a server, or None when there is none. Raises UpstreamError."""
    try:
        path = f"/guilds/{server_id}/members/{user_id}"
        return parse_member(_ask(Route("GET /guilds/members/id", str(server_id)), "GET", path).body)
    except Rejected as rejection:
        if rejection.code in (_UNKNOWN_MEMBER, _UNKNOWN_USER):
            return None
        raise


def get_channel_server(channel_id: int) -> int | None:
    """Fetch which server a channel is of; None where it is of none, or there is none. Raises UpstreamError."""
    try:
        return parse_channel(_ask(Route("GET /channels", str(channel_id)), "GET", f"/channels/{channel_id}").body)
    except Rejected as rejection:
        if rejection.code == _UNKNOWN_CHANNEL:
            return None
        raise


def add_role(server_id: int, user_id: int, role_id: int, *, reason: str) -> None:
    """Give a member a role; the reason stands in the server's audit log. Raises UpstreamError."""
    _change_role("PUT", server_id, user_id, role_id, reason)


def remove_role(server_id: int, user_id: int, role_id: int, *, reason: str) -> None:
    """Take a role from a member; the reason stands in the server's audit log. Raises UpstreamError."""
    _change_role("DELETE", server_id, user_id, role_id, reason)


def post_message(channel_id: int, embeds: Sequence[Mapping[str, Any]]) -> None:
    """Write embeds into a channel, mentioning nobody. Sent again after a lost answer, it still stands there once.

    Raises UpstreamError.
    """
    once = {"nonce": uuid4().hex[:25], "enforce_nonce": True}
    route = Route("POST /channels/messages", str(channel_id))
    _ask(route, "POST", f"/channels/{channel_id}/messages", body=_message(embeds) | once)


def post_webhook(url: str, embeds: Sequence[Mapping[str, Any]]) -> None:
    """Write embeds through a webhook, mentioning nobody. It is asked at the configured origin of Discord.

    Raises Refused when the address is none of Discord's, WebhookGone when the webhook was deleted, and UpstreamError.
    """
    webhook = read_webhook(url)
    if recall(f"discord:gone:{webhook.key}"):
        raise _gone(webhook)
    try:
        _send_to(webhook, _message(embeds))
    except Rejected as rejection:
        if rejection.code not in (_UNKNOWN_WEBHOOK, _BAD_WEBHOOK_TOKEN):
            raise
    else:
        return
    remember(f"discord:gone:{webhook.key}", True, _GONE_FOR_S)
    raise _gone(webhook)


def _send_to(webhook: Webhook, message: _Json) -> None:
    url = f"{_api()}/webhooks/{webhook.webhook_id}/{webhook.token}"
    send(
        "discord",
        "POST",
        url,
        params={"wait": "true"} | ({"thread_id": webhook.thread_id} if webhook.thread_id else {}),
        body=message,
        headers={"User-Agent": USER_AGENT},
        watch=Route("POST /webhooks", webhook.key),
        shown_path=f"/webhooks/{webhook.webhook_id}",
        is_repeatable=False,
    )


def _gone(webhook: Webhook) -> WebhookGone:
    return WebhookGone(f"The {webhook} was deleted on Discord. Make a new one there, and enter its address.")


def _message(embeds: Sequence[Mapping[str, Any]]) -> _Json:
    # Names and notes are other people's words: whatever they contain, nobody is called by it.
    return {"embeds": [dict(embed) for embed in embeds], "allowed_mentions": {"parse": []}}


def _members_page(server_id: int, after: int) -> list[DiscordMember]:
    params = {"limit": str(PAGE), "after": str(after)}
    try:
        route = Route("GET /guilds/members", str(server_id))
        return parse_members(_ask(route, "GET", f"/guilds/{server_id}/members", params=params).body)
    except Rejected as rejection:
        if rejection.code != _MISSING_ACCESS:
            raise
    raise UpstreamError(ErrorKind.FORBIDDEN, MISSING_INTENT)


def _change_role(method: str, server_id: int, user_id: int, role_id: int, reason: str) -> None:
    path = f"/guilds/{server_id}/members/{user_id}/roles/{role_id}"
    headers = {"X-Audit-Log-Reason": quote(" ".join(reason.split())[:512], safe=" /")}
    _ask(Route(f"{method} /guilds/members/roles", str(server_id)), method, path, headers=headers)


def _ask(
    route: Route,
    method: str,
    path: str,
    *,
    params: Mapping[str, str] | None = None,
    body: object = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    if not settings.DISCORD_BOT_TOKEN:
        raise UpstreamError(ErrorKind.MISCONFIGURED, NO_TOKEN)
    identity = {"User-Agent": USER_AGENT, "Authorization": f"Bot {settings.DISCORD_BOT_TOKEN}"}
    with _explained():
        return send(
            "discord", method, _api() + path, params=params, body=body, headers={**identity, **(headers or {})},
            watch=route,
        )  # fmt: skip


def _api() -> str:
    return settings.DISCORD_API_URL.rstrip("/") + "/api/v10"


@contextmanager
def _explained() -> Iterator[None]:
    """Say what an officer can do about a refusal."""
    try:
        yield
    except Rejected as rejection:
        said = WRONG_TOKEN if rejection.status == 401 else _EXPLANATIONS.get(rejection.code)
        if said is None:
            raise
        message = f"{said} ({rejection})"
        raise Rejected(
            rejection.kind, message, rejection.retry_after, rejection.status, rejection.reason, rejection.code
        ) from rejection
