"""What guilds propose and reject is unique in each of them, not over all."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q

TARGETS = ("discord_user", "player", "other_character")
OPEN, OUTDATED = "open", "outdated"


def rejections(fields):
    return [
        models.UniqueConstraint(fields=[*fields, "discord_user"], name="one_rejection_per_discord_user"),
        models.UniqueConstraint(fields=[*fields, "other_character"], name="one_rejection_per_other_character"),
    ]


def open_proposals(fields):
    return [
        models.UniqueConstraint(
            fields=[*fields, target],
            condition=Q(status=OPEN, **{f"{target}__isnull": False}),
            name=f"one_open_proposal_per_{target}",
        )
        for target in TARGETS
    ]


def keep_the_oldest(apps, schema_editor):
    """Settle what only the wider constraints allow: of the same two in several guilds the oldest row stays."""
    proposals = apps.get_model("guild_identity", "LinkProposal").objects
    for target in TARGETS:
        older = proposals.filter(
            **{"status": OPEN, "character": OuterRef("character"), target: OuterRef(target)}, pk__lt=OuterRef("pk")
        )
        again = proposals.filter(Exists(older), **{"status": OPEN, f"{target}__isnull": False})
        proposals.filter(pk__in=list(again.values_list("pk", flat=True))).update(status=OUTDATED)
    rejected = apps.get_model("guild_identity", "RejectedLink").objects
    for target in ("discord_user", "other_character"):
        older = rejected.filter(
            **{"character": OuterRef("character"), target: OuterRef(target)}, pk__lt=OuterRef("pk")
        )
        again = rejected.filter(Exists(older), **{f"{target}__isnull": False})
        rejected.filter(pk__in=list(again.values_list("pk", flat=True))).delete()


def operations(model, before, after):
    yield from (migrations.RemoveConstraint(model, constraint.name) for constraint in before)
    yield from (migrations.AddConstraint(model, constraint) for constraint in after)


class Migration(migrations.Migration):
    dependencies = [("guild_identity", "0002_person_keys")]
    operations = [
        *operations("linkproposal", open_proposals(["character"]), open_proposals(["guild", "character"])),
        *operations("rejectedlink", rejections(["character"]), rejections(["guild", "character"])),
        # Going back begins here.
        migrations.RunPython(migrations.RunPython.noop, keep_the_oldest),
    ]
