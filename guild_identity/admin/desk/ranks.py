"""What the guild's ranks mean, and which Discord role stands for each: edited, tried out, saved."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from characters.models import Guild
from characters.selectors.guilds import ranks as guild_ranks
from guild_identity.admin.access import guild_view, officer_of
from guild_identity.admin.desk.changing import SOURCE, last_change, with_undo
from guild_identity.admin.desk.frame import address, desk_page
from guild_identity.domain.discord_members import ServerRole
from guild_identity.services.journal import Decision
from guild_identity.services.rank_plan import WantedRank, save_ranks, try_ranks
from guild_identity.services.role_map import server_roles

RANKS = 10
BY_NAME = "the role called like the rank"


class RankForm(forms.Form):
    """One rank. A rank that the guild does not have has no name."""

    name = forms.CharField(max_length=40, required=False)
    level = forms.IntegerField(min_value=0, max_value=99, required=False)
    discord_role = forms.ChoiceField(required=False, label="Discord role")
    is_officer = forms.BooleanField(required=False, label="officers")
    is_alt = forms.BooleanField(required=False, label="alts")
    is_tracked = forms.BooleanField(required=False, label="synced")

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {value for value, _ in roles}
        mine = self.initial.get("discord_role") or ""
        kept = [(mine, f"{mine} (not on the server)")] if mine and mine not in known else []
        self.fields["discord_role"].choices = [*roles, *kept]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return the cleaned values; a rank with members needs a name."""
        values = super().clean() or {}
        if not values.get("name") and self.initial.get("member_count"):
            self.add_error("name", "This rank has members: give it a name.")
        return values

    def wanted(self) -> WantedRank:
        """Return what the rank is to mean."""
        values = self.cleaned_data
        level = values["level"] if values["level"] is not None else 1
        return WantedRank(**{**values, "index": self.initial["index"], "level": level})


@guild_view
def ranks(request: HttpRequest, guild: Guild) -> HttpResponse:
    """Show the ranks; try changes out, or save them."""
    roles = server_roles(guild)
    forms_of_ranks = _forms(request, guild, roles)
    trial = None
    if request.method == "POST" and all(form.is_valid() for form in forms_of_ranks):
        wanted = [form.wanted() for form in forms_of_ranks if form.cleaned_data["name"]]
        if "save" in request.POST:
            return _saved(request, guild, wanted)
        trial = try_ranks(guild, wanted, now=timezone.now())
    context = {"tab": "ranks", "forms": forms_of_ranks, "trial": trial, "has_roles": bool(roles)}
    return desk_page(request, guild, "ranks", "Ranks and roles", context)


def _saved(request: HttpRequest, guild: Guild, wanted: list[WantedRank]) -> HttpResponse:
    officer, last = officer_of(request), last_change(guild)
    changed = save_ranks(guild, wanted, by=Decision(SOURCE, timezone.now(), officer))
    people = f" {changed} people's guild roles changed with them." if changed else ""
    words = f"The ranks are saved.{people} The next run checks everybody against them."
    messages.success(request, with_undo(guild, officer, last, words))
    return HttpResponseRedirect(address(guild, "ranks"))


def _forms(request: HttpRequest, guild: Guild, roles: list[ServerRole]) -> list[RankForm]:
    rows = {row["index"]: row for row in guild_ranks(guild)}
    choices = [("", BY_NAME), *((str(role.role_id), _role(role)) for role in roles)]
    data = request.POST if request.method == "POST" else None
    return [
        RankForm(
            data,
            prefix=f"rank{index}",
            initial=rows.get(index, {"index": index, "is_tracked": True}),
            roles=choices,
            use_required_attribute=False,
        )
        for index in range(RANKS)
    ]


def _role(role: ServerRole) -> str:
    return f"{role.name} (of a bot)" if role.is_managed else role.name
