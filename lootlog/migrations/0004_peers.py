from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lootlog", "0003_api")]
    operations = [
        migrations.AddField(
            model_name="peer",
            name="turn_since",
            field=models.DateTimeField(
                blank=True, help_text="When its turn began, while it is being served.", null=True
            ),
        ),
    ]
