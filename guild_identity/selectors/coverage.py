"""How much is known of who is who in a guild, in a constant number of queries."""

from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When

from characters.models import Guild
from guild_identity.models import AuditIssue, DiscordUser, LinkProposal, LinkSource, Player, PlayerCharacter
from guild_identity.selectors.facts import present_characters

GOOD, FAIR = 90, 60
# Lowest confidence, and what officers call it.
STEPS = ((0.95, "certain"), (0.8, "likely"), (0.0, "doubtful"))
SEVERITIES = (AuditIssue.Severity.ERROR, AuditIssue.Severity.WARNING, AuditIssue.Severity.INFO)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many. `percent` is rounded down: 100 means all."""

    count: int
    total: int

    @property
    def percent(self) -> int:
        """The share, 0 to 100; 100 where there is nothing to cover."""
        return 100 * self.count // self.total if self.total else 100

    @property
    def missing(self) -> int:
        """How many are not covered."""
        return self.total - self.count

    @property
    def tint(self) -> str:
        """The health in one word: good, fair or poor."""
        return "good" if self.percent >= GOOD else "fair" if self.percent >= FAIR else "poor"


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of the links: what it is called, and its share of them."""

    key: str
    label: str
    share: Share


@dataclass(frozen=True, slots=True)
class OpenIssues:
    """The open issues of one kind, with the gravest severity among them."""

    kind: str
    label: str
    severity: str
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of a guild's people."""

    characters: Share
    discord_users: Share
    players: int
    by_source: tuple[Slice, ...]
    by_confidence: tuple[Slice, ...]
    open_proposals: int
    issues: tuple[OpenIssues, ...]

    @property
    def open_issues(self) -> int:
        """The number of open issues of all kinds."""
        return sum(issues.count for issues in self.issues)


def coverage(guild: Guild) -> Coverage:
    """Count a guild's links, people, proposals and issues."""
    return Coverage(
        characters=_characters(guild),
        discord_users=_discord_users(guild),
        players=Player.objects.filter(guild=guild, is_active=True).count(),
        by_source=_by_source(guild),
        by_confidence=_by_confidence(guild),
        open_proposals=LinkProposal.objects.filter(guild=guild, status=LinkProposal.Status.OPEN).count(),
        issues=open_issues(guild),
    )


def open_issues(guild: Guild) -> tuple[OpenIssues, ...]:
    """Count the open issues by kind, the gravest first."""
    found = AuditIssue.objects.filter(guild=guild, is_present=True, resolved_at__isnull=True)
    counts: dict[str, dict[str, int]] = {}
    for kind, severity, count in (
        found.order_by("issue_type", "severity").values_list("issue_type", "severity").annotate(n=Count("pk"))
    ):
        counts.setdefault(kind, {})[severity] = count
    labels = dict(AuditIssue.Type.choices)
    issues = [
        OpenIssues(kind, labels.get(kind, kind), _gravest(by_severity), sum(by_severity.values()))
        for kind, by_severity in counts.items()
    ]
    order = [severity.value for severity in SEVERITIES]
    return tuple(sorted(issues, key=lambda issue: (order.index(issue.severity), -issue.count, issue.label)))


def _gravest(by_severity: dict[str, int]) -> str:
    return next((severity.value for severity in SEVERITIES if severity in by_severity), AuditIssue.Severity.INFO.value)


def _characters(guild: Guild) -> Share:
    linked = PlayerCharacter.objects.filter(player__guild=guild, character=OuterRef("pk"))
    counted = present_characters(guild).aggregate(total=Count("pk"), linked=Count("pk", filter=Exists(linked)))
    return Share(counted["linked"], counted["total"])


def _discord_users(guild: Guild) -> Share:
    """Count the people with a guild role: bots and visitors need no player."""
    owned = Player.objects.filter(Q(discord_user=OuterRef("pk")) | Q(other_discord_users=OuterRef("pk")))
    users = DiscordUser.objects.filter(guild=guild, is_present=True).exclude(highest_guild_role=None)
    counted = users.exclude(highest_guild_role="").aggregate(
        total=Count("pk"), linked=Count("pk", filter=Exists(owned))
    )
    return Share(counted["linked"], counted["total"])


def _by_source(guild: Guild) -> tuple[Slice, ...]:
    links = PlayerCharacter.objects.filter(player__guild=guild).order_by("link_source").values_list("link_source")
    counts = dict(links.annotate(n=Count("pk")))
    total = sum(counts.values())
    return tuple(
        Slice(source, str(label), Share(counts[source], total))
        for source, label in LinkSource.choices
        if source in counts
    )


def _by_confidence(guild: Guild) -> tuple[Slice, ...]:
    steps = Case(
        *(When(confidence__gte=lowest, then=Value(label)) for lowest, label in STEPS), output_field=CharField()
    )
    links = PlayerCharacter.objects.filter(player__guild=guild).annotate(step=steps)
    counts = dict(links.order_by("step").values_list("step").annotate(n=Count("pk")))
    total = sum(counts.values())
    return tuple(Slice(label, label, Share(counts[label], total)) for _, label in STEPS if label in counts)
