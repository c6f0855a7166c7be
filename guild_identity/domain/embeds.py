"""Reports as Discord takes them: embeds, grouped by type of issue, within every limit.

Discord's limits: 10 embeds and 6,000 characters over all embeds of a message; title 256, description 4,096, 25 fields,
a field's name 256 and value 1,024, footer 2,048. Ours are a little smaller.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from guild_identity.domain.embed_text import harmless, units

Embed = dict[str, Any]
MOST_EMBEDS, MOST_LETTERS = 10, 6000
MOST_LINES, LONGEST_LINE, LONGEST_DESCRIPTION, LONGEST_TITLE = 20, 180, 4000, 200
MOST_FIELDS, LONGEST_NAME, LONGEST_VALUE, LONGEST_FOOTER = 24, 100, 200, 200
# Red, amber and blue; the most severe first.
COLOURS = {"error": 0xD64545, "warning": 0xE0A030, "info": 0x4A90D9}
_GREEN = 0x3FA45B
_SEVERITIES = list(COLOURS)
# The numbers that make a sync worth telling, with the words for them.
NOTABLE = {"new": "New members", "departed": "Departed", "removed": "Left Discord", "issues": "New issues"}


@dataclass(frozen=True, slots=True)
class ReportedIssue:
    """What a report says of an issue: nothing of an officer note. `label` names its type for people."""

    id: int
    issue_type: str
    label: str
    severity: str
    summary: str
    character: str = ""
    player: str = ""
    discord: str = ""
    times_opened: int = 1


@dataclass(frozen=True, slots=True)
class Message:
    """The embeds of one message, and the issues that it reports, listed or counted."""

    embeds: tuple[Embed, ...]
    issue_ids: tuple[int, ...]


def issue_embeds(issues: Iterable[ReportedIssue], first: Embed | None = None) -> list[Message]:
    """Return the messages that report some issues: one embed per type, the most severe first.

    Up to 20 issues of a type are listed and the rest is counted. `first` comes before all others. There are never more
    messages than types.
    """
    groups: dict[str, list[ReportedIssue]] = {}
    for issue in sorted(issues, key=lambda issue: (_rank(issue.severity), issue.issue_type, issue.id)):
        groups.setdefault(issue.issue_type, []).append(issue)
    parts = [(_type_embed(group), [issue.id for issue in group]) for group in groups.values()]
    if first is not None:
        parts.insert(0, (first, []))
    return list(_messages(parts))


def summary_embed(source: str, counts: Mapping[str, int], duration: timedelta) -> Embed | None:
    """Return what a sync did, with how long it took at the foot; None where nothing of it is worth telling.

    Worth telling are members that are new, departed or removed, and issues; the other counts are listed beside them.
    """
    if not any(counts.get(name) for name in NOTABLE):
        return None
    told = [(NOTABLE.get(name, name), count) for name, count in _in_order(counts) if count]
    return {
        "title": harmless(f"Sync ({source})", LONGEST_TITLE),
        "color": _GREEN,
        "fields": [
            {"name": harmless(name, LONGEST_NAME) or "?", "value": str(count)[:LONGEST_VALUE], "inline": True}
            for name, count in told[:MOST_FIELDS]
        ],
        "footer": {"text": f"Took {_words(duration)}"},
    }


def letters(embed: Embed) -> int:
    """Count what Discord's limit over all embeds of a message counts of one."""
    fields = [field[part] for field in embed.get("fields", ()) for part in ("name", "value")]
    texts = (embed.get("title", ""), embed.get("description", ""), embed.get("footer", {}).get("text", ""), *fields)
    return sum(units(text) for text in texts)


def _type_embed(group: Sequence[ReportedIssue]) -> Embed:
    lines = [_line(issue) for issue in group[:MOST_LINES]]
    if len(group) > MOST_LINES:
        lines.append(f"…and {len(group) - MOST_LINES:,} more")
    worst = min((issue.severity for issue in group), key=_rank)
    return {
        "title": harmless(f"{group[0].label[:1].upper()}{group[0].label[1:]} ({len(group):,})", LONGEST_TITLE),
        "description": "\n".join(lines),
        "color": COLOURS.get(worst, COLOURS["info"]),
    }


def _line(issue: ReportedIssue) -> str:
    names = [name for name in (issue.character, issue.player, issue.discord) if name and name not in issue.summary]
    again = f" [found {issue.times_opened} times]" if issue.times_opened > 1 else ""
    about = f" ({', '.join(dict.fromkeys(names))})" if names else ""
    return "• " + harmless(f"{issue.summary or 'No words for it.'}{about}{again}", LONGEST_LINE)


def _messages(parts: Iterable[tuple[Embed, Sequence[int]]]) -> Iterator[Message]:
    embeds: list[Embed] = []
    ids: list[int] = []
    for embed, issue_ids in parts:
        is_full = sum(map(letters, embeds)) + letters(embed) > MOST_LETTERS or len(embeds) == MOST_EMBEDS
        if embeds and is_full:
            yield Message(tuple(embeds), tuple(ids))
            embeds, ids = [], []
        embeds.append(embed)
        ids.extend(issue_ids)
    if embeds:
        yield Message(tuple(embeds), tuple(ids))


def _rank(severity: str) -> int:
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)


def _in_order(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    notable = [(name, counts[name]) for name in NOTABLE if name in counts]
    return notable + sorted((name, count) for name, count in counts.items() if name not in NOTABLE)


def _words(duration: timedelta) -> str:
    seconds = max(0.0, duration.total_seconds())
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {int(seconds % 60)} s"
