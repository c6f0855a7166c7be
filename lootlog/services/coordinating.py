"""Answering peers of the documented protocol: frames in, frames out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid5

from django.contrib.auth.models import User

from characters.domain.errors import Refused
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.messages import Device, NotTaken
from lootlog.domain.exchange.rows import row_of
from lootlog.domain.exchange.shelf import HashTable, Taken
from lootlog.domain.exchange.standing import (
    Answers,
    Ledger,
    announcement,
    answers,
    brought,
    framed,
    read_frames,
    told,
    told_digest,
)
from lootlog.domain.names import target_key
from lootlog.domain.protocol.lists import Detail
from lootlog.domain.protocol.log import Profile as Announced
from lootlog.domain.protocol.messages import LogEntry, LogListReply, Message, tag_of
from lootlog.domain.rules import name_fault
from lootlog.models import Peer, Profile, Quarantined
from lootlog.selectors.digests import all_hashes, entries_with, ledger_digest
from lootlog.selectors.peers import line_of
from lootlog.services.group_names import take_name
from lootlog.services.peers import leave, meet, note_difference, note_equal, note_error, queue_up
from lootlog.services.receiving import take_from

SENDER = "Vaultkeeper"
# A claim to coordinate is as old as the hour: a member that hears it twice does not begin anew.
EPOCH_S = 3600
SHOWN_QUEUE = 30
SET_ASIDE = "All else is equal: the other entries that it holds were set aside, until an officer decides about them."
NOT_TAKEN = "Entries are taken from officers of the guild only."


@dataclass(frozen=True)
class Member:
    """Who sends frames: an account, the character's name in the group, and whether it may bring entries."""

    user: User
    name: str
    may_bring: bool


@dataclass
class Framed:
    """What a member gets back, from `sender`: frames, how many are before it, and what became of what it sent.

    `differs` tells why the two stay different where its turn ended so.
    """

    sender: str
    frames: list[str]
    before: int = 0
    new: int = 0
    not_taken: list[NotTaken] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    differs: str = ""


def answer_frames(profile: Profile, raws: Sequence[str], member: Member, *, now: datetime, serial: int) -> Framed:
    """Answer a member's frames as the coordinator that is always there.

    Live entries are merged at once, everything else in the member's turn. All parts of a message come together.
    Without frames the answer is the announcement, and at the member's turn the question for its list. `serial` numbers
    the answer's messages.

    :raises Refused: when the name is none or another account's, or a message is about another profile.
    """
    home = profile.guild.realm.slug
    if fault := name_fault(member.name, "name"):
        raise Refused(fault)
    peer = _met(profile, member, home, now)
    messages, unread, refusals = read_frames(raws)
    before = queue_up(peer, now=now)
    taken = _taken(profile, peer, messages if not before else [one for one in messages if _is_live(one)], member, now)
    ledger = _ledger(profile, member, [] if before else messages, now)
    differs = ""
    if before:
        found, entries = Answers(messages=[_announced(profile, ledger, home)]), []
    else:
        found = _answered(peer, messages, ledger, now)
        if found.differs:
            differs = SET_ASIDE if member.may_bring else NOT_TAKEN
            note_error(peer, differs)
            leave(peer, now=now)
        entries = entries_with(profile, found.send)
        if not messages or not (found.messages or entries):
            found.messages.insert(0, _announced(profile, ledger, home))
    if taken.not_taken:
        note_error(peer, f"Set aside: {len(taken.not_taken)}, such as: {taken.not_taken[0].reason}")
    frames = [*refusals, *framed(told(found, entries), serial)]
    return Framed(f"{SENDER}-{home}", frames, before, taken.new, taken.not_taken, unread, differs)


def _met(profile: Profile, member: Member, home: str, now: datetime) -> Peer:
    device = Device(uuid5(profile.uuid, f"member {target_key(member.name, home)}"), member.name)
    take_name(profile, device.uuid, member.name, member.user, is_officer=member.may_bring)
    return meet(profile, device, member.user, now=now)


def _answered(peer: Peer, messages: Sequence[Message], ledger: Ledger, now: datetime) -> Answers:
    try:
        found = answers(messages, ledger)
    except Refused:
        leave(peer, now=now)
        raise
    if found.is_over:
        note_error(peer, "")
        note_equal(peer, ledger.digest, now=now)
    elif found.theirs is not None:
        ours, theirs = ledger.digest.count, found.theirs.count
        note_difference(peer, found.theirs, lacks=ours - theirs, has_more=theirs - ours)
    return found


def _taken(profile: Profile, peer: Peer, messages: Sequence[Message], member: Member, now: datetime) -> Taken:
    entries = brought(messages)
    if not entries:
        return Taken()
    if not member.may_bring:
        return Taken(not_taken=[NotTaken(entry.hash, NOT_TAKEN) for entry in entries])
    return take_from(peer, profile, [row_of(entry) for entry in _once(entries)], now=now)


def _once(entries: Sequence[Entry]) -> list[Entry]:
    return list({entry.hash: entry for entry in entries}.values())


def _is_live(message: Message) -> bool:
    return isinstance(message, LogEntry)


def _ledger(profile: Profile, member: Member, messages: Sequence[Message], now: datetime) -> Ledger:
    region, realm, guild = profile.guild.realm.region, profile.guild.realm.slug, profile.guild.slug
    announced = Announced(profile.uuid, profile.name, f"{region}/{realm}/{guild}")
    epoch = int(now.timestamp()) // EPOCH_S * EPOCH_S
    set_aside = Quarantined.objects.filter(profile=profile).order_by("pk").values_list("key", flat=True)
    digest = ledger_digest(profile).root
    # Where the digests are equal or nothing else is told, no hash is looked at.
    lists = [one for one in messages if isinstance(one, LogListReply) and one.detail is not Detail.DIGEST]
    table = all_hashes(profile) if lists and told_digest(messages) != digest else HashTable()
    return Ledger(announced, digest, epoch, table, list(set_aside), takes=member.may_bring)


def _announced(profile: Profile, ledger: Ledger, home: str) -> Message:
    tags = [tag_of(target_key(peer.label, home)) for peer in line_of(profile)]
    return announcement(ledger, tags[0] if tags else "", tuple(tags[1:SHOWN_QUEUE]))
