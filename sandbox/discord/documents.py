"""Discord's documents: ids and permissions are strings, moments are ISO 8601 with an offset."""

from datetime import UTC, datetime
from typing import Any

from sandbox.world.servers import APPLICATION, BOT, DiscordAccount, DiscordRole, Server, ServerMember

_TEXT_CHANNEL = 0
# What nobody changes about a server here.
_SETTLED: dict[str, Any] = {
    "emojis": [],
    "stickers": [],
    "default_message_notifications": 1,
    "mfa_level": 0,
    "explicit_content_filter": 2,
    "max_presences": None,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "vanity_url_code": None,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "preferred_locale": "en-US",
    "rules_channel_id": None,
    "safety_alerts_channel_id": None,
    "public_updates_channel_id": None,
    "premium_progress_bar_enabled": False,
    "nsfw": False,
    "nsfw_level": 0,
    "incidents_data": None,
}


def moment(at: int) -> str:
    """Write a moment as Discord does."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="microseconds")


def user(account: DiscordAccount) -> dict[str, Any]:
    """Write an account; only bots say that they are one."""
    document = {
        "id": str(account.id),
        "username": account.username,
        "avatar": None,
        "discriminator": account.discriminator,
        "public_flags": 0,
        "flags": 0,
        "banner": None,
        "accent_color": None,
        "global_name": account.global_name or None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "display_name_styles": None,
        "banner_color": None,
        "clan": None,
        "primary_guild": None,
    }
    return {**document, "bot": True} if account.bot else document


def bot_user(account: DiscordAccount) -> dict[str, Any]:
    """Write the bot's own account, as only the bot itself sees it."""
    return {
        **user(account),
        "mfa_enabled": True,
        "locale": "en-US",
        "premium_type": 0,
        "email": None,
        "verified": True,
        "bio": "",
    }


def member(row: ServerMember) -> dict[str, Any]:
    """Write a member; the role that everybody has is not listed."""
    return {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": moment(row.joined),
        "nick": row.nick or None,
        "pending": False,
        "premium_since": None,
        "roles": [str(role) for role in row.roles],
        "unusual_dm_activity_until": None,
        "collectibles": None,
        "display_name_styles": None,
        "user": user(row.account),
        "mute": False,
        "deaf": False,
    }


def role(row: DiscordRole) -> dict[str, Any]:
    """Write a role; tags are there only where a bot or boosters own it."""
    document = {
        "id": str(row.id),
        "name": row.name,
        "description": None,
        "permissions": row.permissions,
        "position": row.position,
        "color": row.color,
        "colors": {"primary_color": row.color, "secondary_color": None, "tertiary_color": None},
        "hoist": row.hoist,
        "managed": row.managed,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if row.bot:
        return {**document, "tags": {"bot_id": str(row.bot)}}
    return {**document, "tags": {"premium_subscriber": None}} if row.managed else document


def guild(server: Server, now: int, *, with_counts: bool = False) -> dict[str, Any]:
    """Write a server."""
    count = len(server.present(now))
    counts = {"approximate_member_count": count, "approximate_presence_count": count // 3} if with_counts else {}
    return {
        "id": str(server.id),
        "name": server.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": str(server.owner),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 1,
        "roles": [role(row) for row in server.roles],
        **_SETTLED,
        **counts,
    }


def guild_create(server: Server, now: int) -> dict[str, Any]:
    """Write the gateway's first word about a server: without the presences intent it lists the bot alone."""
    present = server.present(now)
    return {
        **guild(server, now),
        "joined_at": moment(server.created),
        "large": len(present) >= 250,
        "unavailable": False,
        "member_count": len(present),
        "members": [member(row) for row in present if row.account.id == BOT],
        "channels": [{key: value for key, value in channel(server).items() if key != "guild_id"}],
        "threads": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def channel(server: Server) -> dict[str, Any]:
    """Write the server's channel for reports."""
    return {
        "id": str(server.channel),
        "type": _TEXT_CHANNEL,
        "guild_id": str(server.id),
        "name": "guild-reports",
        "topic": None,
        "position": 0,
        "parent_id": None,
        "last_message_id": server.messages[-1]["id"] if server.messages else None,
        "flags": 0,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "permission_overwrites": [],
    }


def webhook(server: Server) -> dict[str, Any]:
    """Write the server's webhook."""
    return {
        "application_id": None,
        "avatar": None,
        "channel_id": str(server.channel),
        "guild_id": str(server.id),
        "id": str(server.webhook),
        "name": "Guild reports",
        "type": 1,
        "token": server.webhook_token,
    }


def application(bot: DiscordAccount) -> dict[str, Any]:
    """Write the bot's application."""
    return {
        "id": str(APPLICATION),
        "name": bot.username,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(bot),
        "summary": "",
        "is_monetized": False,
        "is_verified": False,
        "is_discoverable": False,
        "bot_public": True,
        "bot_require_code_grant": False,
        "install_params": None,
        "integration_types_config": {},
        "verify_key": "0" * 64,
        "flags": 1 << 15,
        "hook": True,
        "owner": user(DiscordAccount(BOT + 1, "sandbox.owner")),
        "team": None,
        "rpc_origins": [],
        "redirect_uris": [],
        "tags": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
    }
