"""Removing a Discord account's data on request, by whoever runs the site."""

from django.contrib.auth.models import User
from django.urls import reverse

from guild_identity.models import DiscordUser, RemovedDiscordUser


def test_the_operator_removes_an_account_and_lifts_that_again(desk, night, officer):
    User.objects.filter(pk=officer.pk).update(is_superuser=True)
    user = DiscordUser.objects.filter(guild=night.guild).first()
    page = reverse("admin:guild_identity_discorduser_remove_data", args=[user.pk])
    assert "next sync does not bring it back" in desk.get(page).text
    answer = desk.post(page, {"reason": "asked by mail"}, follow=True)
    assert "a sync will not bring it back" in answer.text
    assert not DiscordUser.objects.filter(discord_id=user.discord_id).exists()
    assert desk.get(page).status_code == 404
    row = RemovedDiscordUser.objects.get()
    assert row.reason == "asked by mail" and str(user.discord_id) not in row.digest
    desk.post(f"/admin/guild_identity/removeddiscorduser/{row.pk}/delete/", {"post": "yes"})
    assert not RemovedDiscordUser.objects.exists()


def test_what_stays_is_not_told_as_lost(desk, night, officer):
    User.objects.filter(pk=officer.pk).update(is_superuser=True)
    user = night.players["Trog"].discord_user
    text = desk.get(reverse("admin:guild_identity_discorduser_remove_data", args=[user.pk])).text
    assert "will be deleted, for good" in text
    assert "1 players" not in text


def test_an_officer_removes_nobody(desk, night):
    user = DiscordUser.objects.filter(guild=night.guild).first()
    page = reverse("admin:guild_identity_discorduser_remove_data", args=[user.pk])
    assert desk.post(page, {"reason": "x"}).status_code in (302, 403, 404)
    assert DiscordUser.objects.filter(pk=user.pk).exists()
