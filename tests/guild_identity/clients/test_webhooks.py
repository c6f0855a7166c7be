"""Webhooks: their address is a secret, they write once, and a deleted one is left alone."""

import logging
import traceback

import orjson
import pytest

from characters.domain.errors import ErrorKind, Refused, UpstreamError
from guild_identity.clients import discord
from guild_identity.clients.webhooks import read_webhook
from tests.guild_identity.clients.replies import Script, refusal, reply, too_many

TOKEN = "sEcReT-_0123"
URL = f"https://discord.com/api/webhooks/123/{TOKEN}"
PATH = f"/api/v10/webhooks/123/{TOKEN}"
EMBEDS = [{"title": "Report", "description": "<@1> @everyone"}]


@pytest.mark.parametrize(
    "url",
    [
        URL,
        f"  {URL}/ ",
        f"https://discordapp.com/api/v9/webhooks/123/{TOKEN}",
        f"https://canary.discord.com/api/webhooks/123/{TOKEN}?thread_id=9",
    ],
)
def test_discords_own_addresses_are_taken(url):
    assert (read_webhook(url).webhook_id, read_webhook(url).token) == ("123", TOKEN)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no address",
        "https://[",
        f"http://discord.com/api/webhooks/123/{TOKEN}",
        f"https://discord.com.evil.example/api/webhooks/123/{TOKEN}",
        f"https://evil.example/api/webhooks/123/{TOKEN}",
        f"https://discord.com@evil.example/api/webhooks/123/{TOKEN}",
        f"https://user:pass@discord.com/api/webhooks/123/{TOKEN}",
        f"https://discord.com:444/api/webhooks/123/{TOKEN}",
        f"https://discord.com/api/webhooks/123/{TOKEN}/../../../users/@me",
        f"https://discord.com/api/webhooks/abc/{TOKEN}",
        "https://discord.com/api/webhooks/123/",
        "https://discord.com/api/webhooks/١٢٣/token",
    ],
)
def test_every_other_address_is_refused_without_repeating_it(url):
    with pytest.raises(Refused) as caught:
        read_webhook(url)
    assert TOKEN not in str(caught.value)


def test_a_sandboxs_address_is_taken_where_it_plays_discord(settings):
    url = f"http://127.0.0.1:8123/api/webhooks/123/{TOKEN}"
    with pytest.raises(Refused):
        read_webhook(url)
    settings.DISCORD_API_URL = "http://127.0.0.1:8123"
    assert read_webhook(url).webhook_id == "123"


def test_embeds_are_posted_without_the_bots_token_and_mention_nobody(discord_wire):
    script = Script(reply(200, {"id": "1"}))
    discord_wire.put(PATH, script)
    discord.post_webhook(f"{URL}?thread_id=9", EMBEDS)
    sent = script.requests[0]
    assert orjson.loads(sent.body) == {"embeds": EMBEDS, "allowed_mentions": {"parse": []}}
    assert sent.url == f"https://discord.com{PATH}?wait=true&thread_id=9"
    assert "Authorization" not in sent.headers


def test_a_webhook_is_asked_at_the_configured_origin(discord_wire, settings):
    settings.DISCORD_API_URL = "http://127.0.0.1:8123"
    script = Script(reply(204))
    discord_wire.put(PATH, script)
    discord.post_webhook(URL, EMBEDS)
    assert script.requests[0].url.startswith(f"http://127.0.0.1:8123{PATH}")


@pytest.mark.parametrize(
    "answer", [refusal(404, 10015, "Unknown Webhook"), refusal(401, 50027, "Invalid Webhook Token")]
)
def test_a_deleted_webhook_is_not_asked_again(discord_wire, answer):
    discord_wire.put(PATH, answer)
    for _ in range(2):
        with pytest.raises(discord.WebhookGone) as caught:
            discord.post_webhook(URL, EMBEDS)
        assert "deleted on Discord" in str(caught.value)
    assert discord_wire.asked[PATH] == 1


def test_a_lost_answer_is_no_reason_to_write_twice(discord_wire):
    discord_wire.put(PATH, reply(502))
    with pytest.raises(UpstreamError) as caught:
        discord.post_webhook(URL, EMBEDS)
    assert caught.value.kind is ErrorKind.UNAVAILABLE
    assert discord_wire.asked[PATH] == 1


def test_what_discord_turned_away_unread_is_sent_again(discord_wire):
    discord_wire.put(PATH, Script(too_many(0.05), reply(204)))
    discord.post_webhook(URL, EMBEDS)
    assert discord_wire.asked[PATH] == 2


@pytest.mark.parametrize("answer", [reply(502), refusal(404, 10015, "x"), refusal(400, 50035, "Invalid Form Body")])
def test_the_secret_shows_in_no_error_and_no_log(discord_wire, caplog, answer):
    discord_wire.put(PATH, answer)
    with caplog.at_level(logging.DEBUG), pytest.raises(UpstreamError) as caught:
        discord.post_webhook(URL, EMBEDS)
    told = "".join(traceback.format_exception(caught.value)) + caplog.text + repr(caught.value.args)
    assert TOKEN not in told
    assert TOKEN not in repr(read_webhook(URL))
