"""Who decides in these tests, and when."""

from datetime import UTC, datetime

from guild_identity.services.journal import Decision

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def officer(reason="", actor=None):
    """Return an officer's decision."""
    return Decision("admin", NOW, actor, reason)


def matching():
    """Return the matcher's."""
    return Decision("matching", NOW)
