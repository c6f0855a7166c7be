"""A token, and what a test's requests looked like."""

from typing import Any

import pytest

from tests.wire import Wire


@pytest.fixture
def discord_wire(wire: Wire, settings: Any) -> Wire:
    """The network, replaced; the bot has a token."""
    settings.DISCORD_BOT_TOKEN = "the-bots-token"
    return wire
