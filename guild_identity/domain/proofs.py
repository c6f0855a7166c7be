"""What logins prove of links that rest on guesses: that they are right, or whose the characters are instead."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from guild_identity.domain.facts import CharacterFacts, DiscordFacts, Evidence, GuildFacts, PlayerFacts

RULE = "same_login"
# Says of a proven link what guess it took the place of.
DISPLACED = "displaced_guess"


@dataclass(frozen=True, slots=True)
class Proof:
    """A guess that a login settles. The character is the player's; without one, that of the Discord user, who is new.

    `former_player_id` is to whom it is linked, which is the same player where the guess was right.
    """

    character_id: int
    former_player_id: int
    player_id: int | None
    discord_user_id: int | None
    evidence: Evidence


@dataclass(slots=True)
class _Login:
    """What one login has proven."""

    characters: list[CharacterFacts] = field(default_factory=list)
    users: list[DiscordFacts] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Owner:
    """To whom everything of a login belongs, and what tells so."""

    player: PlayerFacts | None
    user: DiscordFacts | None
    witness: str


def proofs(facts: GuildFacts) -> list[Proof]:
    """Return every guess about a character that a login settles, in order.

    A login says whose its characters are where its Discord user, an officer or an earlier proof names one player, or
    where that player is nothing but characters of its own. Where these disagree, or an officer has said that two are
    not one person, nothing is settled: an officer sees both sides.
    """
    guild = _Guild(facts)
    found = [proof for _, login in sorted(guild.logins.items()) for proof in guild.of_login(login)]
    return sorted(found, key=lambda proof: proof.character_id)


class _Guild:
    """The guild by logins and players."""

    def __init__(self, facts: GuildFacts) -> None:
        self.players = {player.id: player for player in facts.players}
        self.by_discord = {player.discord_user_id: player for player in facts.players if player.discord_user_id}
        self.members: dict[int, set[int]] = defaultdict(set)
        self.logins: Mapping[str, _Login] = defaultdict(_Login)
        for character in facts.characters:
            if character.player_id is not None:
                self.members[character.player_id].add(character.id)
            if character.account:
                self.logins[character.account].characters.append(character)
        for user in facts.discord_users:
            if user.account:
                self.logins[user.account].users.append(user)
        self.refused = {(one.character_id, one.discord_user_id, one.other_character_id) for one in facts.rejections}

    def of_login(self, login: _Login) -> Iterator[Proof]:
        """Yield what one login settles."""
        guessed = [one for one in login.characters if one.player_id is not None and not one.is_firm]
        owner = self._owner(login, guessed) if guessed else None
        if owner is None or any(self._is_refused(one, owner) for one in guessed):
            return
        for one in guessed:
            witness = owner.witness or next(other.name for other in login.characters if other.id != one.id)
            text = f"One login proved {one.name} and {witness}."
            yield Proof(
                character_id=one.id,
                former_player_id=one.player_id or 0,
                player_id=owner.player.id if owner.player else None,
                discord_user_id=owner.user.id if owner.user else None,
                evidence=Evidence(RULE, 1.0, text),
            )

    def _owner(self, login: _Login, guessed: list[CharacterFacts]) -> _Owner | None:
        """Return whose the login is; None where nothing says so, or several are named."""
        firm = {one.player_id: one.name for one in login.characters if one.player_id is not None and one.is_firm}
        on_discord = {player.id: _called(user) for user in login.users if (player := self.by_discord.get(user.id))}
        named = {**firm, **on_discord}
        if len(named) == 1:
            [(player_id, witness)] = named.items()
            return self._known(player_id, login, witness, is_named_on_discord=bool(on_discord))
        if named:
            return None
        return self._newcomer(login.users, guessed) if login.users else self._alone(login, guessed)

    def _known(self, player_id: int | None, login: _Login, witness: str, *, is_named_on_discord: bool) -> _Owner | None:
        """Return a player, unless the login's Discord user is somebody that the player is not."""
        player = self.players.get(player_id or 0)
        if player is None or (login.users and not is_named_on_discord and player.discord_user_id is not None):
            return None
        return _Owner(player, None, witness)

    def _newcomer(self, users: list[DiscordFacts], guessed: list[CharacterFacts]) -> _Owner | None:
        """Return the one Discord user without a player: of the one player that has no account, else of a new one."""
        waiting = [player for player in self._owners(guessed) if player.discord_user_id is None]
        if len(users) != 1 or len(waiting) > 1:
            return None
        return _Owner(waiting[0] if waiting else None, users[0], _called(users[0]))

    def _alone(self, login: _Login, guessed: list[CharacterFacts]) -> _Owner | None:
        """Return the one player that is known by nothing but its characters, where the login proves two at least."""
        owners = self._owners(guessed)
        if len(owners) != 1 or owners[0].discord_user_id is not None or len(login.characters) < 2:
            return None
        return _Owner(owners[0], None, "")

    def _owners(self, characters: Iterable[CharacterFacts]) -> list[PlayerFacts]:
        ids = sorted({one.player_id for one in characters if one.player_id in self.players})
        return [self.players[pk] for pk in ids]

    def _is_refused(self, one: CharacterFacts, owner: _Owner) -> bool:
        """Tell whether an officer said that the character is not the owner's."""
        accounts = {owner.user.id if owner.user else None, owner.player.discord_user_id if owner.player else None}
        others = self.members[owner.player.id] - {one.id} if owner.player else set()
        return any((one.id, account, None) in self.refused for account in accounts - {None}) or any(
            (one.id, None, other) in self.refused or (other, None, one.id) in self.refused for other in others
        )


def _called(user: DiscordFacts) -> str:
    return user.nick or user.global_name or user.username
