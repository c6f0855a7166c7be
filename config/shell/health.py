"""What monitors ask: is the process alive, can it work, and how is it doing."""

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django_prometheus.exports import ExportToDjangoView
from kombu.exceptions import OperationalError as BrokerError

from config.celery import app

BROKER_TIMEOUT_S = 2


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process can answer at all; a failing database is no reason to restart it."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database and the broker can be reached, else 503.

    Shape: {"database": "ok" | "unreachable", "broker": "ok" | "unreachable" | "not configured"}.
    """
    states = {"database": _database(), "broker": _broker()}
    return JsonResponse(states, status=503 if "unreachable" in states.values() else 200)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _broker() -> str:
    if not settings.REDIS_URL:
        return "not configured"
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_TIMEOUT_S)
    except BrokerError:
        return "unreachable"
    return "ok"


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus' figures to staff and to programs on this machine; 403 to everybody else."""
    if not (_is_staff(request.user) or _is_from_this_machine(request)):
        raise PermissionDenied("Metrics are for staff and for this machine.")
    return ExportToDjangoView(request)


def _is_staff(user: AbstractBaseUser | AnonymousUser) -> bool:
    return bool(getattr(user, "is_staff", False) and user.is_active)


def _is_from_this_machine(request: HttpRequest) -> bool:
    # A proxy on this machine makes every stranger look local.
    if settings.BEHIND_PROXY or "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
