"""How well matching finds out who is who in guilds of which it is known.

The guilds hold people about whom nothing can be known, namesakes, and Discord users who are called like somebody
else's character: recall counts every character whose person has an account, so its ceiling lies far below 1.
"""

from collections import Counter, defaultdict

import pytest

from guild_identity.domain.facts import CharacterFacts, DiscordFacts, GuildFacts
from guild_identity.domain.matching import match
from sandbox.world.labelled import labelled_guild

SEEDS = range(101, 129)
LEAST_PRECISION = 0.995
LEAST_RECALL = 0.52


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


@pytest.mark.slow
def test_precision_and_recall_on_labelled_guilds(capsys):
    styles, rules = defaultdict(Counter), defaultdict(Counter)
    for seed in SEEDS:
        guild = labelled_guild(300, 300, seed)
        links, found = judge(guild, match(facts_of(guild)))
        reachable = {one.person for one in guild.discord_users} - {None}
        count = styles[guild.style]
        count["links"] += len(links)
        count["right"] += sum(is_right for _, is_right, _ in links)
        count["characters"] += sum(one.person in reachable for one in guild.characters)
        count["found"] += len(found)
        for _, is_right, used in links:
            for rule in used:
                rules[rule][is_right] += 1
    total = sum(styles.values(), Counter())
    with capsys.disabled():
        print()
        for name, count in [*sorted(styles.items()), ("all", total)]:
            precision, recall = share(count["right"], count["links"]), share(count["found"], count["characters"])
            print(f"{name:>22}  precision {precision:.4f}  recall {recall:.3f}  of {count['characters']}")
        for rule, count in sorted(rules.items()):
            print(f"{rule:>22}  precision {share(count[True], count.total()):.4f}  of {count.total()} links")
    assert share(total["right"], total["links"]) >= LEAST_PRECISION
    assert share(total["found"], total["characters"]) >= LEAST_RECALL
