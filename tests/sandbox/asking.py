"""Asks a running sandbox the way clients do."""

from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import requests

from sandbox.state import Sandbox

CAPTURED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


class Asker:
    """Holds a session with tokens for both upstreams that want one."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.tokens: dict[str, str] = {}
        self.sandbox: Sandbox | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def token(self, path: str) -> str:
        if path not in self.tokens:
            form = {"grant_type": "client_credentials"}
            answer = self.session.post(self.url + path, data=form, auth=("id", "secret"), timeout=10)
            self.tokens[path] = answer.json()["access_token"]
        return self.tokens[path]

    def blizzard(self, path: str, namespace: str = "profile-us", **headers: str) -> requests.Response:
        headers["Authorization"] = f"Bearer {self.token('/token')}"
        params = {"namespace": namespace, "locale": "en_US"}
        return self.session.get(self.url + path, params=params, headers=headers, timeout=20)

    def character(self, name: str, section: str = "", realm: str = "senjin", **headers: str) -> requests.Response:
        path = f"/profile/wow/character/{realm}/{quote(name.lower())}{section}"
        return self.blizzard(path, **headers)

    def roster(self) -> requests.Response:
        return self.blizzard("/data/wow/guild/senjin/keepers-of-the-vault/roster")

    def raiderio(self, name: str, realm: str = "senjin", fields: str = "") -> requests.Response:
        params = {"region": "us", "realm": realm, "name": name, "fields": fields}
        return self.session.get(f"{self.url}/api/v1/characters/profile", params=params, timeout=20)

    def graphql(self, query: str, **variables: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token('/oauth/token')}"}
        body = {"query": query, "variables": variables}
        return self.session.post(f"{self.url}/api/v2/client", json=body, headers=headers, timeout=20)

    def data(self, query: str, **variables: Any) -> Any:
        answer = self.graphql(query, **variables).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def discord(
        self, method: str, path: str, body: object = None, token: str = "any", **params: str | int
    ) -> requests.Response:
        headers = {"Authorization": f"Bot {token}", "User-Agent": "DiscordBot (https://example.org, 1.0)"}
        url = f"{self.url}/api/v10{path}"
        return self.session.request(method, url, json=body, params=params, headers=headers, timeout=20)

    def control(self, method: str, path: str, body: object = None) -> Any:
        answer = self.session.request(method, f"{self.url}/sandbox/{path}", json=body, timeout=60)
        assert answer.ok, answer.text
        return answer.json()

    def post(self, *events: dict[str, Any]) -> list[dict[str, Any]]:
        results: list[dict[str, Any]] = self.control("POST", "events", list(events))["results"]
        return results

    def truth(self, character: str, period: int | None = None) -> Any:
        week = f"&period={period}" if period else ""
        return self.control("GET", f"truth?character={quote(character)}{week}")["characters"][0]

    def at(self, moment: str) -> None:
        self.control("PUT", "clock", {"now": moment})
