"""The Celery app and the timetable: what runs when, on one screen."""

import os

from celery import Celery, signals
from celery.schedules import crontab
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("vaultkeeper")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.task_default_queue = "default"
app.steps["worker"].add(DjangoStructLogInitStep)

app.conf.beat_schedule = {
    "start-hourly-syncs": {"task": "vault.tasks.start_hourly_syncs", "schedule": crontab(minute="2")},
    "dispatch-due-steps": {"task": "vault.tasks.dispatch_due_steps", "schedule": 15.0},
    "start-identity-pipelines": {"task": "guild_identity.tasks.start_pipelines", "schedule": crontab(minute="*/15")},
    "dispatch-identity-pipelines": {"task": "guild_identity.tasks.dispatch_pipelines", "schedule": 15.0},
    "work-loot-uploads": {"task": "lootlog.tasks.work_uploads", "schedule": 15.0},
    "take-loot-checkpoints": {"task": "lootlog.tasks.take_checkpoints", "schedule": crontab(hour="4", minute="50")},
    "recognise-loot-targets": {"task": "lootlog.tasks.recognise_all_targets", "schedule": crontab(minute="*/10")},
    "close-finished-weeks": {"task": "vault.tasks.close_finished_weeks", "schedule": crontab(minute="20")},
    "refresh-or-remove": {
        "task": "vault.tasks.refresh_or_remove",
        "schedule": crontab(hour="5", minute="40"),
    },
    "prune-uploads": {"task": "guild_identity.tasks.prune_uploads", "schedule": crontab(hour="6", minute="20")},
    "prune-runs": {"task": "vault.tasks.prune_runs", "schedule": crontab(hour="6", minute="10")},
}


@signals.setup_logging.connect
def keep_logging(**kwargs: object) -> None:
    """Keep Celery from setting up its own logging: a receiver, even an idle one, leaves it to Django."""
