"""How well matching finds out who is who in guilds of which it is known.

The guilds hold people without an account, namesakes, Discord users who are called like somebody else's character, and
notes that are empty, stale, misspelt or about others. So recall is measured over the *knowable* characters. What is
knowable the generator tells from its own truth (sandbox/world/people/hints.py), and never from what matching finds:

- the character's name, or any name in its notes that is one of its person's (main, alt, former name, nickname, first
  name, Discord name; whole, misspelt, cut off or shortened), is in an account of the person's;
- or it is in the name or notes of another character of the person's that is itself knowable.

A hint that fits five people called Alex counts all the same, though three proposals cannot hold five. Names that only
begin alike ("Shadowfang" and an account "shadowbane") are no hint: a rule for them guesses right once in four times.
Everything else has nothing in it that leads to its person, and is counted apart.
"""

from collections import Counter, defaultdict

import pytest

from guild_identity.domain.facts import CharacterFacts, DiscordFacts, GuildFacts
from guild_identity.domain.matching import match
from sandbox.world.labelled import labelled_guild

# Characters, Discord users, seeds: each seed is another guild, and seven in a row are one of each style.
GUILDS = (
    (300, 300, range(101, 122)),
    (400, 300, range(1000, 1007)),
    (300, 300, range(7000, 7007)),
    (1000, 1000, (2001, 2002, 2004)),
)
LEAST_PRECISION = 0.995
LEAST_RECALL = 0.95
# What no style may fall below. Where most notes are empty, a name alone must do, and strangers are called so, too.
LEAST_PRECISION_OF_STYLE = {"careless": 0.965, "nicknames": 0.98}
LEAST_PRECISION_OF_ANY = 0.99
LEAST_RECALL_OF_STYLE = 0.93
LEAST_PURITY = 0.995


def facts_of(guild):
    return GuildFacts(
        tuple(
            CharacterFacts(
                one.id, one.name, one.realm, one.note, one.officer_note, one.rank,
                is_alt_rank=one.rank == guild.alt_rank, class_name=one.class_name,
            )
            for one in guild.characters
        ),
        tuple(
            DiscordFacts(one.id, one.discord_id, one.username, one.global_name, one.nick, one.has_guild_role)
            for one in guild.discord_users
        ),
        (),
    )  # fmt: skip


def judge(guild, plan):
    """Return the automatic links as (character, is right, rules), and who was found by link or proposal."""
    person = {one.id: one.person for one in guild.characters}
    owner = {one.id: one.person for one in guild.discord_users}
    links = [
        (link.character_id, owner[player.discord_user_id] == person[link.character_id], {e.rule for e in link.evidence})
        for player in plan.players
        if player.discord_user_id is not None
        for link in player.links
    ]
    proposed = {
        made.character_id
        for made in plan.proposals
        if made.discord_user_id is not None and owner[made.discord_user_id] == person[made.character_id]
    }
    return links, proposed | {character for character, is_right, _ in links if is_right}


def found_by(plan, found):
    """Return by rule the characters that were found with its help."""
    helped = defaultdict(set)
    links = [(link.character_id, link.evidence) for player in plan.players for link in player.links]
    for character, evidence in links + [(made.character_id, made.evidence) for made in plan.proposals]:
        for piece in evidence:
            if character in found:
                helped[piece.rule].add(character)
    return helped


def grouped(guild, plan):
    """Yield for each character in a group without a Discord user whether it is of those who are most in it."""
    person = {one.id: one.person for one in guild.characters}
    for player in plan.players:
        if player.discord_user_id is None:
            [(most, _)] = Counter(person[link.character_id] for link in player.links).most_common(1)
            yield from (person[link.character_id] == most for link in player.links)


def share(part, whole):
    return part / whole if whole else 1.0


def rate(found):
    return share(found[True], found.total())


class Tally:
    """What is counted over many guilds: right or wrong, found or not, by name."""

    def __init__(self):
        self.precision, self.recall, self.further = (defaultdict(Counter) for _ in range(3))
        self.rules, self.shares, self.ways = (defaultdict(Counter) for _ in range(3))

    def add(self, guild, plan):
        links, found = judge(guild, plan)
        self.precision[guild.style].update(is_right for _, is_right, _ in links)
        for _, is_right, used in links:
            for kind in [f"with {rule}" for rule in used] + [f"by {rule} alone" for rule in used if len(used) == 1]:
                self.rules[kind][is_right] += 1
        helped = found_by(plan, found)
        for number, ways in guild.truth.ways.items():
            self.recall[guild.style][number in found] += 1
            for rule in plan.per_rule:
                self.shares[rule][number in helped[rule]] += 1
            for way in ways:
                self.ways[way][number in found] += 1
        self.further["groups without Discord: of the same person"].update(grouped(guild, plan))
        self._add_questions(guild, plan, found)

    def _add_questions(self, guild, plan, found):
        proposed = {made.character_id for made in plan.proposals if made.discord_user_id is not None}
        self.further["proposals: that hold the right one"].update(one in found for one in proposed)
        reachable = {one.person for one in guild.discord_users} - {None}
        for one in guild.characters:
            if one.id not in guild.truth.ways and one.person in reachable:
                self.further["nothing leads to the person: found all the same"][one.id in found] += 1

    def report(self):
        yield from table("precision", [*sorted(self.precision.items()), ("all", total(self.precision))])
        yield from table("precision", sorted(self.rules.items()))
        yield from table("recall", [*sorted(self.recall.items()), ("all knowable", total(self.recall))])
        yield from table("recall", [(f"with {rule}", counts) for rule, counts in sorted(self.shares.items())])
        yield from table("recall", sorted(self.ways.items()))
        yield from table("share", sorted(self.further.items()))


def total(counts):
    return sum(counts.values(), Counter())


def table(kind, counts):
    """Return a line for each name: of how many, and which share was found."""
    return [f"{name:>50}  {kind} {rate(found):.4f}  of {found.total()}" for name, found in counts]


@pytest.mark.slow
def test_precision_and_recall_on_labelled_guilds(capsys):
    tally = Tally()
    for characters, users, seeds in GUILDS:
        for seed in seeds:
            guild = labelled_guild(characters, users, seed)
            tally.add(guild, match(facts_of(guild)))
    with capsys.disabled():
        print("", *tally.report(), sep="\n")
    assert rate(total(tally.precision)) >= LEAST_PRECISION
    assert rate(total(tally.recall)) >= LEAST_RECALL
    for style, found in tally.precision.items():
        assert rate(found) >= LEAST_PRECISION_OF_STYLE.get(style, LEAST_PRECISION_OF_ANY), style
        assert rate(tally.recall[style]) >= LEAST_RECALL_OF_STYLE, style
    assert rate(tally.further["groups without Discord: of the same person"]) >= LEAST_PURITY
