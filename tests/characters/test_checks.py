import pytest
from django.core.checks import run_checks


def ids():
    return {
        message.id
        for message in run_checks(include_deployment_checks=True)
        if message.id and message.id.startswith("characters.")
    }


@pytest.fixture(autouse=True)
def _well_configured(settings):
    settings.REDIS_URL = "redis://127.0.0.1:6379/5"


def test_a_complete_configuration_says_nothing():
    assert ids() == set()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("BLIZZARD_CLIENT_ID", "", "characters.W001"),
        ("BLIZZARD_CLIENT_SECRET", "", "characters.W001"),
        ("REDIS_URL", "", "characters.W002"),
        ("TIME_ZONE", "Europe/Paris", "characters.E001"),
        ("CELERY_TIMEZONE", "Europe/Paris", "characters.E001"),
        ("BLIZZARD_API_URL", "http://{region}.api.blizzard.com", "characters.E002"),
        ("WARCRAFTLOGS_URL", "http://127.0.0.1.example.org", "characters.E002"),
        ("RAIDERIO_API_URL", "https://raider.io/api", "characters.E003"),
        ("DISCORD_API_URL", "discord.com", "characters.E003"),
    ],
)
def test_a_mistake_has_its_own_id_and_a_hint(settings, name, value, expected):
    setattr(settings, name, value)
    assert ids() == {expected}
    assert all(message.hint for message in run_checks(include_deployment_checks=True) if message.id == expected)


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8100", "http://localhost:8100", "http://[::1]:8100"])
def test_plain_http_to_this_machine_is_fine(settings, origin):
    settings.BLIZZARD_API_URL = origin
    assert ids() == set()
