from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lootlog", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="delivery",
            name="retry_key",
            field=models.CharField(blank=True, help_text="By what a repeated request is known.", max_length=200),
        ),
        migrations.AddField(
            model_name="delivery",
            name="retry_digest",
            field=models.CharField(blank=True, help_text="Digest of what was asked with that key.", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retry_key", ""), _negated=True),
                fields=("profile", "by", "retry_key"),
                name="one_delivery_per_retry_key",
            ),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(fields=["profile", "-happened_at", "-position"], name="entries_newest_first"),
        ),
    ]
