"""The page of uploads takes lists of alts too, and its report tells what became of each row."""

from guild_identity.models import AddonUpload, AltClaim
from tests.factories.alt_lists import alt_group, roster_manager, table
from tests.factories.identity import member_of
from tests.guild_identity.pages.test_uploads import address, report_of, send, words_of


def test_the_form_names_the_lists_that_it_takes(world):
    text = words_of(world.client("officer").get(address(world)))
    assert "or a list of alts" in text and "character,realm,main,main_realm" in text


def test_an_officer_uploads_a_list_and_reads_what_became_of_it(world):
    member_of(world.guild, "Trogbane")
    groups = alt_group("Trogmoon-Senjin", "Trogbane-Senjin", "Nobody-Senjin")
    data = roster_manager(groups, guild=f"{world.guild.name}-Senjin", Others_Area52=[groups])
    text = words_of(send(world.client("officer"), world, data, name="Guild_Roster_Manager.lua"))
    assert "Taken over: 2 members have news." in text
    assert "another guild's list" in text.replace("&#x27;", "'")
    assert "The list of another guild, with 3 characters, was left alone." in text
    assert AltClaim.objects.filter(guild=world.guild).count() == 2
    report = report_of(AddonUpload.objects.get())
    assert "Nobody" in words_of(world.client("officer").get(f"{report}?outcome=unknown_character"))


def test_a_table_that_cannot_be_read_says_where(world):
    text = words_of(send(world.client("officer"), world, table("a,b", header="character,realm"), name="alts.csv"))
    assert "Line 1: the table has no column “main”." in text
    assert not AltClaim.objects.exists()


def test_members_send_no_lists(world):
    assert send(world.client("member"), world, table("Trogbane,,Trogmoon,")).status_code == 403
    assert not AddonUpload.objects.exists()
