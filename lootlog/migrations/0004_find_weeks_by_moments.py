"""Weeks are found by the moments of their entries, which another index knows: this one cost every entry."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("lootlog", "0003_refuse_emptying")]
    operations = [migrations.RemoveIndex(model_name="logentry", name="lootlog_log_profile_e11975_idx")]
