"""The wire, replaced: upstreams that answer by address from what a test put there, and count what they were asked."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
import requests
import responses

Body = Any
Reply = tuple[int, dict[str, str], bytes | str]


class Wire:
    """Answers by path. A value is a JSON body, a (status, body) pair, a raw reply, or a function of the request."""

    def __init__(self, mock: responses.RequestsMock) -> None:
        self.answers: dict[str, Body] = {}
        self.asked: Counter[str] = Counter()
        for method in ("GET", "POST", "PUT", "DELETE"):
            mock.add_callback(method, re.compile(r"https?://.*"), callback=self._answer)
        self.answers["/token"] = self.answers["/oauth/token"] = {
            "access_token": "t", "token_type": "bearer", "expires_in": 86399,
        }  # fmt: skip

    def put(self, path: str, body: Body) -> None:
        """Answer a path with a body from now on."""
        self.answers[path] = body

    def character(self, name: str, realm: str = "senjin", **documents: Body) -> None:
        """Answer a character's documents: summary, raids, statistics, keystones."""
        base = f"/profile/wow/character/{realm}/{name.lower()}"
        paths = {
            "summary": "",
            "status": "/status",
            "raids": "/encounters/raids",
            "statistics": "/achievements/statistics",
            "keystones": "/mythic-keystone-profile",
            "equipment": "/equipment",
            "professions": "/professions",
        }
        for document, body in documents.items():
            self.put(base + paths[document], body)

    def discord(self, server_id: int, members: list[Body], roles: list[Body], name: str = "Keepers") -> None:
        """Answer a Discord server: its name and roles, and its members by pages."""
        base = f"/api/v10/guilds/{server_id}"
        self.put(base, {"id": str(server_id), "name": name, "roles": roles})
        self.put(f"{base}/roles", roles)
        rows = sorted(members, key=lambda row: int(row["user"]["id"]))

        def page(request: requests.PreparedRequest) -> Body:
            query = urlsplit(str(request.url)).query
            limit, after = int(_query(query, "limit") or 1), int(_query(query, "after") or 0)
            return [row for row in rows if int(row["user"]["id"]) > after][:limit]

        self.put(f"{base}/members", page)

    def forget_counts(self) -> None:
        """Start counting anew."""
        self.asked.clear()

    def requests_about(self, name: str) -> int:
        """Tell how many requests named a character in their path or query."""
        return sum(count for path, count in self.asked.items() if f"/{name.lower()}" in path or f"name={name}" in path)

    def _answer(self, request: requests.PreparedRequest) -> Reply:
        parts = urlsplit(str(request.url))
        path = unquote(parts.path)
        key = f"{path}?name={_query(parts.query, 'name')}" if path.startswith("/api/v1/characters") else path
        self.asked[key] += 1
        if key not in self.answers:
            if path.startswith("/api/v1"):
                return _json(
                    400, {"statusCode": 400, "error": "Bad Request", "message": "Could not find requested character"}
                )
            return _json(404, {"code": 404, "type": "BLZWEBAPI00000404", "detail": "Not Found"})
        answer = self.answers[key]
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, tuple) and len(answer) == 3:
            return answer
        return _json(*answer) if isinstance(answer, tuple) else _json(200, answer)


def _json(status: int, body: Body) -> Reply:
    return status, {"Content-Type": "application/json;charset=UTF-8"}, orjson.dumps(body)


def _query(query: str, name: str) -> str:
    found = re.search(rf"(?:^|&){name}=([^&]*)", query)
    return unquote(found.group(1)) if found else ""


@contextmanager
def replaced_wire() -> Iterator[Wire]:
    """Replace the network by a Wire."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield Wire(mock)


Answerer = Callable[[requests.PreparedRequest], Body]
