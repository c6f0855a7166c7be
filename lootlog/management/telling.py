"""An upload's report in words."""

from collections.abc import Iterator
from typing import Any

from lootlog.domain.parts import Outcome

SHOWN_ROWS = 50
SHOWN_DIFFERENCES = 20


def in_words(upload: dict[str, Any]) -> str:
    """Tell what became, or would become, of a file: by profile, with the rows that need a look."""
    report = upload["report"]
    lines = [f"{upload['file_name'] or 'The file'} ({upload['format']}): {counted(report['counts'])}."]
    for profile in report["profiles"]:
        lines += _profile(profile)
    lines += _prices(report["responses"], report["prices"])
    lines += [f"Note: {notice}" for notice in report["notices"]]
    odd = [row for row in report["rows"] if row["message"]]
    lines += [f"  {row['place']}: {row['outcome']}. {row['message']}" for row in odd[:SHOWN_ROWS]]
    if len(odd) > SHOWN_ROWS:
        lines.append(f"  … and {len(odd) - SHOWN_ROWS} more; --json has them.")
    return "\n".join(lines)


def _prices(responses: dict[str, int], prices: dict[str, str]) -> Iterator[str]:
    """Tell what awards cost by their responses; the same whatever the case of letters."""
    given = {name.casefold(): points for name, points in prices.items()}
    for name, count in responses.items():
        yield f"  {name or 'no response'} × {count:,}: {given.get(name.casefold(), '0')} points each"


def counted(counts: dict[str, int]) -> str:
    """Write counts: "3 new, 1 known"."""
    named = (f"{counts[outcome]:,} {outcome.value}" for outcome in Outcome if counts.get(outcome))
    return ", ".join(named) or "no entries"


def _profile(profile: dict[str, Any]) -> Iterator[str]:
    yield f"“{profile['name']}” → {_target(profile)}: {counted(profile['counts'])}."
    if profile["void"]:
        yield f"  {profile['void']:,} of the known entries were taken out of the ledger and stay out."
    for row in profile["differences"][:SHOWN_DIFFERENCES]:
        yield f"  {row['target']} holds {row['claimed']} by the file, {row['ledger']} by the ledger's entries."
    if profile["difference_count"] > SHOWN_DIFFERENCES:
        yield f"  … and {profile['difference_count'] - SHOWN_DIFFERENCES} more totals differ."


def _target(profile: dict[str, Any]) -> str:
    why = f" ({profile['why']})" if profile["why"] else ""
    if profile["profile_name"]:
        return f"“{profile['profile_name']}”{why}"
    if profile["target"]:
        return f"a new profile “{profile['target'].removeprefix('new:')}”{why}"
    return "say where with --profile, --new or --map"
