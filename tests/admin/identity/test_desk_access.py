"""Who comes to the desk: staff who are officers of that guild, and nobody else; rows of other guilds do not exist."""

import pytest
from django.contrib.auth.models import Permission

from guild_identity.models import IdentityEvent, PlayerCharacter
from tests.factories.characters import GuildAccessFactory, GuildMemberFactory, UserCharacterFactory, UserFactory


def pages(demo):
    """Return every page of a guild's desk, by what stands after the guild's number."""
    player, other = demo.players["Trog"].pk, demo.players["Aelf"].pk
    character, shade = demo.characters["Hollowell"].pk, demo.characters["Trogshade"].pk
    user, account = demo.users["faelan"].pk, demo.users["visitor"].pk
    proposal, issue = demo.proposals["Cindermaw"].pk, demo.issues["note_mismatch"].pk
    upload = demo.guild.addon_uploads.get().pk
    return [
        "", "unlinked/", f"characters/{character}/", f"discord/{user}/", f"link/?character={character}&discord={user}",
        "players/", f"players/{player}/", f"players/{player}/unlink/{shade}/", f"players/{player}/main/{shade}/",
        f"players/{player}/merge/", f"players/{player}/merge/{other}/", f"players/{player}/split/",
        f"players/{player}/split/confirm/?character={shade}", f"players/{player}/discord/",
        f"players/{player}/discord/none/", f"players/{player}/discord/{account}/", f"players/{player}/further/",
        f"players/{player}/further/{account}/", f"players/{player}/change/?display_name=X", "proposals/",
        "proposals/accept/", f"proposals/{proposal}/accept/", f"proposals/{proposal}/reject/", "issues/",
        "issues/fix-all/note_mismatch/", f"issues/{issue}/fix/", f"issues/{issue}/resolve/", f"issues/{issue}/reopen/",
        "ranks/", "runs/", f"runs/{demo.run.pk}/", f"uploads/{upload}/", "changes/",
    ]  # fmt: skip


POSTS = ("run/", "believe-discord/", "uploads/")


def asked(client, demo, method="get", paths=None):
    root = f"/admin/guild_identity/desk/{demo.guild.pk}/"
    return {path: getattr(client, method)(root + path) for path in (paths or pages(demo))}


def statuses(answers):
    return {answer.status_code for answer in answers.values()}


def test_an_officer_without_any_permission_opens_every_page(desk, night):
    assert {path: answer.status_code for path, answer in asked(desk, night).items()} == dict.fromkeys(pages(night), 200)


def test_nobody_who_is_not_signed_in_gets_further_than_the_sign_in(client, night):
    for answer in asked(client, night).values():
        assert (answer.status_code, answer.url.startswith("/admin/login/")) == (302, True)
    assert statuses(asked(client, night, "post", POSTS)) == {302}


def test_an_officer_who_is_not_staff_is_told_whom_to_ask(client, night):
    user = GuildAccessFactory(guild=night.guild, level="officer").user
    client.force_login(user)
    answers = asked(client, night)
    assert statuses(answers) == {403}
    assert "Ask whoever runs this site to mark your account as staff" in answers[""].text


@pytest.mark.parametrize("level", [None, "member"])
def test_staff_who_are_no_officers_are_refused_in_words(client, night, level):
    user = UserFactory(is_staff=True)
    if level:
        GuildAccessFactory(guild=night.guild, user=user, level=level)
    client.force_login(user)
    answers = asked(client, night)
    assert statuses(answers) == statuses(asked(client, night, "post", [*pages(night), *POSTS])) == {403}
    assert "You are not an officer of a guild here" in answers[""].text


def test_permissions_of_django_open_no_desk(client, night):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="guild_identity"))
    client.force_login(user)
    assert statuses(asked(client, night)) == {403}


def test_an_officer_of_one_guild_learns_nothing_of_another(desk, other):
    answers = asked(desk, other)
    assert statuses(answers) == statuses(asked(desk, other, "post", [*pages(other), *POSTS])) == {403}
    for answer in answers.values():
        assert "You are not an officer of this guild" in answer.text
        assert "Day Watch" not in answer.text and "Cindermaw" not in answer.text
    assert not IdentityEvent.objects.exists()


def test_a_guild_that_does_not_exist_is_refused_like_a_foreign_one(desk, night):
    assert desk.get("/admin/guild_identity/desk/999999/").status_code == 403


def test_a_superuser_comes_to_every_desk(client, night, other):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert statuses(asked(client, night)) == statuses(asked(client, other)) == {200}
    listed = client.get("/admin/guild_identity/desk/").text
    assert "Night Shift" in listed and "Day Watch" in listed


def test_an_officer_s_rank_opens_the_desk_once_the_character_is_proven(client, night):
    user = UserFactory(is_staff=True)
    claim = UserCharacterFactory(user=user, character=night.characters["Trogmoon"])
    client.force_login(user)
    assert client.get(f"/admin/guild_identity/desk/{night.guild.pk}/").status_code == 403
    claim.is_verified = True
    claim.save()
    assert client.get(f"/admin/guild_identity/desk/{night.guild.pk}/").status_code == 200


