"""What deciding about proposals would do, one of them or many at once, thought through without writing."""

from dataclasses import dataclass, field
from typing import Any

from characters.domain.errors import Refused
from characters.models import Character, Guild, GuildMember
from guild_identity.models import LinkProposal, Player, PlayerCharacter
from guild_identity.selectors.elsewhere import SOMEBODY, Hold, gives_way, holds
from guild_identity.selectors.suggestions import open_proposals, target_of
from guild_identity.services.player_previews import preview_merge
from guild_identity.services.previews import preview_link, settled_proposals

# Each takes some twenty queries, while everybody else's changes of the guild wait.
AT_ONCE = 25
Token = tuple[str, int]
_ELSEWHERE: Token = ("elsewhere", 0)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The proposals that would be accepted, those that would not with the reason, and those that are passed over.

    `left` are those that are as likely and wait for the next time, because so many at most are accepted at once.
    """

    accepted: tuple[LinkProposal, ...]
    refused: tuple[tuple[LinkProposal, str], ...]
    passed_over: int
    left: int


@dataclass(slots=True)
class _People:
    """Who is whose as the proposals are accepted one after the other; a token stands for a player."""

    owner_of_character: dict[int, Token]
    owner_of_discord: dict[int, Token]
    names: dict[Token, str]
    merged: dict[Token, Token] = field(default_factory=dict)
    # Characters that were linked as the other side of a proposal: what was proposed about them is settled.
    settled: set[int] = field(default_factory=set)

    def of_character(self, pk: int) -> Token | None:
        """Return who has the character by now."""
        return self._now(self.owner_of_character.get(pk))

    def of_discord(self, pk: int) -> Token | None:
        """Return who has the Discord account by now."""
        return self._now(self.owner_of_discord.get(pk))

    def _now(self, token: Token | None) -> Token | None:
        while token is not None and token in self.merged:
            token = self.merged[token]
        return token


def preview_accept(proposal: LinkProposal) -> list[str]:
    """Tell what accepting a proposal would do.

    :raises Refused: when it was decided already, or the character belongs to somebody else by now.
    """
    _check_open(proposal)
    guild, character, other = proposal.guild, proposal.character, proposal.other_character
    if other is None:
        return _preview_join(guild, character, player=proposal.player, discord_user=proposal.discord_user)
    mine, theirs = _player_of(guild, character), _player_of(guild, other)
    if mine is not None and theirs is not None and mine.pk != theirs.pk:
        return preview_merge(theirs, mine)
    owner = theirs or mine
    if owner is None and not holds(guild, [character.pk, other.pk]):
        return [
            f"A new player “{other.name}” is made, with {other.name} as its main.",
            f"{character.name} is linked to the new player.",
            *settled_proposals(guild, other),
            *settled_proposals(guild, character),
        ]
    sentences = [] if theirs is not None else _preview_join(guild, other, player=owner)
    return [*sentences, *_preview_join(guild, character, player=owner)]


def preview_reject(proposal: LinkProposal) -> list[str]:
    """Tell what rejecting a proposal would do.

    :raises Refused: when it was decided already.
    """
    _check_open(proposal)
    return [
        f"{proposal.character.name} and {target_of(proposal)[1]} are noted as different people.",
        "The two are never proposed again; linking them by hand stays possible.",
    ]


def rehearse_accept_all(guild: Guild, *, at_least: float) -> Rehearsal:
    """Think through `accept_all` with the same arguments, in a constant number of queries."""
    proposals = list(open_proposals(guild).filter(score__gte=at_least))
    first: dict[int, LinkProposal] = {}
    for proposal in proposals:
        first.setdefault(proposal.character_id, proposal)
    people = _people(guild)
    members = set(GuildMember.objects.filter(guild=guild).values_list("character_id", flat=True))
    accepted: list[LinkProposal] = []
    refused: list[tuple[LinkProposal, str]] = []
    for proposal in first.values():
        if len(accepted) == AT_ONCE:
            break
        why = _accept(proposal, people, members, guild)
        if why:
            refused.append((proposal, why))
        else:
            accepted.append(proposal)
    left = len(first) - len(accepted) - len(refused)
    return Rehearsal(tuple(accepted), tuple(refused), len(proposals) - len(first), left)


def _preview_join(guild: Guild, character: Character, **target: Any) -> list[str]:
    return preview_link(guild, character, is_moving=gives_way(guild, character), **target)


def _people(guild: Guild) -> _People:
    players = Player.objects.filter(guild=guild)
    names: dict[Token, str] = {("player", pk): name for pk, name in players.values_list("pk", "display_name")}
    further = players.filter(other_discord_users__isnull=False).values_list("other_discord_users", "pk")
    first = players.filter(discord_user__isnull=False).values_list("discord_user", "pk")
    discord: dict[int, Token] = {pk: ("player", owner) for pk, owner in [*further, *first]}
    members = GuildMember.objects.filter(guild=guild).values("character")
    links = PlayerCharacter.objects.filter(player__guild=guild)
    owned: dict[int, Token] = {pk: ("player", owner) for pk, owner in links.values_list("character_id", "player_id")}
    known = Character.objects.filter(pk__in=members)
    held = [pk for pk, hold in holds(guild, known).items() if hold is not Hold.GUESS]
    owned |= dict.fromkeys(held, _ELSEWHERE)
    names[_ELSEWHERE] = SOMEBODY
    return _People(owned, discord, names)


def _accept(proposal: LinkProposal, people: _People, members: set[int], guild: Guild) -> str:
    """Accept in thought; return why it would be refused, or nothing."""
    if proposal.character_id not in members:
        return f"{proposal.character.name} was never in {guild.name}."
    if proposal.character_id in people.settled:
        return f"The proposal about {proposal.character.name} is settled by a likelier one."
    mine = people.of_character(proposal.character_id)
    if proposal.other_character_id is not None:
        theirs = people.of_character(proposal.other_character_id)
        if _ELSEWHERE in (mine, theirs):
            return f"{_called(proposal, mine)} belongs to {SOMEBODY}."
        _unite(proposal, mine, people, proposal.other_character_id)
        return ""
    target: Token | None = ("player", proposal.player_id) if proposal.player_id is not None else None
    if proposal.discord_user_id is not None:
        target = people.of_discord(proposal.discord_user_id)
    if mine is not None and mine != target:
        return f"{proposal.character.name} belongs to {people.names[mine]}."
    target = target or ("new", proposal.pk)
    people.names.setdefault(target, proposal.character.name)
    people.owner_of_character[proposal.character_id] = target
    if proposal.discord_user_id is not None:
        people.owner_of_discord.setdefault(proposal.discord_user_id, target)
    return ""


def _unite(proposal: LinkProposal, mine: Token | None, people: _People, other_id: int) -> None:
    theirs = people.of_character(other_id)
    if mine is not None and theirs is not None and mine != theirs:
        people.merged[mine] = theirs
        return
    if theirs is None:
        people.settled.add(other_id)
    owner = theirs or mine or ("new", proposal.pk)
    people.names.setdefault(owner, proposal.character.name)
    people.owner_of_character[proposal.character_id] = people.owner_of_character[other_id] = owner


def _called(proposal: LinkProposal, mine: Token | None) -> str:
    other = proposal.other_character
    return proposal.character.name if mine == _ELSEWHERE or other is None else other.name


def _check_open(proposal: LinkProposal) -> None:
    if proposal.status != LinkProposal.Status.OPEN:
        raise Refused(f"The proposal about {proposal.character.name} is {proposal.status} already.")


def _player_of(guild: Guild, character: Character) -> Player | None:
    return Player.objects.filter(guild=guild, links__character=character).select_related("discord_user").first()
