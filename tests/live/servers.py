"""Throw-away databases on this machine's PostgreSQL, and an unused database of its Redis."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

SERVER = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/vaultkeeper"
BROKER = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/0"
REDIS_DATABASES = 16


def address_of(name: str) -> str:
    """Return the address of a database by its name."""
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def create_database(name: str, template: str = "template1") -> str:
    """Make a database anew, as a copy of another one, and return its address."""
    drop_database(name)
    _run(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template)
    return address_of(name)


def drop_database(name: str) -> None:
    """Drop a database if it exists, whoever is connected to it."""
    _run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)


def _run(statement: sql.SQL, *names: str) -> None:
    with psycopg.connect(address_of("postgres"), autocommit=True, connect_timeout=5) as server:
        server.execute(statement.format(*map(sql.Identifier, names)))


@contextmanager
def unused_redis() -> Iterator[str]:
    """Lend the address of an empty Redis database, the last one first, and empty it afterwards."""
    for number in range(REDIS_DATABASES - 1, -1, -1):
        address = urlunsplit(urlsplit(BROKER)._replace(path=f"/{number}"))
        with redis.Redis.from_url(address, socket_connect_timeout=5) as client:
            if client.dbsize():
                continue
            client.set("lent", "for a measurement", ex=3600)
            try:
                yield address
            finally:
                client.flushdb()
            return
    raise RuntimeError(f"All {REDIS_DATABASES} databases of {BROKER} are in use.")
