"""Peers on this disk that sync with the server over a wire that leads to Django's own test client."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.test import Client
from requests import PreparedRequest

from lootlog.domain.verifying import Verdict, verify

SERVER = "https://vault.example.org"
TARGET = "Thrall-Garona"


def answered_by_the_site(request: PreparedRequest) -> tuple[int, dict[str, str], bytes]:
    """Hand a peer's request to the site."""
    headers = {"HTTP_AUTHORIZATION": request.headers["Authorization"]} if "Authorization" in request.headers else {}
    path = str(request.path_url)
    answer = Client().post(path, request.body, content_type="application/json", **headers)
    return answer.status_code, {"Content-Type": "application/json"}, answer.content


@dataclass
class Device:
    """A store, and the command that works on it."""

    store: Path
    name: str
    profile: int

    def run(self, *arguments: str, synced: bool = True, **options: Any) -> dict[str, Any]:
        """Run the command, and return its document."""
        out = io.StringIO()
        where = ["--server", SERVER, "--profile", str(self.profile), "--token-env", "PEER_TOKEN"] if synced else []
        call_command(
            "lootlog_peer", str(self.store), "--name", self.name, "--json", *where, *arguments,
            stdout=out, stderr=io.StringIO(), **options,
        )  # fmt: skip
        return json.loads(out.getvalue())

    def add(self, points: str, reason: str = "Boss", target: str = TARGET) -> dict[str, Any]:
        """Write alone, without a server."""
        return self.run("--add", target, points, reason, synced=False)

    def verdict(self) -> Verdict:
        """Check the store as anybody could."""
        return verify(self.store.read_bytes().splitlines(keepends=True))

    def trailer(self) -> dict[str, Any]:
        """Return the store's last line: its digest and what everybody holds."""
        return json.loads(self.store.read_bytes().splitlines()[-1])


def status_of(error: CommandError) -> int:
    """Return with which status a command would have ended."""
    return error.returncode
