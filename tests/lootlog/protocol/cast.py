"""Who plays in the tests of defects, and what they may and do say."""

from dataclasses import replace

from lootlog.domain.protocol.frames import frames_of
from lootlog.domain.protocol.journal import Category
from lootlog.domain.protocol.lines import entry_line
from tests.lootlog.protocol.drawn import sample_entry
from tests.lootlog.protocol.simulator import START, author_of

LEADER, OFFICER, RAIDER = "Leader-Garona", "Officer-Garona", "Raider-Garona"
OFFICERS = {author_of(name): name for name in (LEADER, OFFICER)}


def officers_only(entry, sender):
    """An officer's entry, from an officer."""
    if OFFICERS.get(entry.author) != entry.actor:
        return f"{entry.actor} is no officer, or somebody else wrote in their name."
    return "" if sender in OFFICERS.values() else f"{sender} may not bring entries."


def group(world, *names, **options):
    for name in names:
        world.client(name, **options)
    world.form(*names)
    world.run(8)


def say(world, sender, entry, kind="LOG_ENTRY"):
    """Let a group's member send an entry, whatever it is, as a live change; return what everybody noted."""
    world.number = getattr(world, "number", 0) + 1
    for raw in frames_of(kind, entry.profile, f"0.x{world.number}", entry_line(entry, entry.profile)):
        for name in world.members:
            world.peers[name].receive(sender, raw, world.now)
    return [note.text for name in world.members for note in world.peers[name].journal.of(Category.REFUSED)]


def counts(world):
    return [len(world.peers[name].books.log.entries) for name in world.members]


def own(**changes):
    entry = sample_entry(actor=OFFICER, author=author_of(OFFICER), timestamp=int(START), claimed_total=None)
    return replace(entry, **changes)
