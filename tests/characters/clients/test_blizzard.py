"""Blizzard's endpoints: paths, namespaces and languages as the API wants them."""

import pytest

from characters.clients import blizzard
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.regions import Region

HERO = (Region.EU, "area-52", "Ümbrânox")
PROFILE = "/profile/wow/character/area-52/%C3%BCmbr%C3%A2nox"


@pytest.mark.parametrize(
    ("ask", "path", "namespace"),
    [
        (lambda: blizzard.get_summary(*HERO), PROFILE, "profile-eu"),
        (lambda: blizzard.get_status(*HERO), PROFILE + "/status", "profile-eu"),
        (lambda: blizzard.get_raids(*HERO), PROFILE + "/encounters/raids", "profile-eu"),
        (lambda: blizzard.get_statistics(*HERO), PROFILE + "/achievements/statistics", "profile-eu"),
        (lambda: blizzard.get_keystone_profile(*HERO), PROFILE + "/mythic-keystone-profile", "profile-eu"),
        (
            lambda: blizzard.get_keystone_season(*HERO, 18),
            PROFILE + "/mythic-keystone-profile/season/18",
            "profile-eu",
        ),
        (lambda: blizzard.get_equipment(*HERO), PROFILE + "/equipment", "profile-eu"),
        (lambda: blizzard.get_professions(*HERO), PROFILE + "/professions", "profile-eu"),
        (
            lambda: blizzard.get_guild(Region.EU, "area-52", "the-guild"),
            "/data/wow/guild/area-52/the-guild",
            "profile-eu",
        ),
        (
            lambda: blizzard.get_guild_roster(Region.EU, "area-52", "gütë"),
            "/data/wow/guild/area-52/g%C3%BCt%C3%AB/roster",
            "profile-eu",
        ),
        (
            lambda: blizzard.get_period_index(Region.EU),
            "/data/wow/mythic-keystone/period/index",
            "dynamic-eu",
        ),
        (lambda: blizzard.get_period(Region.EU, 1077), "/data/wow/mythic-keystone/period/1077", "dynamic-eu"),
        (lambda: blizzard.get_realm_index(Region.EU), "/data/wow/realm/index", "dynamic-eu"),
    ],
)
def test_each_endpoint_has_its_path_namespace_and_language(world, ask, path, namespace):
    world.answers_with(path, {"id": 1})
    answer = ask()
    assert answer.body == {"id": 1}
    (request,) = world.asked(path)
    assert request.query == {"namespace": namespace, "locale": "en_GB"}
    assert request.headers["Authorization"] == "Bearer token-1"
    assert "token-1" not in str(request.query)


@pytest.mark.parametrize(
    ("region", "locale"),
    [(Region.US, "en_US"), (Region.EU, "en_GB"), (Region.KR, "ko_KR"), (Region.TW, "zh_TW")],
)
def test_each_region_has_its_own_host(world, settings, region, locale):
    settings.BLIZZARD_API_URL = world.origin + "/{region}"
    world.answers_with(f"/{region}/data/wow/realm/index", {})
    blizzard.get_realm_index(region)
    assert world.requests[-1].query == {"namespace": f"dynamic-{region}", "locale": locale}


@pytest.mark.parametrize(
    ("name", "encoded"),
    [
        ("Ávalon", "%C3%A1valon"),
        ("A\u0301valon", "%C3%A1valon"),
        ("Ярость", "%D1%8F%D1%80%D0%BE%D1%81%D1%82%D1%8C"),
        ("마법사", "%EB%A7%88%EB%B2%95%EC%82%AC"),
        ("A/b?c#d", "a%2Fb%3Fc%23d"),
    ],
)
def test_names_are_lower_case_by_unicode_and_encoded(world, name, encoded):
    world.answers_with(f"/profile/wow/character/ragnaros/{encoded}", {})
    assert blizzard.get_summary(Region.EU, "ragnaros", name).status == 200


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_name_that_would_bend_the_path_is_not_sent(world, name):
    with pytest.raises(UpstreamError) as caught:
        blizzard.get_summary(Region.EU, "ragnaros", name)
    assert caught.value.kind is ErrorKind.NOT_FOUND
    assert not world.requests


def test_the_date_of_the_last_answer_is_sent_back(world):
    world.answers_with(PROFILE, 304)
    answer = blizzard.get_summary(*HERO, last_modified="Tue, 17 Nov 2026 15:00:00 GMT")
    assert (answer.status, answer.last_modified) == (304, "Tue, 17 Nov 2026 15:00:00 GMT")


def test_an_expired_token_is_renewed_and_the_answer_still_comes(world):
    world.answers[PROFILE].append((401, {"Content-Type": "application/json"}, b"{}"))
    world.answers_with(PROFILE, {"id": 1})
    assert blizzard.get_summary(*HERO).body == {"id": 1}
    assert len(world.asked("/token")) == 2


def test_a_token_refused_twice_is_unauthorized(world):
    world.answers_with(PROFILE, 401)
    with pytest.raises(UpstreamError) as caught:
        blizzard.get_summary(*HERO)
    assert caught.value.kind is ErrorKind.UNAUTHORIZED
    assert len(world.asked(PROFILE)) == 2
