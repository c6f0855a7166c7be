"""Raider.IO: its questions, and what its refusals really mean."""

import pytest

from characters.clients import raiderio
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.regions import Region

PATH = "/api/v1/characters/profile"


def refusal(world, answer) -> UpstreamError:
    world.answers_with(PATH, answer)
    with pytest.raises(UpstreamError) as caught:
        raiderio.get_character(Region.EU, "chogall", "Moghiro")
    return caught.value


def test_every_run_list_is_asked_for_at_once(world):
    world.answers_with(PATH, {"name": "Moghiro"})
    assert raiderio.get_character(Region.EU, "chogall", "Moghiro").body == {"name": "Moghiro"}
    query = world.requests[0].query
    assert (query["region"], query["realm"], query["name"]) == ("eu", "chogall", "Moghiro")
    assert query["fields"].split(",") == [
        "mythic_plus_recent_runs",
        "mythic_plus_weekly_highest_level_runs",
        "mythic_plus_previous_weekly_highest_level_runs",
        "mythic_plus_highest_level_runs",
        "mythic_plus_scores_by_season:current",
    ]
    assert "access_key" not in query


def test_the_access_key_is_sent_and_never_told(world, settings):
    settings.RAIDERIO_ACCESS_KEY = "very-secret"
    error = refusal(world, (404, {}))
    assert world.requests[0].query["access_key"] == "very-secret"
    assert "very-secret" not in repr(error)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Could not find requested character", ErrorKind.NOT_FOUND),
        ("Failed to find realm cho'gall in region eu", ErrorKind.NOT_FOUND),
        ("Invalid request query input", ErrorKind.UNREADABLE),
    ],
)
def test_only_the_message_of_a_400_says_that_somebody_is_unknown(world, message, kind):
    error = refusal(world, (400, {"statusCode": 400, "error": "Bad Request", "message": message}))
    assert error.kind is kind
    assert message in str(error)


def test_a_403_means_too_often(world):
    assert refusal(world, (403, {})).kind is ErrorKind.RATE_LIMITED


def test_the_weeks_of_every_region_need_no_key(world):
    world.answers_with("/api/v1/periods", {"periods": []})
    assert raiderio.get_periods().body == {"periods": []}
