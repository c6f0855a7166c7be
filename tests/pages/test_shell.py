"""The frame around every page: sign-in, errors, the policy for scripts, the colours of classes."""

import re
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import path
from django.views.defaults import bad_request, permission_denied, server_error

from characters.domain.reference import CLASSES
from config.urls import urlpatterns as addresses

STYLES = Path(__file__).parents[2] / "config" / "static" / "vaultkeeper"


def broken(request):
    raise RuntimeError("a fault")


urlpatterns = [*addresses, path("broken/", broken)]


def test_sign_in_names_its_ways(client, db):
    text = client.get("/accounts/login/").text
    assert "Sign in with Battle.net" in text and "With a password" in text


@pytest.mark.parametrize("address", ["/accounts/discord/login/", "/accounts/discord/login/callback/"])
def test_a_sign_in_that_is_not_set_up_is_told_in_words(client, db, address):
    answer = client.get(address)
    assert (answer.status_code, "no sign-in of that kind" in answer.text) == (400, True)


def test_the_api_s_page_takes_nothing_but_reading(client, db):
    assert client.options("/api/docs/").status_code == 405


def test_a_wrong_password_is_said_so(client, db):
    text = client.post("/accounts/login/", {"login": "nobody", "password": "nothing"}).text
    assert "Not signed in:" in text


def test_there_is_no_sign_up_form(client, db):
    assert "There is no sign-up form" in client.get("/accounts/signup/").text


def test_signing_out_takes_a_button(client, stranger):
    client.force_login(stranger)
    assert "Sign out of Vaultkeeper" in client.get("/accounts/logout/").text
    client.post("/accounts/logout/")
    assert "Sign in" in client.get("/").text


@override_settings(ROOT_URLCONF="tests.pages.test_shell")
def test_a_fault_of_ours_is_a_page(db):
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert "A fault of ours" in answer.text


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [(bad_request, 400, "That cannot be answered"), (permission_denied, 403, "Not yours to do")],
)
def test_django_s_own_errors_are_pages(view, status, words):
    answer = view(HttpRequest(), Exception())
    assert (answer.status_code, words in answer.content.decode()) == (status, True)


def test_the_page_of_a_fault_needs_no_request():
    assert "A fault of ours" in server_error(HttpRequest()).content.decode()


def test_a_form_without_its_token_is_refused_with_a_page(stranger):
    client = Client(enforce_csrf_checks=True)
    client.force_login(stranger)
    answer = client.post("/characters/", {})
    assert answer.status_code == 403
    assert "The form was too old" in answer.text


def test_an_address_of_a_form_tells_whoever_opens_it_what_to_do(client, stranger):
    client.force_login(stranger)
    answer = client.get(f"/loot/1/entries/{'0' * 64}/void/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "open the page with the form and send it once more" in answer.text


def test_a_page_that_takes_no_form_does_not_ask_for_one(client, stranger):
    client.force_login(stranger)
    answer = client.post("/loot/1/conflicts/")
    assert (answer.status_code, "POST" in answer.headers["Allow"], answer.text) == (405, False, "")


def test_too_many_wrong_passwords_have_a_page():
    assert "Too many tries" in render_to_string("account/locked_out.html")


def test_pages_allow_no_scripts_but_our_files(client, db):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_no_template_of_ours_writes_scripts_or_styles_into_the_page():
    root = Path(__file__).parents[2]
    templates = [
        file
        for app in ("config", "characters", "vault", "guild_identity")
        for file in (root / app).rglob("templates/**/*.html")
    ]
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:")
    # The admin has a policy of its own, and the officers' desk is part of it.
    ours = [file for file in templates if not {"admin", "desk"} & set(file.parts)]
    assert [file.name for file in ours if inline.search(file.read_text(encoding="utf-8"))] == []


def test_a_remembered_theme_is_in_the_page_from_the_start(client, db):
    client.cookies["theme"] = "dark"
    assert '<html lang="en" data-theme="dark">' in client.get("/").text
    client.cookies["theme"] = 'x" onload="'
    assert '<html lang="en">' in client.get("/").text


def test_every_class_has_its_colour_in_the_styles():
    styles = (STYLES / "tokens.css").read_text(encoding="utf-8")
    for facts in CLASSES:
        assert f".class-{facts.slug} {{ --class: {facts.color_hex.lower()}; }}" in styles


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "surface", "raised"])
def test_every_text_colour_stands_out_from_every_ground(theme, ground):
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", (STYLES / "tokens.css").read_text(encoding="utf-8"))
    colours = {name: values[theme] for name, *values in pairs}
    texts = ("ink", "muted", "brass", "good", "warn", "bad", "myth", "hero", "champion", "veteran", "adventurer")
    assert {
        name: contrast(colours[name], colours[ground])
        for name in texts
        if contrast(colours[name], colours[ground]) < 4.5
    } == {}
    assert contrast(colours["edge"], colours[ground]) >= 3
    assert contrast(colours["on-brass"], colours["brass-fill"]) >= 4.5
