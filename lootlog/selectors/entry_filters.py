"""What people look for in a ledger, as a condition on its entries."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from characters.domain.errors import Refused
from lootlog.domain.entries import Kind
from lootlog.domain.moments import moment
from lootlog.domain.names import target_key
from lootlog.models import Profile

FILTERS = ("target", "actor", "kind", "from", "to", "search", "counting")
LARGEST = 2**63 - 1


def asked_for(wanted: Mapping[str, str]) -> bool:
    """Tell whether `wanted` leaves any entry out."""
    return any(_text(wanted, name) for name in FILTERS)


def condition_of(profile: Profile, wanted: Mapping[str, str]) -> Q:
    """Return the condition on a profile's entries that `wanted` asks for; `entries_of` says what it may hold.

    :raises Refused: for a value that cannot be looked for.
    """
    condition = Q()
    if target := _text(wanted, "target"):
        condition &= _about(profile, target)
    if actor := _text(wanted, "actor"):
        condition &= Q(actor__icontains=actor)
    if kind := _text(wanted, "kind"):
        condition &= Q(kind=_one_of("kind", kind, [kind.value for kind in Kind]))
    if start := _text(wanted, "from"):
        condition &= Q(happened_at__gte=moment(start, "from", ends_day=False))
    if end := _text(wanted, "to"):
        condition &= Q(happened_at__lte=moment(end, "to", ends_day=True))
    if search := _text(wanted, "search"):
        condition &= Q(reason__icontains=search)
    if counting := _text(wanted, "counting"):
        counts = _one_of("counting", counting, ["yes", "no"]) == "yes"
        condition &= Q(voided__isnull=True) & ~Q(kind=Kind.VOID.value) if counts else Q(voided__isnull=False)
    return condition


def _about(profile: Profile, target: str) -> Q:
    if target.isascii() and target.isdigit():
        return Q(target=whole_number(target, "target"))
    key = target_key(target, profile.guild.realm.slug)
    return Q(target__in=profile.targets.filter(Q(key=key) | Q(label__icontains=target)).values("pk"))


def whole_number(text: str, what: str, *, most: int = LARGEST) -> int:
    """Read a whole number from 0 to `most`.

    :raises Refused: when it is none.
    """
    if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)) and int(text) <= most:
        return int(text)
    raise Refused(f"{what}: “{text:.40}” is no whole number from 0 to {most}.")


def _one_of(what: str, word: str, known: Iterable[str]) -> str:
    if word.lower() in known:
        return word.lower()
    raise Refused(f"{what}: there is no “{word:.40}”. Use one of: {', '.join(known)}.")


def _text(wanted: Mapping[str, str], name: str) -> str:
    return str(wanted.get(name) or "").replace("\0", "").strip()
