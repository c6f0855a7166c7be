"""Reports within Discord's limits, and harmless whatever people call themselves."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain.embed_text import harmless, units
from guild_identity.domain.embeds import COLOURS, ReportedIssue, issue_embeds, letters, summary_embed
from guild_identity.models import AuditIssue

ISSUE = ReportedIssue(1, "orphan_wow", "character without a player", "warning", "Trogmoon belongs to no player.")
nasty = st.text(max_size=400) | st.text(alphabet="@<>#&!`*_~|[]()\\:/everyonehere1234😀\u200b\u0301é\n ", max_size=400)
issues = st.lists(
    st.builds(
        ReportedIssue,
        st.integers(1, 10_000),
        st.sampled_from(AuditIssue.Type.values),
        nasty,
        st.sampled_from(["error", "warning", "info"]),
        nasty,
        nasty,
        nasty,
        nasty,
        st.integers(1, 5),
    ),
    max_size=60,
)
# What Discord makes a mention, a link, or a decoration of.
MENTION = re.compile(r"@(everyone|here|[!&]?\d)|(?<!\\)<[@#:/a-z]", re.IGNORECASE)
LINK = re.compile(r"\w://")
MARKDOWN = re.compile(r"(?<!\\)(?:\\\\)*[`*_~|<>\[\]()#]")


def many(number, issue_type="orphan_wow", **fields):
    return [replace(ISSUE, id=pk, issue_type=issue_type, **fields) for pk in range(1, number + 1)]


def check_limits(messages):
    for message in messages:
        assert 1 <= len(message.embeds) <= 10
        assert sum(map(letters, message.embeds)) <= 6000
        for embed in message.embeds:
            assert 1 <= units(embed["title"]) <= 256
            assert units(embed.get("description", "")) <= 4000
            assert len(embed.get("fields", ())) <= 25
            for field in embed.get("fields", ()):
                assert 1 <= units(field["name"]) <= 256
                assert 1 <= units(field["value"]) <= 1024
            assert units(embed.get("footer", {}).get("text", "")) <= 2048


@given(issues)
def test_any_issues_make_messages_within_every_limit_that_tell_each_issue(found):
    messages = issue_embeds(found)
    check_limits(messages)
    assert sorted(pk for message in messages for pk in message.issue_ids) == sorted(issue.id for issue in found)
    assert len(messages) <= len({issue.issue_type for issue in found})


@given(issues)
def test_no_text_of_a_report_mentions_links_or_decorates(found):
    for message in issue_embeds(found):
        for embed in message.embeds:
            for line in embed["description"].split("\n"):
                text = line.removeprefix("• ")
                assert not MENTION.search(text)
                assert not LINK.search(text)
                assert not MARKDOWN.search(text)


@given(nasty, st.integers(1, 300))
def test_a_harmless_text_keeps_to_its_limit_and_never_ends_inside_an_escape(text, limit):
    safe = harmless(text, limit)
    assert units(safe) <= limit
    assert not re.search(r"(?<!\\)(?:\\\\)*\\…?$", safe)
    assert "\n" not in safe


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@everyone", "@\u200beveryone"),
        ("<@&123> hi", "\\<@\u200b&123\\> hi"),
        ("**bold** `code`", "\\*\\*bold\\*\\* \\`code\\`"),
        ("[free gold](https://evil.example)", "\\[free gold\\]\\(https\\://evil.example\\)"),
        ("Tr\u200bog\u2063moon\u3164", "Trogmoon"),
        ("Trog\u202emoon", "Trogmoon"),
        ("a" + "\u0301" * 50, "a" + "\u0301" * 3),
        ("two\nlines", "two lines"),
        ("Ümbrânox-Sen'jin", "Ümbrânox-Sen'jin"),
        ("😀" * 9, "😀" * 9),
    ],
)
def test_a_text_shows_what_was_written_and_does_nothing(text, expected):
    assert harmless(text, 100) == expected


def test_a_cut_text_ends_with_an_ellipsis_and_whole_letters():
    assert harmless("😀" * 9, 10) == "😀" * 4 + "…"
    assert harmless("abc", 3) == "abc"
    assert harmless("a***", 4) == "a\\*…"


def test_up_to_twenty_of_a_type_are_listed_and_the_rest_is_counted():
    (embed,) = issue_embeds(many(23))[0].embeds
    assert embed["title"] == "Character without a player \\(23\\)"
    assert embed["description"].count("• ") == 20
    assert embed["description"].endswith("…and 3 more")
    (embed,) = issue_embeds(many(20))[0].embeds
    assert "more" not in embed["description"]


def test_the_most_severe_types_come_first_in_their_colours():
    mixed = [*many(1), *many(1, "rank_mismatch", severity="error"), *many(1, "stale_data", severity="info")]
    embeds = issue_embeds(mixed)[0].embeds
    assert [embed["color"] for embed in embeds] == [COLOURS["error"], COLOURS["warning"], COLOURS["info"]]


def test_long_reports_are_split_and_every_message_names_its_issues():
    types = AuditIssue.Type.values
    messages = issue_embeds([issue for place, kind in enumerate(types) for issue in many(40, kind, summary="x" * 300)])
    check_limits(messages)
    assert 1 < len(messages) <= len(types)


def test_a_line_names_who_is_concerned_where_the_words_do_not():
    named = replace(ISSUE, character="Trogmoon", player="Mike", discord="trog", times_opened=3)
    (embed,) = issue_embeds([named])[0].embeds
    assert embed["description"] == "• Trogmoon belongs to no player. \\(Mike, trog\\) \\[found 3 times\\]"


def test_nothing_to_tell_makes_no_message():
    assert issue_embeds([]) == []


TOOK = timedelta(seconds=12.34)


@pytest.mark.parametrize("counts", [{}, {"new": 0, "issues": 0}, {"updated": 40}])
def test_a_sync_that_is_not_notable_is_not_told(counts):
    assert summary_embed("timetable", counts, TOOK) is None


def test_a_notable_sync_is_told_with_what_it_did_and_how_long_it_took():
    embed = summary_embed("timetable", {"links": 4, "departed": 2, "new": 0}, TOOK)
    assert [(field["name"], field["value"]) for field in embed["fields"]] == [("Departed", "2"), ("links", "4")]
    assert embed["footer"] == {"text": "Took 12.3 s"}
    assert summary_embed("timetable", {"new": 1}, timedelta(minutes=3, seconds=5))["footer"]["text"] == "Took 3 min 5 s"


@given(nasty, st.dictionaries(nasty, st.integers(0, 10**12), max_size=40))
def test_a_summary_keeps_within_every_limit(source, counts):
    embed = summary_embed(source, {**counts, "new": 1}, TOOK)
    check_limits(issue_embeds([ISSUE], first=embed))
    assert issue_embeds([ISSUE], first=embed)[0].embeds[0] == embed
