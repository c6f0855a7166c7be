"""Which profile of ours takes which profile of a file: proposed, chosen by an officer, remembered for the next file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from characters.domain.errors import Refused
from characters.models import Guild
from lootlog.domain.names import LONGEST, profile_key
from lootlog.domain.parts import Named
from lootlog.domain.rules import name_fault
from lootlog.models import Profile, SourceProfile
from lootlog.services.profiles import FIRST_NAME, create_profile
from lootlog.services.uploads import ADDRESSED

NEW = "new:"
Target = str | None
ARCHIVED = "“{0}” is archived: nothing can be written in it."
ANOTHER_LEDGER = (
    "“{0}” is an export of a ledger and its entries are sealed for that ledger, {1}. They cannot enter another one."
)


class Why(StrEnum):
    """Why a profile is proposed."""

    SAME_LEDGER = "same ledger"
    REMEMBERED = "chosen before"
    ADDRESSED = "sent there"
    SAME_NAME = "same name"
    UNKNOWN_NAME = "no profile of that name"


SURE = (Why.SAME_LEDGER, Why.REMEMBERED)


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a file's profile: a profile's uuid, "new:NAME", or None where nobody but an officer can say.

    Only what is sure is taken without a word.
    """

    target: Target
    why: Why

    @property
    def is_sure(self) -> bool:
        """Whether an officer has decided it already, or it cannot be otherwise."""
        return self.why in SURE


def proposals(guild: Guild, program: str, parts: Sequence[Named], mapping: Mapping[str, Target]) -> dict[str, Proposal]:
    """Propose a profile for each of the file's, by its key; two queries.

    Everybody's first profile has the same name, so that name proposes nothing: it may be a stranger's.
    """
    present = list(Profile.objects.filter(guild=guild, archived_at__isnull=True).order_by("pk"))
    chosen = SourceProfile.objects.filter(guild=guild, program=program, profile__archived_at__isnull=True)
    remembered = dict(chosen.values_list("key", "profile__uuid"))
    addressed = mapping.get(ADDRESSED) if len(parts) == 1 else None
    return {part.key: _proposal(part, present, remembered, addressed) for part in parts}


def _proposal(
    part: Named, present: Sequence[Profile], remembered: Mapping[str, UUID], addressed: str | None
) -> Proposal:
    name = part.name.strip()
    if part.is_sealed:
        is_ours = part.key in {str(profile.uuid) for profile in present}
        return Proposal(part.key, Why.SAME_LEDGER) if is_ours else Proposal(_new(name), Why.UNKNOWN_NAME)
    exported = {profile_key(profile.uuid): str(profile.uuid) for profile in present}
    if part.key in exported:
        return Proposal(exported[part.key], Why.SAME_LEDGER)
    if part.key in remembered:
        return Proposal(str(remembered[part.key]), Why.REMEMBERED)
    if addressed:
        return Proposal(addressed, Why.ADDRESSED)
    if name.casefold() == FIRST_NAME.casefold():
        return Proposal(None, Why.SAME_NAME)
    named = [str(profile.uuid) for profile in present if profile.name.casefold() == name.casefold()]
    return Proposal(named[0], Why.SAME_NAME) if named else Proposal(_new(name), Why.UNKNOWN_NAME)


def _new(name: str) -> str:
    return f"{NEW}{name[:LONGEST]}"


def settled(
    guild: Guild, parts: Sequence[Named], proposed: Mapping[str, Proposal], choices: Mapping[str, Target]
) -> dict[str, Target]:
    """Return where each of the file's profiles goes: as chosen, else as is sure. None leaves it out.

    :raises Refused: when one is neither, or a choice is impossible.
    """
    found = chosen(guild, parts, choices)
    for part in parts:
        if part.key not in found:
            if not proposed[part.key].is_sure:
                raise Refused(f"Say into which profile “{part.name}” of the file goes.")
            found[part.key] = proposed[part.key].target
    return found


def chosen(guild: Guild, parts: Sequence[Named], choices: Mapping[str, Target]) -> dict[str, Target]:
    """Return the choices by the key of the file's profile, each possible. "*" stands for a file's only profile.

    :raises Refused: when one is impossible, or of a profile that the file does not have.
    """
    named = {part.key: part for part in parts}
    if ADDRESSED in choices and ADDRESSED not in named:
        if len(parts) > 1:
            names = ", ".join(f"“{part.name}”" for part in parts)
            raise Refused(f"The file has {len(parts)} profiles: {names}. Choose for each of them.")
        choices = {key: choices[ADDRESSED] for key in named}
    for key, target in choices.items():
        if key not in named:
            raise Refused(f"The file has no profile “{key:.80}”.")
        if target is not None and target.startswith(NEW):
            _need_free(guild, named[key], target.removeprefix(NEW))
        elif target is not None:
            find_target(guild, named[key], target)
    return dict(choices)


def find_target(guild: Guild, part: Named, uuid: str) -> Profile:
    """Return the profile that takes a part of a file.

    :raises Refused: when there is none, it is archived, or the part's entries are sealed for another one.
    """
    found = Profile.objects.filter(guild=guild, uuid=_uuid(uuid)).select_related("guild__realm").first()
    if found is None:
        raise Refused(f"The guild has no profile {uuid:.40}.")
    if found.archived_at is not None:
        raise Refused(ARCHIVED.format(found))
    if part.is_sealed and part.key != str(found.uuid):
        raise Refused(ANOTHER_LEDGER.format(part.name, part.key))
    return found


def _need_free(guild: Guild, part: Named, name: str) -> None:
    if fault := name_fault(name.strip(), "profile's name"):
        raise Refused(fault)
    if Profile.objects.filter(guild=guild, name__iexact=name.strip(), archived_at__isnull=True).exists():
        raise Refused(f"There is a profile “{name}” already.")
    if part.is_sealed and Profile.objects.filter(uuid=_uuid(part.key)).exists():
        raise Refused(f"“{part.name}” is an export of a ledger that is kept here already, and not in a new one.")


def make_target(guild: Guild, part: Named, name: str, *, now: datetime) -> Profile:
    """Make the profile that an officer wants for a part of a file; sealed entries bring the profile's uuid along.

    :raises Refused: when the name is taken or no name, or the ledger is kept here already.
    """
    _need_free(guild, part, name)
    profile = create_profile(guild, name, now=now)
    if part.is_sealed:
        profile.uuid = _uuid(part.key)
        profile.save(update_fields=["uuid"])
    return profile


def remember(guild: Guild, program: str, part: Named, profile: Profile) -> None:
    """Keep a choice for the next file of that program."""
    SourceProfile.objects.update_or_create(
        guild=guild, program=program[:40], key=part.key[:200], defaults={"profile": profile}
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(f"“{text:.40}” is no profile.") from None
