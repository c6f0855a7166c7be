"""What tasks of every wing share, and the tasks that follow a login."""

import logging

from celery import Task, shared_task
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from characters.domain.errors import Refused, UpstreamError
from characters.services.sealed_tokens import open_token
from characters.services.verified_accounts import list_account, verify_account

logger = logging.getLogger(__name__)


class DatabaseTask(Task):
    """A task that is tried again while the database restarts."""

    autoretry_for: tuple[type[Exception], ...] = (OperationalError, InterfaceError)
    retry_backoff: bool | int = True
    retry_jitter = True
    max_retries = 8


class LoginTask(DatabaseTask):
    """A task that follows a login: tried again while the database or the upstream is away, as long as tokens last."""

    autoretry_for = (OperationalError, InterfaceError, UpstreamError)
    retry_backoff = 30
    retry_backoff_max = 3600


@shared_task(base=LoginTask)
def verify_characters(user_id: int, sealed_token: str) -> dict[str, int]:
    """Prove the characters of the Battle.net account that a user has signed in with. Returns the counts of changes."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return {}
    try:
        profiles = list_account(open_token(sealed_token))
    except Refused as refusal:
        logger.warning("The characters of user %s are not verified: %s", user_id, refusal)
        return {}
    outcome = verify_account(user, profiles, now=timezone.now())
    return {
        "regions": len(profiles),
        "verified": len(outcome.verified),
        "released": len(outcome.released),
        "displaced": len(outcome.displaced),
    }
