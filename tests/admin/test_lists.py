"""Every list and page of the admin: it opens, it is searched without accents, and no list asks a query per row."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.admin.rows import make_other_rows
from tests.factories.characters import UserFactory
from tests.pages.demo import demo_guild, invented

OURS = ("characters", "vault", "guild_identity", "lootlog")
APPS = (*OURS, "auth", "django_celery_beat", "axes", "account", "socialaccount")
MODELS = [model for model in admin.site._registry if model._meta.app_label in APPS]
LISTS = {
    "characters.guild": 10, "characters.character": 10, "characters.syncrun": 10, "characters.heldroster": 9,
    "vault.greatvaultentry": 9, "vault.vaultamendment": 11, "vault.killsighting": 11, "vault.keystonerun": 11,
    "vault.countsnapshot": 9,
}  # fmt: skip


def address(label, action="changelist", *args):
    return reverse(f"admin:{label.replace('.', '_')}_{action}", args=args)


@pytest.fixture
def desk(client, demo, operator):
    client.force_login(operator)
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_list_opens_and_can_be_searched(desk, model):
    listed = address(model._meta.label_lower)
    assert desk.get(listed).status_code == 200
    assert desk.get(f"{listed}?q=x%00y").status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_row_has_a_page(desk, demo, model):
    if not model.objects.exists():
        make_other_rows(demo)
    row = model.objects.first()
    assert desk.get(address(model._meta.label_lower, "change", row.pk)).status_code == 200


@pytest.mark.parametrize(("label", "most"), LISTS.items(), ids=LISTS)
def test_a_list_asks_the_same_number_of_queries_however_long_it_is(
    desk, demo, label, most, django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(most) as asked:
        desk.get(address(label))
    demo_guild(demo.now, people=invented(3), name="A few more")
    with django_assert_num_queries(len(asked.captured_queries)):
        desk.get(address(label))


def test_the_index_shows_the_side_bar_by_permission(client, desk, db):
    assert "Season rules" in desk.get("/admin/").text
    client.force_login(UserFactory(username="clerk", is_staff=True))
    assert "Season rules" not in client.get("/admin/").text


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_a_clerk_without_permissions_sees_nothing(client, db, model):
    client.force_login(UserFactory(username="clerk", is_staff=True))
    assert client.get(address(model._meta.label_lower)).status_code == 403


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("umbranox", {"Umbranöx"}),
        ("aelfwyn senjin", {"Ælfwyn"}),
        ("aelfwyn Sen'jin", {"Ælfwyn"}),
        ("tröGmoon us", {"Trogmoon"}),
        ("nixie eu", set()),
    ],
)
def test_characters_are_found_without_accents(desk, query, names):
    answer = desk.get(address("characters.character"), {"q": query})
    assert {character.name for character in answer.context["cl"].result_list} == names


@pytest.mark.parametrize(("health", "count"), [("failing", 5), ("never", 0), ("gone", 0)])
def test_characters_are_filtered_by_health(desk, health, count):
    answer = desk.get(address("characters.character"), {"health": health})
    assert answer.context["cl"].result_count == count


def test_synced_rows_cannot_be_added_or_typed_into(desk, demo):
    for label in ("characters.character", "characters.syncrun", "vault.greatvaultentry", "vault.killsighting"):
        assert desk.get(address(label, "add")).status_code == 403
    page = desk.get(address("vault.greatvaultentry", "change", demo.characters[0].vault_entries.first().pk)).text
    assert '<input type="number"' not in page


def test_a_character_s_page_says_why_each_section_is_as_old_as_it_is(desk, demo):
    page = desk.get(address("characters.character", "change", demo.characters[8].pk)).text
    assert "Failed 3 times in a row" in page
    assert "last good answer is of" in page


def test_a_run_s_page_shows_its_errors_first(desk, demo):
    run = demo.guild.runs.order_by("-created_at").first()
    page = desk.get(address("characters.syncrun", "change", run.pk)).text
    assert "13 of 13 steps" in page
    assert page.index("Blizzard knows no character") < page.index("Trogmoon")


def test_a_token_s_page_shows_no_secret(desk, operator):
    from characters.services.tokens import create_token

    token, secret = create_token(operator, name="site", scope="read")
    assert secret not in desk.get(address("characters.apitoken", "change", token.pk)).text
