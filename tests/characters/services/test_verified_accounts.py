"""What a Battle.net login proves, what it takes back, and when it takes nothing."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from characters.domain.account_profile import OwnedCharacter
from characters.domain.errors import ErrorKind, Refused, UpstreamError
from characters.domain.names import character_key
from characters.domain.regions import Region
from characters.models import Realm, UserCharacter
from characters.services.sealed_tokens import open_token, seal_token
from characters.services.verified_accounts import Displaced, Verification, list_account, verify_account
from characters.tasks import verify_characters
from tests.factories.characters import CharacterFactory, UserCharacterFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
PATH = "/profile/user/wow"


def owned(character, **fields):
    values = {
        "blizzard_id": character.blizzard_id,
        "realm_slug": character.realm.slug,
        "name": character.name,
        "name_key": character_key(character.name),
        "level": 90,
    }
    return OwnedCharacter(**{**values, **fields})


def verify(user, *listed, region=Region.US):
    return verify_account(user, {region: listed}, now=NOW)


def proven(user):
    claims = UserCharacter.objects.filter(user=user, is_verified=True)
    return sorted(claims.values_list("character__name", flat=True))


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def trog():
    return CharacterFactory(name="Trogmoon", blizzard_id=11)


@pytest.fixture
def alt():
    return CharacterFactory(name="Trogalt", blizzard_id=12)


def test_a_listed_character_becomes_a_proven_claim(user, trog):
    assert verify(user, owned(trog)) == Verification(verified=(trog.pk,))
    assert proven(user) == ["Trogmoon"]


def test_a_mere_claim_is_proven_and_keeps_its_place(user, trog, alt):
    claim = UserCharacterFactory(user=user, character=alt, position=3)
    verify(user, owned(trog), owned(alt))
    claim.refresh_from_db()
    assert (claim.is_verified, claim.position) == (True, 3)
    assert UserCharacter.objects.get(character=trog).position == 4


def test_a_second_login_changes_nothing(user, trog):
    verify(user, owned(trog))
    assert verify(user, owned(trog)) == Verification()
    assert UserCharacter.objects.count() == 1


def test_characters_that_nobody_knows_here_are_not_added(user, trog):
    assert verify(user, owned(trog, blizzard_id=99, name="Stranger", name_key="stranger")) == Verification()


def test_the_same_id_on_another_realm_is_somebody_else(user, trog):
    assert verify(user, owned(trog, realm_slug="area-52")) == Verification()


def test_the_same_id_in_another_region_is_somebody_else(user, trog):
    Realm.objects.get_or_create(region="eu", slug="senjin", defaults={"name": "Sen'jin", "key": "senjin"})
    assert verify(user, owned(trog), region=Region.EU) == Verification()


def test_a_name_that_another_bears_now_proves_nothing(user, trog):
    # Deleted and made anew by somebody else: the same name on the same realm, another id.
    assert verify(user, owned(trog, blizzard_id=500)) == Verification()


def test_a_character_of_unknown_id_is_known_by_its_name(user):
    noted = CharacterFactory(name="Ünknown", blizzard_id=None)
    assert verify(user, owned(noted, blizzard_id=77)).verified == (noted.pk,)


def test_a_retired_character_is_nobodys(user):
    retired = CharacterFactory(name="Gone", blizzard_id=13, retired_at=NOW)
    assert verify(user, owned(retired)) == Verification()


def test_what_the_account_no_longer_lists_is_no_longer_proven_and_stays_on_the_list(user, trog, alt):
    verify(user, owned(trog), owned(alt))
    assert verify(user, owned(trog)) == Verification(released=(alt.pk,))
    assert proven(user) == ["Trogmoon"]
    assert UserCharacter.objects.filter(user=user, character=alt).exists()


def test_an_empty_list_takes_nothing_away(user, trog):
    verify(user, owned(trog))
    assert verify(user) == Verification()
    assert proven(user) == ["Trogmoon"]


def test_a_region_that_did_not_answer_loses_nothing(user, trog):
    realm, _ = Realm.objects.get_or_create(region="eu", slug="draenor", defaults={"name": "Draenor", "key": "draenor"})
    european = CharacterFactory(name="Euro", blizzard_id=21, realm=realm)
    verify_account(user, {Region.US: (owned(trog),), Region.EU: (owned(european),)}, now=NOW)
    assert verify(user, owned(trog)) == Verification()
    assert proven(user) == ["Euro", "Trogmoon"]


def test_a_character_that_has_moved_and_is_still_listed_stays_proven_until_a_roster_knows_where(user, trog, alt):
    verify(user, owned(trog), owned(alt))
    assert verify(user, owned(trog), owned(alt, realm_slug="area-52")).released == ()


def test_of_two_battle_net_accounts_one_login_takes_nothing_from_the_other(user, trog, alt):
    for uid in ("1", "2"):
        SocialAccount.objects.create(user=user, provider="battlenet", uid=uid)
    verify(user, owned(trog))
    assert verify(user, owned(alt)) == Verification(verified=(alt.pk,))
    assert proven(user) == ["Trogalt", "Trogmoon"]


def test_who_proves_a_character_that_another_had_proven_takes_it_and_both_are_named(user, trog):
    former = UserFactory()
    verify(former, owned(trog))
    outcome = verify(user, owned(trog))
    assert outcome == Verification(verified=(trog.pk,), displaced=(Displaced(trog.pk, former.pk),))
    assert (proven(former), proven(user)) == ([], ["Trogmoon"])
    assert UserCharacter.objects.filter(user=former, character=trog).exists()


def test_mere_claims_of_others_are_left_alone(user, trog):
    other = UserCharacterFactory(character=trog)
    assert verify(user, owned(trog)).displaced == ()
    assert UserCharacter.objects.filter(pk=other.pk, is_verified=False).exists()


def test_a_large_account_takes_as_many_queries_as_a_small_one(user, django_assert_max_num_queries):
    listed = [owned(CharacterFactory(blizzard_id=5000 + number)) for number in range(80)]
    with django_assert_max_num_queries(12):
        assert len(verify(user, *listed).verified) == 80


# ---- asking Blizzard, and the task ----


def profile(*characters):
    rows = [
        {"name": character.name, "id": character.blizzard_id, "realm": {"slug": character.realm.slug}, "level": 90}
        for character in characters
    ]
    return {"id": 1, "wow_accounts": [{"id": 2, "characters": rows}]}


def answer_by_region(wire, **answers):
    """Answer each region's account profile; regions that are not named answer 404."""
    missing = (404, {"code": 404, "type": "BLZWEBAPI00000404", "detail": "Not Found"})
    asked = {}

    def answer(request):
        region = urlsplit(request.url).hostname.partition(".")[0]
        asked[region] = request.headers["Authorization"]
        return answers.get(region, missing)

    wire.put(PATH, answer)
    return asked


