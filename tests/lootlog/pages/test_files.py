"""Officers bring files along: looked at first, then applied, and taken back."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest

from lootlog.models import LogEntry, Profile, Upload
from lootlog.pages import files
from tests.lootlog.pages.reading import words

AT = int(datetime(2026, 10, 1, 20, tzinfo=UTC).timestamp())
LINES = [
    f"1|{AT}|Anna-Garona|Pug-Garona|5|5|Kill|Default",
    f"2|{AT + 60}|Anna-Garona|Pug-Garona|3|9|Kill|Default",
    f"3|{AT + 120}|Anna-Garona|Pug-Garona|many|9|Kill|Default",
]


@pytest.fixture
def bring(send):
    def brought(lines=LINES, name="points.txt", who="officer"):
        file = BytesIO("\n".join(lines).encode())
        file.name = name
        return send("files/", who, file=file)

    return brought


@pytest.fixture
def upload(ledger, bring):
    bring()
    return Upload.objects.get()


def chosen(ledger, target=None):
    return {"target-0": target or str(ledger.profile.uuid), "name-0": "Old points"}


def test_a_file_is_looked_at_before_anything_enters(ledger, upload, ask):
    text = words(ask(f"files/{upload.pk}/"))
    assert "new 2" in text and "refused 1" in text and "choose" not in text
    assert "Pug-Garona" in text and "many" in text
    assert LogEntry.objects.count() == 3


def test_applied_it_is_in_the_ledger_and_reported(ledger, upload, send, ask):
    answer = send(f"files/{upload.pk}/apply/", **chosen(ledger))
    assert answer.status_code == 302
    assert LogEntry.objects.count() == 5
    text = words(ask(f"files/{upload.pk}/"))
    assert "went into Default" in text and "Undo" in text
    assert "points.txt" in words(ask("files/"))


def test_applying_tells_what_is_in_conflict_and_what_was_set_aside(ledger, upload, bring, send, ask):
    send(f"files/{upload.pk}/apply/", **chosen(ledger))
    assert "Applied: 2 new; 1 set aside" in words(ask("files/"))
    bring([LINES[0].replace("|5|5|", "|50|50|")], "altered.txt")
    send(f"files/{Upload.objects.latest('pk').pk}/apply/", **chosen(ledger))
    assert "Applied: 1 in conflict: both versions count" in words(ask("files/"))
    bring(LINES[:1], "older.txt")
    send(f"files/{Upload.objects.latest('pk').pk}/apply/", **chosen(ledger))
    assert "Applied: nothing in it was new." in words(ask("files/"))


def test_it_goes_into_a_new_profile_or_nowhere_as_chosen(ledger, upload, send):
    send(f"files/{upload.pk}/preview/", **chosen(ledger, "-"))
    assert LogEntry.objects.count() == 3
    send(f"files/{upload.pk}/apply/", **chosen(ledger, "new:"))
    assert Profile.objects.get(name="Old points").entries.count() == 2


def test_a_choice_that_is_refused_is_kept(ledger, upload, send):
    answer = send(f"files/{upload.pk}/apply/", **{**chosen(ledger, "new:"), "name-0": "Default"})
    assert answer.status_code == 409 and "There is a profile" in words(answer)
    assert 'value="new:" selected' in answer.text


def test_an_import_is_undone_and_redone_with_a_reason(ledger, upload, send, ask):
    send(f"files/{upload.pk}/apply/", **chosen(ledger))
    assert send(f"files/{upload.pk}/undo/", reason=" ").status_code == 409
    send(f"files/{upload.pk}/undo/", reason="Wrong file")
    assert "undone" in words(ask(f"files/{upload.pk}/"))
    assert "0" in words(ask("?search=pug"))
    send(f"files/{upload.pk}/redo/", reason="Right file")
    assert Upload.objects.get().state == Upload.State.APPLIED


def test_it_can_be_put_away(upload, send):
    send(f"files/{upload.pk}/dismiss/")
    assert Upload.objects.get().state == Upload.State.DISMISSED
    assert send(f"files/{upload.pk}/dismiss/").status_code == 409


def test_rows_are_filtered_by_what_became_of_them(upload, ask):
    text = words(ask(f"files/{upload.pk}/?outcome=refused"))
    assert "line 3" in text and "line 1" not in text


@pytest.mark.parametrize(("lines", "status"), [([""], 400), (["\0\1\2 no format at all"], 302)])
def test_what_cannot_be_read_is_told(ledger, bring, lines, status):
    answer = bring(lines)
    assert answer.status_code == status
    assert not LogEntry.objects.exclude(delivery__channel="web").exists()


def test_too_large_a_file_is_told_so(ledger, bring, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_UPLOAD", 10)
    answer = bring()
    assert answer.status_code == 413 and "larger than" in words(answer)


def test_the_same_file_again_leads_to_what_became_of_it(upload, bring):
    assert bring().url.endswith(f"/files/{upload.pk}/")
    assert Upload.objects.count() == 1


def test_members_see_exports_and_no_uploads(ledger, upload, ask, bring):
    text = words(ask("files/", "member"))
    assert "Take “Default” away" in text and "points.txt" not in text and "Bring a file" not in text
    assert bring(who="member").status_code == 403
    assert ask(f"files/{upload.pk}/", "member").status_code == 403


def test_everybody_who_sees_the_ledger_can_take_it_away(ledger, ask, signed_in):
    links = re.findall(r'href="([^"]*/export/[^"]*)"', ask("files/", "member").text)
    assert len(links) == 5
    for link in links:
        answer = signed_in("member").get(link)
        assert (link, answer.status_code) == (link, 200)
        assert b"Boss kill" in b"".join(answer.streaming_content)


def test_the_page_of_a_file_in_work_looks_again_by_itself(upload, ask):
    assert ask(f"files/{upload.pk}/state/").headers["HX-Refresh"] == "true"
    Upload.objects.update(state=Upload.State.APPLYING)
    assert ask(f"files/{upload.pk}/state/").status_code == 204
    assert 'hx-trigger="every 2s"' in ask(f"files/{upload.pk}/").text


def test_awards_get_points_by_response_on_the_preview(ledger, bring, send, ask):
    header = "player,date,time,id,item,itemID,itemString,response,votes,class,instance,boss,note,owner"
    row = "Mowzi-Garona,09/12/18,19:15:14,1544382914-7,[Codex],1,item:1,Minor,1,MAGE,Uldir,MOTHER,,Unknown"
    bring([header, row], "awards.csv")
    pk = Upload.objects.get().pk
    assert 'name="price-0" value=""' in ask(f"files/{pk}/").text
    send(f"files/{pk}/preview/", **chosen(ledger), **{"price-0": "-7,5"})
    assert 'name="price-0" value="-7.5"' in ask(f"files/{pk}/").text
    assert send(f"files/{pk}/apply/", **chosen(ledger), **{"price-0": "lots"}).status_code == 409
    send(f"files/{pk}/apply/", **chosen(ledger), **{"price-0": "-8"})
    assert LogEntry.objects.get(target_name="Mowzi-Garona").delta == -8
    assert "Minor × 1: -8" in words(ask(f"files/{pk}/"))
