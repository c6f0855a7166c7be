"""The board's document made in two other ways, each a whole WSGI application.

`bare`: hand-written SQL, psycopg, orjson, nothing else; documents stay text from the database to the answer.
`plain`: Django REST Framework's ModelSerializers nested over the same rows, with related rows fetched ahead.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC
from typing import Any

import orjson
import psycopg
from django.db.models import Min, Prefetch, Q
from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from characters.models import Character, GuildMember, Payload
from config import urls as house
from tests.benchmarks.guild_of_many import NOW, PERIOD, WEEK
from vault.models import GreatVaultEntry

SECTIONS = ("summary", "raids", "statistics", "keystones", "raiderio")
ROWS = """
SELECT c.id, c.name, r.slug, r.region, k.name, s.name, e.computed_at, e.raid_lfr, e.raid_normal, e.raid_heroic,
       e.raid_mythic, e.m_plus_runs::text, e.slots::text, e.kills::text
FROM characters_guildmember m
JOIN characters_character c ON c.id = m.character_id
JOIN characters_realm r ON r.id = c.realm_id
LEFT JOIN characters_characterclass k ON k.id = c.character_class_id
LEFT JOIN characters_specialization s ON s.id = c.active_spec_id
LEFT JOIN vault_greatvaultentry e ON e.character_id = c.id AND e.period_id = %(period)s
WHERE m.guild_id = %(guild)s AND m.left_at IS NULL AND c.retired_at IS NULL AND c.level >= 10
ORDER BY m.rank, c.search_key, c.id
"""
PAYLOADS = """
SELECT p.character_id, p.section, p.fetched_at, p.error FROM characters_payload p
WHERE p.guild_id = %(guild)s AND p.section = 'reports' OR p.section = ANY(%(sections)s) AND p.character_id IN
    (SELECT character_id FROM characters_guildmember WHERE guild_id = %(guild)s AND left_at IS NULL)
ORDER BY p.section
"""
WRITING = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


class Bare:
    """The board of one guild from hand-written SQL."""

    def __init__(self, guild_id: int) -> None:
        self.wanted = {"guild": guild_id, "period": PERIOD, "sections": list(SECTIONS)}
        self.database = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        self.database.execute("SET TIME ZONE 'UTC'")

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        """Answer any request with the board."""
        sections = self._sections()
        reports = sections.pop(None, [])
        rows = self.database.execute(ROWS, self.wanted).fetchall()
        body = orjson.dumps([_row(row, sections[row[0]] + reports) for row in rows], option=WRITING)
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _sections(self) -> dict[int | None, list[dict[str, Any]]]:
        found: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
        for pk, section, fetched_at, error in self.database.execute(PAYLOADS, self.wanted):
            found[pk].append({"section": section, "fetched_at": fetched_at, "error": error or None})
        return found


def _row(row: tuple[Any, ...], sections: list[dict[str, Any]]) -> dict[str, Any]:
    pk, name, realm, region, class_name, spec, computed_at, lfr, normal, heroic, mythic, runs, slots, kills = row
    return {
        "character": {"id": pk, "name": name, "realm": realm, "region": region, "class": class_name, "spec": spec},
        "period": PERIOD,
        "week_start": WEEK.start,
        "computed_at": computed_at,
        "state": _state(sections),
        "raid_lfr": lfr,
        "raid_normal": normal,
        "raid_heroic": heroic,
        "raid_mythic": mythic,
        "m_plus_runs": orjson.Fragment(runs),
        "slots": orjson.Fragment(slots),
        "kills": orjson.Fragment(kills),
        "sections": sections,
    }


def _state(sections: Iterable[dict[str, Any]]) -> str:
    shown = {section["section"]: section for section in sections}
    looked_at = shown["summary"]["fetched_at"] if "summary" in shown else None
    if looked_at is None:
        return "pending"
    return "stale" if looked_at < min(NOW, WEEK.end) or any(s["error"] for s in sections) else "fresh"


class CharacterSerializer(serializers.ModelSerializer):
    realm = serializers.CharField(source="realm.slug")
    region = serializers.CharField(source="realm.region")
    spec = serializers.CharField(source="active_spec.name")
    # A word of Python's own cannot stand before an equals sign.
    locals()["class"] = serializers.CharField(source="character_class.name")

    class Meta:
        model = Character
        fields = ("id", "name", "realm", "region", "class", "spec")


class SectionSerializer(serializers.ModelSerializer):
    error = serializers.SerializerMethodField()
    fetched_at = serializers.DateTimeField(format="%Y-%m-%dT%H:%M:%SZ", default_timezone=UTC)

    class Meta:
        model = Payload
        fields = ("section", "fetched_at", "error")

    def get_error(self, payload: Payload) -> str | None:
        return payload.error or None


class EntrySerializer(serializers.ModelSerializer):
    character = CharacterSerializer()
    period = serializers.IntegerField(source="period_id")
    week_start = serializers.DateTimeField(format="%Y-%m-%dT%H:%M:%SZ")
    computed_at = serializers.DateTimeField(format="%Y-%m-%dT%H:%M:%SZ")
    state = serializers.SerializerMethodField()
    sections = serializers.SerializerMethodField()

    class Meta:
        model = GreatVaultEntry
        fields = (
            "character", "period", "week_start", "computed_at", "state", "raid_lfr", "raid_normal", "raid_heroic",
            "raid_mythic", "m_plus_runs", "slots", "kills", "sections",
        )  # fmt: skip

    def get_state(self, entry: GreatVaultEntry) -> str:
        rows = entry.character.payloads.all()
        looked_at = next((row.fetched_at for row in rows if row.section == "summary"), None)
        if looked_at is None:
            return "pending"
        return "stale" if looked_at < min(NOW, WEEK.end) or any(row.error for row in rows) else "fresh"

    def get_sections(self, entry: GreatVaultEntry) -> list[dict[str, Any]]:
        own = SectionSerializer(entry.character.payloads.all(), many=True).data
        return [*own, *SectionSerializer(self.context["view"].reports, many=True).data]


class PlainBoard(ListAPIView):
    serializer_class = EntrySerializer
    pagination_class = None

    def get_queryset(self) -> Any:
        guild_id = self.kwargs["pk"]
        self.reports = list(Payload.objects.filter(guild=guild_id, section="reports").defer("body"))
        members = GuildMember.objects.filter(guild=guild_id, left_at__isnull=True).values("character")
        shown = Payload.objects.filter(section__in=SECTIONS).defer("body").order_by("section")
        return (
            GreatVaultEntry.objects.filter(period_id=PERIOD, character__in=members)
            .select_related("character__realm", "character__character_class", "character__active_spec")
            .prefetch_related(Prefetch("character__payloads", shown))
            .annotate(rank=Min("character__stints__rank", filter=Q(character__stints__left_at__isnull=True)))
            .order_by("rank", "character__search_key", "character_id")
        )


urlpatterns = [*house.urlpatterns, path("plain/<int:pk>/", PlainBoard.as_view())]
