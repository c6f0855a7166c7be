import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.utils import OperationalError

from config.celery import app


def test_a_living_process_says_so(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_without_a_broker_the_process_is_ready_and_says_so(client, settings):
    settings.REDIS_URL = ""
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "broker": "not configured"})


@pytest.mark.django_db
@pytest.mark.services
def test_with_database_and_broker_the_process_is_ready(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "broker": "ok"})


@pytest.mark.django_db
def test_an_unreachable_broker_is_named(client, settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(app.conf, "broker_url", settings.REDIS_URL)
    monkeypatch.setattr(app.conf, "broker_write_url", settings.REDIS_URL)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "ok", "broker": "unreachable"})


def test_an_unreachable_database_is_named(client, settings, monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    settings.REDIS_URL = ""
    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "203.0.113.7"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}, 403),
    ],
)
@pytest.mark.django_db
def test_strangers_see_metrics_only_from_this_machine(client, headers, status):
    assert client.get("/metrics", **headers).status_code == status


@pytest.mark.django_db
def test_behind_a_proxy_nobody_counts_as_local(client, settings):
    settings.BEHIND_PROXY = True
    assert client.get("/metrics").status_code == 403


@pytest.mark.django_db
def test_staff_see_metrics_from_anywhere(client):
    client.force_login(User.objects.create(username="operator", is_staff=True))
    response = client.get("/metrics", REMOTE_ADDR="203.0.113.7")
    assert response.status_code == 200
    assert b"django_http_requests" in response.content
