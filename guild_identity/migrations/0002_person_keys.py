"""Characters that are linked already learn whose they are."""

from django.db import migrations
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.db.models import CharField


def name_persons(apps, schema_editor):
    link = apps.get_model("guild_identity", "PlayerCharacter").objects.filter(character=OuterRef("pk"))
    key = link.annotate(key=Concat(Value("player-"), Cast("player_id", CharField()))).values("key")
    apps.get_model("characters", "Character").objects.filter(player_link__isnull=False).update(person_key=Subquery(key))


class Migration(migrations.Migration):
    dependencies = [("guild_identity", "0001_initial"), ("characters", "0003_person_key")]
    operations = [migrations.RunPython(name_persons, migrations.RunPython.noop)]
