"""One peer by itself, told by hand what arrives."""

from lootlog.domain.protocol.frames import frames_of, read_frame
from lootlog.domain.protocol.journal import Category
from lootlog.domain.protocol.log import Log
from lootlog.domain.protocol.messages import (
    KINDS,
    LogListReply,
    ProfileAnnounce,
    message_text,
)
from lootlog.domain.protocol.peer import Peer
from tests.lootlog.protocol.simulator import GUILD, MAIN, START, anybody, entries_by

ME, LEADER, OTHER = "Jaina-Area 52", "Leader-Area 52", "Other-Area 52"
EMPTY = Log(MAIN).digest


def peer(entries=(), name=ME, **options):
    known = {"owners": {GUILD}, "may_write": anybody} | options
    return Peer(name, [Log(MAIN, entries)], MAIN.uuid, now=START, **known)


def in_group(entries=(), leader=LEADER, **options):
    found = peer(entries, **options)
    found.group_changed([ME, LEADER, OTHER], leader, START)
    return found


def tell(found, message, sender=LEADER, now=START, request="0.1"):
    sends = []
    for raw in frames_of(KINDS[type(message)], message.profile, request, message_text(message)):
        sends += found.receive(sender, raw, now)
    return sends


def announced(epoch=int(START), profile=MAIN, digest=EMPTY, **options):
    return ProfileAnnounce(profile, epoch, digest, **options)


def kinds(sends):
    return [read_frame(send.frame).kind for send in sends]


def refusals(found):
    return [note.text for note in found.journal.of(Category.REFUSED)]


def announced_list():
    """An unasked list of who holds something else."""
    return LogListReply(MAIN.uuid, Log(MAIN, entries_by(LEADER, 1)).digest)