def test_who_leads_one_guild_goes_straight_in(desk, night):
    assert desk.get("/admin/guild_identity/desk/").url == f"/admin/guild_identity/desk/{night.guild.pk}/"


def test_rows_of_another_guild_do_not_exist_at_this_desk(desk, night, other, at):
    foreign = [path for path in pages(other) if any(letter.isdigit() for letter in path)]
    answers = {path: desk.get(at(path)) for path in foreign}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(foreign, 404)
    assert statuses({path: desk.post(at(path)) for path in foreign}) == {404}
    assert not IdentityEvent.objects.exists()


def test_a_foreign_target_does_not_exist_either(desk, night, other, at):
    mine, theirs = night.characters["Hollowell"].pk, night.players["Trog"].pk
    foreign = [
        f"link/?character={mine}&player={other.players['Trog'].pk}",
        f"link/?character={mine}&discord={other.users['faelan'].pk}",
        f"players/{theirs}/merge/{other.players['Aelf'].pk}/",
        f"players/{theirs}/discord/{other.users['faelan'].pk}/",
        f"players/{theirs}/further/{other.users['faelan'].pk}/",
        f"players/{theirs}/main/{other.characters['Trogshade'].pk}/",
        f"players/{theirs}/unlink/{other.characters['Trogshade'].pk}/",
        f"players/{theirs}/split/confirm/?character={night.characters['Trogshade'].pk}"
        f"&discord={other.users['faelan'].pk}",
    ]
    assert {path: desk.post(at(path)).status_code for path in foreign} == dict.fromkeys(foreign, 404)
    assert not IdentityEvent.objects.exists()


def test_a_character_that_moved_to_this_guild_is_not_shown_with_its_old_player(desk, night, other, at):
    mover = other.characters["Trogshade"]
    GuildMemberFactory(guild=night.guild, character=mover)
    page = desk.get(at(f"link/?character={mover.pk}&player={night.players['Trog'].pk}"))
    assert "belongs to a player of another guild" in page.text
    assert "Merge all" not in page.text
    assert PlayerCharacter.objects.get(character=mover).player == other.players["Trog"]


def test_nothing_changes_by_following_a_link(desk, night, at):
    before = list(PlayerCharacter.objects.order_by("pk").values_list("pk", "player_id"))
    asked(desk, night)
    assert desk.get(at("run/")).status_code == desk.get(at("believe-discord/")).status_code == 405
    assert list(PlayerCharacter.objects.order_by("pk").values_list("pk", "player_id")) == before
    assert not IdentityEvent.objects.exists()


def test_a_form_of_another_site_changes_nothing(officer, night, at):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    assert client.post(at(f"proposals/{night.proposals['Cindermaw'].pk}/accept/")).status_code == 403
    assert not IdentityEvent.objects.exists()


@pytest.mark.parametrize("table", ["auditissue", "identityevent", "addonupload", "discordserver"])
def test_tables_show_the_officer_s_own_guild_only(desk, night, other, table):
    foreign = {
        "auditissue": other.issues["orphan_wow"],
        "addonupload": other.guild.addon_uploads.get(),
        "discordserver": other.server,
    }.get(table)
    page = desk.get(f"/admin/guild_identity/{table}/")
    assert page.status_code == 200
    assert {row.guild_id for row in page.context["cl"].queryset} <= {night.guild.pk}
    if foreign is not None:
        assert desk.get(f"/admin/guild_identity/{table}/{foreign.pk}/change/").status_code == 302
    assert desk.get(f"/admin/guild_identity/{table}/add/").status_code == (200 if table == "discordserver" else 403)


@pytest.mark.parametrize("table", ["auditissue", "identityevent", "addonupload", "discordserver"])
def test_tables_are_closed_to_other_staff(client, night, table):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(f"/admin/guild_identity/{table}/").status_code == 403


def test_the_side_bar_shows_the_desk_to_officers_only(desk, client, night):
    assert "/admin/guild_identity/desk/" in desk.get("/admin/").text
    client.force_login(UserFactory(is_staff=True))
    assert "/admin/guild_identity/desk/" not in client.get("/admin/").text


def test_officer_notes_are_shown_at_the_desk_and_nowhere_else(client, desk, night, at, officer, secret):
    assert secret in desk.get(at(f"players/{night.players['Aelf'].pk}/")).text
    assert secret in desk.get(at("issues/")).text
    member = GuildAccessFactory(guild=night.guild, user=UserFactory(is_staff=True), level="member").user
    client.force_login(member)
    everywhere = [
        *asked(client, night).values(), client.get("/"), client.get(f"/guilds/{night.guild.pk}/sync/"),
        client.get(f"/characters/{night.characters['Elfina'].pk}/"), client.get("/admin/guild_identity/auditissue/"),
    ]  # fmt: skip
    assert not [answer for answer in everywhere if secret in answer.text]
