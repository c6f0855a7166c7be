"""What a guild's ranks mean: tried out before it is saved, because rank mismatches and Discord roles follow from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction

from characters.models import Guild, GuildRank
from characters.services.ranks import change_ranks
from guild_identity.domain.integrity_facts import Found, IntegrityFacts
from guild_identity.domain.integrity_ranks import no_guild_role, rank_mismatch
from guild_identity.domain.roles import RankFacts, RoleMap, build_role_map, get_highest_guild_role
from guild_identity.models import DiscordUser, IdentityEvent
from guild_identity.selectors.integrity_facts import integrity_facts
from guild_identity.services.journal import Decision, Image, Journal, image
from guild_identity.services.locks import locked_guild
from guild_identity.services.role_map import refresh_guild_roles, server_roles

CHECKS = {"rank_mismatch": rank_mismatch, "no_guild_role": no_guild_role}


@dataclass(frozen=True, slots=True)
class WantedRank:
    """What a rank is to mean. `discord_role` is a role's id, a role's name, or blank for the role of its own name."""

    index: int
    name: str
    level: int
    discord_role: str = ""
    is_officer: bool = False
    is_alt: bool = False
    is_tracked: bool = True


@dataclass(frozen=True, slots=True)
class RankTrial:
    """What saving would change, in sentences.

    `officers` tells who may use the desk then, `roles` whose highest Discord role is another, `appearing` and
    `vanishing` which issues the next check finds or closes, `problems` what is wrong with the map.
    """

    officers: tuple[str, ...]
    roles: tuple[str, ...]
    appearing: tuple[str, ...]
    vanishing: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody would notice."""
        return not (self.officers or self.roles or self.appearing or self.vanishing)


def try_ranks(guild: Guild, wanted: Sequence[WantedRank], *, now: datetime) -> RankTrial:
    """Tell what saving the ranks would change, in a constant number of queries. Nothing is written."""
    before = integrity_facts(guild, now=now)
    role_map = build_role_map(_facts(wanted), server_roles(guild))
    highest = _highest_roles(guild, role_map)
    accounts = tuple(
        replace(account, highest_role=highest.get(account.id, (None, ""))[1] or "") for account in before.accounts
    )
    after = replace(before, ranks=tuple(_facts(wanted)), accounts=accounts)
    found, found_then = _issues(before, now), _issues(after, now)
    stored = {account.id: account.highest_role for account in before.accounts}
    return RankTrial(
        officers=tuple(_officer_changes(guild, wanted)),
        roles=tuple(
            f"{name}: {stored.get(pk) or 'no role'} → {role or 'no role'}"
            for pk, (name, role) in highest.items()
            if (stored.get(pk) or None) != role
        ),
        appearing=tuple(hit.summary for key, hit in found_then.items() if key not in found),
        vanishing=tuple(hit.summary for key, hit in found.items() if key not in found_then),
        problems=role_map.problems,
    )


@transaction.atomic
def save_ranks(guild: Guild, wanted: Iterable[WantedRank], *, by: Decision) -> int:
    """Save what ranks mean; everybody's guild roles follow at once. Return how many people's did."""
    journal = Journal(locked_guild(guild.pk), by)
    before = {rank.pk: image(rank) for rank in GuildRank.objects.filter(guild=guild)}
    change_ranks(guild, [asdict(rank) for rank in wanted])
    changed = [rank for rank in GuildRank.objects.filter(guild=guild).order_by("index") if _is_new(rank, before)]
    for rank in changed:
        journal.note(before.get(rank.pk), rank)
    named = ", ".join(f"{rank.index} {rank.name}" for rank in changed)
    journal.write(IdentityEvent.Kind.RANKS_CHANGED, f"Ranks changed: {named}")
    return refresh_guild_roles(guild)


def _is_new(rank: GuildRank, before: Mapping[int, Image]) -> bool:
    return before.get(rank.pk) != image(rank)


def _facts(wanted: Iterable[WantedRank]) -> list[RankFacts]:
    return [RankFacts(rank.index, rank.name, rank.level, rank.discord_role, rank.is_alt) for rank in wanted]


def _highest_roles(guild: Guild, role_map: RoleMap) -> Mapping[int, tuple[str | None, str | None]]:
    """Return by row id what a present Discord user is called, and the rank that the role map gives it."""
    people = DiscordUser.objects.filter(guild=guild, is_present=True).order_by("display_name", "pk")
    return {person.pk: (str(person), get_highest_guild_role(person.role_ids, role_map)) for person in people}


def _issues(facts: IntegrityFacts, now: datetime) -> dict[tuple[str, ...], Found]:
    return {(kind, *hit.key): hit for kind, check in CHECKS.items() for hit in check(facts, now)}


def _officer_changes(guild: Guild, wanted: Iterable[WantedRank]) -> Iterator[str]:
    stored = dict(GuildRank.objects.filter(guild=guild).values_list("index", "is_officer"))
    for rank in wanted:
        if rank.is_officer != stored.get(rank.index, False):
            now = "become officers" if rank.is_officer else "are no longer officers"
            yield f"Members of {rank.name} who proved it by a login {now} of {guild.name} here."
