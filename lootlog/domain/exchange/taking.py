"""A file's entries into a ledger in memory, as an import on the server would take them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from characters.domain.errors import Refused
from lootlog.domain.drafts import HASH_BEGINS, Draft, Reading, Rejected, SourceProfile
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.names import target_key
from lootlog.domain.openings import authors_of, fitted, keys_of, known_line, program_of
from lootlog.domain.returning import Told, beginnings, recognised
from lootlog.domain.rules import entry_fault
from lootlog.domain.sealing import Sealed, seal, wanted_origins


@dataclass
class Intake:
    """What became of a file's rows."""

    profile: str
    new: int = 0
    known: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def as_document(self) -> dict[str, object]:
        """Return it as plain values."""
        rejected = [{"place": row.place, "reason": row.reason} for row in self.rejected]
        return {
            "profile": self.profile, "new": self.new, "known": self.known, "rejected": rejected,
            "notices": self.notices,
        }  # fmt: skip


def take_in(held: Holding, reading: Reading, source: str | None, *, now: int) -> Intake:
    """Add the entries of one of a file's profiles: `source`, or the only one, or the one of the same name.

    :raises Refused: when it is not clear which, or the file is of another ledger of ours.
    """
    chosen = _chosen(reading.profiles, source, held)
    intake = Intake(chosen.name, rejected=list(reading.rejected), notices=list(reading.notices))
    drafts = [draft for draft in reading.drafts if draft.profile == chosen.key]
    found = recognised(held.facts.uuid, drafts, _told(held, drafts), held.facts.home_realm)
    sealed, unknown = seal(held.facts.uuid, found.others, _known(held, found.others))
    sealed = _with_fitting_openings(held, sealed, chosen.claimed)
    intake.known += len(found.known)
    intake.rejected += [*found.refused, *unknown]
    _add(held, intake, ((draft.place, entry) for draft, entry in sealed), now)
    ours = [entry for entry in reading.sealed if str(entry.profile) == chosen.key]
    if any(entry.profile != held.facts.uuid for entry in ours):
        raise Refused(f"The file holds entries of another profile, {chosen.key}.")
    _add(held, intake, (("the file", entry) for entry in ours), now)
    return intake


def _chosen(profiles: list[SourceProfile], source: str | None, held: Holding) -> SourceProfile:
    names = ", ".join(f"“{profile.name}”" for profile in profiles) or "none"
    wanted = (source or held.facts.name).casefold()
    found = [profile for profile in profiles if wanted in (profile.key.casefold(), profile.name.casefold())]
    if len(found) == 1 or (source is None and len(profiles) == 1):
        return found[0] if found else profiles[0]
    raise Refused(f"Say which of the file's profiles is meant: {names}.")


def _told(held: Holding, drafts: list[Draft]) -> dict[str, Told]:
    """Return the entries by the beginnings of their hashes of which drafts say that they were exported from them."""
    wanted, home_realm = beginnings(drafts), held.facts.home_realm
    return {
        name[:HASH_BEGINS]: Told(name, entry.timestamp, target_key(entry.target, home_realm), entry.delta)
        for name, entry in (held.entries.items() if wanted else ())
        if name[:HASH_BEGINS] in wanted
    }


def _known(held: Holding, drafts: list[Draft]) -> dict[str, str]:
    wanted = wanted_origins(drafts)
    return {entry.origin: name for name, entry in held.entries.items() if entry.origin in wanted} if wanted else {}


def _with_fitting_openings(held: Holding, sealed: list[Sealed], claimed: Mapping[str, Decimal]) -> list[Sealed]:
    """Fit the openings of programs that write some to what the ledger holds of the same authors."""
    if not program_of(sealed):
        return sealed
    uuid, home_realm = held.facts.uuid, held.facts.home_realm
    authors = authors_of(uuid, sealed, keys_of(sealed, claimed, home_realm))
    known = [known_line(entry, home_realm) for entry in held.entries.values() if entry.author in authors]
    return fitted(uuid, sealed, known, claimed, home_realm)


def _add(held: Holding, intake: Intake, entries: Iterable[tuple[str, Entry]], now: int) -> None:
    for place, entry in entries:
        fault = entry_fault(
            actor=entry.actor, target=entry.target, delta=entry.delta, claimed_total=entry.claimed_total,
            reason=entry.reason, kind=entry.kind, reference=entry.reference,
            timestamp=entry.timestamp, origin=entry.origin, now=now,
        )  # fmt: skip
        if fault:
            intake.rejected.append(Rejected(place, fault, ""))
        elif held.add(entry):
            intake.new += 1
        else:
            intake.known += 1
