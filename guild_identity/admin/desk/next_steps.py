"""What an officer can do next, the most useful first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from characters.models import Guild, HeldRoster
from guild_identity.admin.desk.frame import address
from guild_identity.models import AuditIssue
from guild_identity.selectors.coverage import Coverage


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do: what, why, and where. Without an address it is for somebody else to do."""

    what: str
    why: str
    address: str
    is_urgent: bool = False


def next_steps(guild: Guild, shown: Mapping[str, Any]) -> list[NextStep]:
    """Return what to do next, from what the overview shows."""
    return [*_repairs(guild, shown), *_decisions(guild, shown["coverage"]), *_foundations(guild, shown)]


def _repairs(guild: Guild, shown: Mapping[str, Any]) -> Iterator[NextStep]:
    if shown["held_roster"] is not None:
        yield _held_roster(shown["held_roster"], may_decide=shown["may_decide_rosters"])
    server = shown["server"]
    if server is not None and server.held_reason:
        yield NextStep("Decide about the held Discord list", server.held_reason, "#discord", is_urgent=True)
    if server is not None and server.error:
        yield NextStep("Repair the Discord connection", server.error, _server_page(server.pk), is_urgent=True)


def _held_roster(held: HeldRoster, *, may_decide: bool) -> NextStep:
    if may_decide:
        page = reverse("admin:characters_heldroster_change", args=[held.pk])
        return NextStep("Decide about the held roster", held.reason, page, is_urgent=True)
    why = f"{held.reason} Whoever runs this site decides whether it counts."
    return NextStep("A roster is held", why, "", is_urgent=True)


def _decisions(guild: Guild, known: Coverage) -> Iterator[NextStep]:
    errors = [issues for issues in known.issues if issues.severity == AuditIssue.Severity.ERROR]
    for issues in errors:
        yield NextStep(
            f"Look at {_many(issues.count, 'issue')}: {issues.label}",
            "These are errors.",
            f"{address(guild, 'issues')}?kind={issues.kind}",
            is_urgent=True,
        )
    if known.open_proposals:
        yield NextStep(
            f"Decide about {_many(known.open_proposals, 'proposal')}",
            "Each is a likely link with its reasons: one key accepts, one rejects.",
            address(guild, "proposals"),
        )
    if known.characters.missing:
        yield NextStep(
            f"Link {_many(known.characters.missing, 'character')}",
            "Nobody knows yet whose they are.",
            address(guild, "unlinked"),
        )
    others = known.open_issues - sum(issues.count for issues in errors)
    if others:
        yield NextStep(f"Look at {_many(others, 'further issue')}", "Fix or resolve them.", address(guild, "issues"))


def _foundations(guild: Guild, shown: Mapping[str, Any]) -> Iterator[NextStep]:
    if shown["server"] is None:
        yield NextStep(
            "Connect the Discord server",
            "Without it nobody's Discord account is known.",
            reverse("admin:guild_identity_discordserver_add") + f"?guild={guild.pk}",
        )
    if shown["upload"] is None:
        yield NextStep(
            "Upload an export of the guild's notes",
            "Notes such as “alt of X” tell most about who is who.",
            address(guild, "runs") + "#uploads",
        )
    if not shown["runs"]:
        yield NextStep("Run the pipeline once", "Nothing was fetched and matched yet.", "#run")


def _server_page(pk: int) -> str:
    return reverse("admin:guild_identity_discordserver_change", args=[pk])


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
