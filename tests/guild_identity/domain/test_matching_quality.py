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

SEEDS = range(101, 122)
LEAST_PRECISION = 0.995
LEAST_RECALL = 0.95


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


def share(part, whole):
    return part / whole if whole else 1.0


def table(kind, counts):
    """Return a line for each name: of how many, and which share was found."""
    return [f"{name:>45}  {kind} {share(found[True], found.total()):.4f}  of {found.total()}" for name, found in counts]


@pytest.mark.slow
def test_precision_and_recall_on_labelled_guilds(capsys):
    styles, rules, ways, asked, precision = (defaultdict(Counter) for _ in range(5))
    for seed in SEEDS:
        guild = labelled_guild(300, 300, seed)
        links, found = judge(guild, plan := match(facts_of(guild)))
        reachable = {one.person for one in guild.discord_users} - {None}
        precision[guild.style].update(is_right for _, is_right, _ in links)
        for _, is_right, used in links:
            for rule in used:
                rules[rule][is_right] += 1
        for number in guild.truth.ways:
            styles[guild.style][number in found] += 1
            for way in guild.truth.ways[number]:
                ways[way][number in found] += 1
        for one in guild.characters:
            if one.id not in guild.truth.ways and one.person in reachable:
                styles["(nothing leads to the person)"][one.id in found] += 1
        proposed = {made.character_id for made in plan.proposals if made.discord_user_id is not None}
        asked["(proposals that hold the right one)"].update(one in found for one in proposed)
    nothing = styles.pop("(nothing leads to the person)")
    correct, knowable = sum(precision.values(), Counter()), sum(styles.values(), Counter())
    report = [
        *table("precision", [*sorted(precision.items()), ("all", correct), *sorted(rules.items())]),
        *table("recall", [*sorted(styles.items()), ("all knowable", knowable), *sorted(ways.items())]),
        *table("recall", [("(nothing leads to the person)", nothing)]),
        *table("share", asked.items()),
    ]
    with capsys.disabled():
        print("", *report, sep="\n")
    assert share(correct[True], correct.total()) >= LEAST_PRECISION
    assert share(knowable[True], knowable.total()) >= LEAST_RECALL
