"""Proposals: what is likely and not certain, for an officer to decide."""

from collections.abc import Iterable, Iterator, Sequence

from guild_identity.domain.census import Census
from guild_identity.domain.claims import LIKELY, Claim
from guild_identity.domain.people import AWAY, People, Person, is_forbidden
from guild_identity.domain.plan import PlannedProposal
from guild_identity.domain.settling import Pair, Scores
from guild_identity.domain.spreading import MOST_PROPOSED, Likely, is_between_unknown, likely_owners

_MOST_REASONS = 8


def proposals(census: Census, people: People, scores: Scores) -> list[PlannedProposal]:
    """Return at most three proposals for each member without a Discord user, the best first."""
    owners = likely_owners(scores)
    likely = {person: list(found.values()) for person, found in owners.items()}
    for pair, score in scores.of_pair.items():
        if score >= LIKELY and is_between_unknown(pair) and not is_forbidden(*pair):
            for person, other in _between_unknown(census, pair, scores.claims[pair]):
                likely.setdefault(person, []).append(Likely(score, other, tuple(scores.claims[pair])))
    found = [made for person, others in likely.items() for made in _of_person(census, person, others)]
    return sorted(found, key=lambda made: (made.character_id, -made.score, made.discord_user_id or 0))


def _between_unknown(census: Census, pair: Pair, claims: Sequence[Claim]) -> Iterator[Pair]:
    """Yield one direction: the character whose note speaks joins the one of whom it speaks, if it is still alone."""
    best = max(claims, key=lambda claim: (claim.weight, -claim.subject, -claim.target))
    speaker = next(person for person in pair if best.subject in person.members)
    other = next(person for person in pair if person is not speaker)
    if is_alone(census, speaker):
        yield speaker, other
    elif is_alone(census, other):
        yield other, speaker


def is_alone(census: Census, person: Person) -> bool:
    """Tell whether the person is one member's character and nothing else is known of it."""
    return person.player is None and person.discord is None and len(members_of(census, person)) == 1


def members_of(census: Census, person: Person) -> list[int]:
    """Return the nodes of the person's characters that are in the guild, in order."""
    characters = sorted(node for node in person.members if not census.is_discord(node))
    return [node for node in characters if census.characters[node].is_member]


def _of_person(census: Census, person: Person, others: Iterable[Likely]) -> Iterator[PlannedProposal]:
    best = _chosen(sorted(others, key=lambda likely: (-likely.score, likely.person.key)))
    for node in members_of(census, person):
        for likely in best:
            yield _proposal(census, node, likely)


def _chosen(ranked: list[Likely]) -> list[Likely]:
    """Choose the best few; of other characters without a Discord user only the best, where there is a choice."""
    unknown = [likely for likely in ranked if likely.person.discord is None]
    further = unknown[1:]
    return [*(likely for likely in ranked if likely not in further), *further][:MOST_PROPOSED]


def _proposal(census: Census, node: int, likely: Likely) -> PlannedProposal:
    ordered = sorted(likely.claims, key=lambda claim: (-claim.weight, claim.rule, claim.subject, claim.target))
    discord_user, player, other = _target(census, likely.person, ordered)
    return PlannedProposal(
        character_id=census.characters[node].id,
        discord_user_id=discord_user,
        player_id=player,
        other_character_id=other,
        score=round(min(likely.score, 0.99), 3),
        evidence=tuple(dict.fromkeys(claim.evidence() for claim in ordered))[:_MOST_REASONS],
    )


def _target(census: Census, person: Person, claims: list[Claim]) -> tuple[int | None, int | None, int | None]:
    """Return the proposal's Discord user, player and other character, exactly one of them."""
    if person.discord == AWAY and person.player:
        return None, person.player.id, None
    if person.discord is not None:
        return census.discord_users[person.discord - census.first_discord].id, None, None
    ends = [node for claim in claims for node in (claim.target, claim.subject) if node in person.members]
    return None, None, census.characters[ends[0]].id
