"""What leaves the house when something breaks: no webhook, token, key, password, variable or body."""

import json

import pytest
import sentry_sdk
from sentry_sdk.transport import Transport

from config.shell.error_reports import send_error_reports, without_secrets

SECRET = "s3cr3t-w0rd"
WEBHOOK = f"https://discord.com/api/webhooks/12345/{SECRET}"


class Kept(Transport):
    """Keeps what would be sent."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def capture_envelope(self, envelope):
        self.sent.append(json.dumps([item.payload.json for item in envelope.items], default=str))


@pytest.fixture
def sentry(monkeypatch):
    """Reports are switched on, and kept instead of sent."""
    kept, init = Kept(), sentry_sdk.init
    # Integrations patch modules for good: those would also be in the tests that follow.
    quiet = {"transport": kept, "default_integrations": False, "auto_enabling_integrations": False}
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: init(**options, **quiet))
    with sentry_sdk.isolation_scope():
        send_error_reports("https://public@sentry.invalid/1")
        yield kept
    init(dsn="", default_integrations=False, auto_enabling_integrations=False)


@pytest.mark.parametrize(
    "told",
    [
        WEBHOOK,
        f"POST {WEBHOOK}?wait=true failed",
        f"https://raider.io/api/v1/guilds/profile?region=us&access_key={SECRET}&fields=members",
        f"{{'Authorization': 'Bot {SECRET}'}}",
        f"Authorization: Bearer {SECRET}",
        f"postgres://vault:{SECRET}@db:5432/vault",
        f"https://us.api.blizzard.com/x?access_token={SECRET}",
        f'{{"client_secret": "{SECRET}"}}',
        f"code={SECRET}&state=1",
        {"headers": {"X-API-Key": SECRET, "Authorization": f"Token {SECRET}"}},
        {"data": [{"url": WEBHOOK, "nested": (f"token={SECRET}",)}]},
        {"webhook_url": "whatever " + SECRET, "DISCORD_BOT_TOKEN": SECRET},
    ],
)
def test_secrets_are_taken_out_wherever_they_stand(told):
    assert SECRET not in str(without_secrets(told))


@pytest.mark.parametrize(
    "told",
    [
        "Discord answered 503 for POST /webhooks/12345",
        {"level": "error", "values": [1, 2.5, None, True], "filename": "guild_identity/clients/discord.py"},
        "GET https://us.api.blizzard.com/data/wow/guild/senjin/keepers/roster?namespace=profile-us",
        "the worker ended with exit code: 3",
        "UpstreamError: the token is not accepted",
    ],
)
def test_what_is_no_secret_stays(told):
    assert without_secrets(told) == told


def test_an_address_still_says_which_webhook_it_was():
    assert without_secrets(WEBHOOK) == "https://discord.com/api/webhooks/12345/[filtered]"


def test_a_report_holds_no_secret_of_errors_breadcrumbs_and_variables(sentry):
    def fail():
        token = SECRET
        raise ValueError(f"{WEBHOOK} does not answer to {len(token)} letters")

    data = {"url": WEBHOOK, "http.query": f"access_key={SECRET}"}
    sentry_sdk.add_breadcrumb(category="httplib", message=f"POST {WEBHOOK}", data=data)
    try:
        fail()
    except ValueError:
        sentry_sdk.capture_exception()
    sentry_sdk.flush()
    [report] = sentry.sent
    assert "does not answer" in report and "/webhooks/12345/[filtered]" in report
    assert "httplib" in report and "vars" not in report
    assert SECRET not in report
