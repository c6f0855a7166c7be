"""One coordinator: the newest epoch, and of equal ones the greater name."""

from lootlog.domain.protocol.leadership import AHEAD_S, GRACE_S, Claim, Leadership

NOW = 1_766_000_000.0
EPOCH = int(NOW)


def test_the_newest_epoch_wins_in_whatever_order_claims_arrive():
    claims = [Claim(EPOCH, "a"), Claim(EPOCH + 1, "b"), Claim(EPOCH + 1, "c")]
    for order in (claims, claims[::-1], [claims[1], claims[2], claims[0]]):
        leadership = Leadership()
        for claim in order:
            leadership.accept(claim, NOW)
        assert leadership.claim == Claim(EPOCH + 1, "c")


def test_an_older_epoch_is_ignored_even_when_nobody_coordinates():
    leadership = Leadership()
    leadership.accept(Claim(EPOCH, "a"), NOW)
    leadership.vacate(NOW)
    assert "is known" in leadership.accept(Claim(EPOCH - 1, "b"), NOW)
    assert leadership.claim is None


def test_an_epoch_of_the_future_is_ignored():
    leadership = Leadership()
    assert "future" in leadership.accept(Claim(EPOCH + AHEAD_S + 1, "a"), NOW)
    assert leadership.lead("b", NOW) == Claim(EPOCH, "b")


def test_the_next_epoch_outdoes_every_epoch_seen():
    leadership = Leadership()
    leadership.accept(Claim(EPOCH + 60, "a"), NOW)
    assert leadership.lead("b", NOW) == leadership.claim == Claim(EPOCH + 61, "b")


def test_whoever_leads_follows_their_own_claim_even_after_epochs_from_far_ahead():
    leadership = Leadership()
    leadership.accept(Claim(EPOCH + AHEAD_S, "a"), NOW)
    assert leadership.lead("b", NOW) == leadership.claim


def test_the_coordinator_before_may_finish_for_a_while():
    leadership = Leadership()
    leadership.accept(Claim(EPOCH, "a"), NOW)
    leadership.accept(Claim(EPOCH + 1, "b"), NOW)
    assert leadership.serves("b", NOW)
    assert leadership.serves("a", NOW + GRACE_S - 1)
    assert not leadership.serves("a", NOW + GRACE_S)
    assert not leadership.serves("c", NOW)


def test_who_left_neither_coordinates_nor_finishes():
    leadership = Leadership()
    leadership.accept(Claim(EPOCH, "a"), NOW)
    leadership.accept(Claim(EPOCH + 1, "b"), NOW)
    leadership.forget("a")
    leadership.forget("b")
    assert leadership.claim is None
    assert not leadership.serves("a", NOW)


def test_silence_counts_only_after_somebody_coordinated():
    leadership = Leadership()
    assert leadership.silence(NOW) == 0
    leadership.accept(Claim(EPOCH, "a"), NOW)
    assert leadership.silence(NOW + 7) == 7