def test_every_region_is_asked_with_the_persons_own_token(wire, trog):
    asked = answer_by_region(wire, us=profile(trog), eu={"id": 1})
    assert {region: len(rows) for region, rows in list_account("persons-token").items()} == {"us": 1, "eu": 0}
    assert asked == dict.fromkeys(("us", "eu", "kr", "tw"), "Bearer persons-token")


def test_one_region_that_is_down_does_not_spoil_the_others(wire, trog):
    answer_by_region(wire, us=profile(trog), eu=(503, {}))
    assert list(list_account("t")) == [Region.US]


def test_when_no_region_answers_the_task_is_tried_again(wire):
    answer_by_region(wire, **dict.fromkeys(("us", "eu", "kr", "tw"), (503, {})))
    with pytest.raises(UpstreamError) as failure:
        list_account("t")
    assert failure.value.kind is ErrorKind.UNAVAILABLE


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_token_that_opens_nothing_is_an_answer_and_changes_nothing(wire, user, trog, status):
    verify(user, owned(trog))
    answer_by_region(wire, **dict.fromkeys(("us", "eu", "kr", "tw"), (status, {"code": status})))
    assert verify_characters(user.pk, seal_token("t")) == {
        "regions": 0, "verified": 0, "released": 0, "displaced": 0,
    }  # fmt: skip
    assert proven(user) == ["Trogmoon"]


def test_the_task_proves_what_the_account_lists(wire, user, trog, alt):
    answer_by_region(wire, us=profile(trog, alt))
    counts = verify_characters(user.pk, seal_token("t"))
    assert counts == {"regions": 1, "verified": 2, "released": 0, "displaced": 0}
    assert proven(user) == ["Trogalt", "Trogmoon"]


def test_the_task_of_a_user_who_is_gone_asks_nobody(wire):
    assert verify_characters(0, seal_token("t")) == {}
    assert wire.asked[PATH] == 0


def test_the_task_of_a_token_nobody_can_open_asks_nobody(wire, user):
    assert verify_characters(user.pk, "never sealed here") == {}
    assert wire.asked[PATH] == 0


def test_a_sealed_token_does_not_show_what_it_holds():
    sealed = seal_token("a-secret-token")
    assert "secret" not in sealed
    assert open_token(sealed) == "a-secret-token"


def test_a_sealed_token_opens_with_its_own_key_only(settings):
    sealed = seal_token("a-secret-token")
    settings.SECRET_KEY = "another-" + "y" * 40
    with pytest.raises(Refused):
        open_token(sealed)
