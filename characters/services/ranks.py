"""Officers name their guild's ranks and say what each means."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from characters.models import Guild, GuildRank


@transaction.atomic
def change_ranks(guild: Guild, changes: Iterable[Mapping[str, Any]]) -> None:
    """Change ranks by their `index`; what a change does not name stays, an index without a rank gets one."""
    for change in changes:
        values = {name: value for name, value in change.items() if name != "index"}
        index = change["index"]
        GuildRank.objects.update_or_create(
            guild=guild, index=index, defaults=values, create_defaults={"name": f"Rank {index}", **values}
        )
