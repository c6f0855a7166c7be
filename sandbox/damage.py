"""What faults do to requests and to answers."""

import asyncio
import math
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from aiohttp import web

from sandbox.faults import Fault

_HTML = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Please stand by</h1></body></html>"
_TYPES = {404: "BLZWEBAPI00000404", 403: "Forbidden", 401: "BLZWEBAPI00000401", 429: "BLZWEBAPI00000429"}
_DETAILS = {404: "Not Found", 403: "Account Inactive", 401: "Unauthorized", 429: "Too Many Requests"}
_STATUSES = {"not_found": 404, "forbidden": 403, "unauthorized": 401, "rate_limited": 429}


def json_response(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Answer with JSON."""
    return web.Response(
        body=orjson.dumps(body), status=status, headers=headers, content_type="application/json", charset="utf-8"
    )


def discord_response(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Answer with JSON as Discord does: without a charset, which clients take for something else."""
    return web.Response(body=orjson.dumps(body), status=status, headers=headers, content_type="application/json")


def refusal(upstream: str, status: int) -> web.Response:
    """Refuse a request in the upstream's own words."""
    if upstream == "discord":
        return _discord_refusal(status)
    return json_response(_refusal_body(upstream, status), status)


def _discord_refusal(status: int) -> web.Response:
    if status == 429:
        return slow_down(1.0)
    body = (
        {"message": "Missing Access", "code": 50001}
        if status == 403
        else {
            "message": f"{status}: {_DETAILS[status]}",
            "code": 0,
        }
    )
    return discord_response(body, status)


def slow_down(seconds: float, scope: str = "user") -> web.Response:
    """Answer as Discord does to whom asks too often; the scope "global" is for everything a bot does.

    Without the header Via, clients would take it for an answer of those in front of Discord, who ban.
    """
    body = {"message": "You are being rate limited.", "retry_after": round(seconds, 3), "global": scope == "global"}
    headers = {"Retry-After": str(math.ceil(seconds)), "X-RateLimit-Scope": scope, "Via": "1.1 google"}
    if scope == "global":
        headers["X-RateLimit-Global"] = "true"
    return discord_response(body, 429, headers)


def _refusal_body(upstream: str, status: int) -> dict[str, Any]:
    if upstream == "raiderio":
        if status == 404:
            return {"statusCode": 400, "error": "Bad Request", "message": "Could not find requested character"}
        return {"statusCode": status, "error": _DETAILS.get(status, "Error"), "message": _DETAILS.get(status, "")}
    if upstream == "warcraftlogs":
        return {"error": "Unauthenticated."} if status == 401 else {"status": status, "error": _DETAILS[status]}
    return {"code": status, "type": _TYPES[status], "detail": _DETAILS[status]}


async def instead(fault: Fault, upstream: str, request: web.Request) -> web.StreamResponse:
    """Do what a fault does in place of answering."""
    if fault.kind == "hang":
        await asyncio.sleep(3600)
    if fault.kind in ("hang", "reset"):
        return _reset(request)
    if fault.kind == "huge":
        return await _huge(request, fault.megabytes)
    if fault.kind == "html":
        return web.Response(text=_HTML, content_type="text/html")
    if fault.kind == "server_error":
        return web.Response(text=_HTML, content_type="text/html", status=fault.status)
    return _refuse(fault, upstream)


def _refuse(fault: Fault, upstream: str) -> web.Response:
    status = _STATUSES[fault.kind]
    if upstream == "discord" and status == 429:
        return slow_down(1.0 if fault.retry_after is None else fault.retry_after)
    response = refusal(upstream, status)
    if upstream == "raiderio" and status == 404:
        response.set_status(400)
    if fault.retry_after is not None:
        response.headers["Retry-After"] = f"{fault.retry_after:g}"
    return response


def _reset(request: web.Request) -> web.Response:
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        if connection is not None:
            # Lingering for no time makes the kernel send a reset rather than an orderly end.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()


async def _huge(request: web.Request, megabytes: int) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"padding":"')
    block = b"x" * 65_536
    for _ in range(megabytes * 16):
        await response.write(block)
    await response.write(b'"}')
    await response.write_eof()
    return response


def to_answer(fault: Fault, answer: web.Response) -> web.Response:
    """Do what a fault does to a good JSON answer."""
    body = answer.body
    if not isinstance(body, bytes) or answer.status != 200:
        return answer
    if fault.kind == "cut":
        changed = body[: max(1, len(body) // 2)]
    else:
        document = orjson.loads(body)
        _CHANGES[fault.kind](fault, document)
        changed = orjson.dumps(document)
    kept = ("last-modified", "x-ratelimit-")
    headers = {name: value for name, value in answer.headers.items() if name.lower().startswith(kept)}
    return web.Response(body=changed, headers=headers, content_type="application/json", charset=answer.charset)


def _places(document: Any, path: list[str]) -> Iterator[tuple[Any, Any]]:
    """Find the containers and keys that a dotted path leads to."""
    head, rest = path[0], path[1:]
    if isinstance(document, list):
        keys: list[Any] = list(range(len(document))) if head == "*" else [int(head)] if head.isdigit() else []
        keys = [key for key in keys if key < len(document)]
    elif isinstance(document, dict):
        keys = list(document) if head == "*" else [head] if head in document else []
    else:
        return
    for key in keys:
        if rest:
            yield from _places(document[key], rest)
        else:
            yield document, key


def _wrong_type(fault: Fault, document: Any) -> None:
    for container, key in list(_places(document, fault.field.split("."))):
        container[key] = fault.value


def _stringify(fault: Fault, document: Any) -> None:
    for container, key in list(_places(document, fault.field.split("."))):
        container[key] = orjson.dumps(container[key]).decode()


def _graphql_errors(fault: Fault, document: Any) -> None:
    path = fault.field.split(".") if fault.field else []
    document["errors"] = [*document.get("errors", []), {"message": fault.message, "path": path}]
    if path:
        for container, key in list(_places(document, ["data", *path])):
            container[key] = None


def _shrink_roster(fault: Fault, document: Any) -> None:
    """Spoil the roster of a guild, and nothing else."""
    members = document.get("members") if isinstance(document, dict) else None
    if isinstance(members, list):
        document["members"] = members[: len(members) // 2] if fault.kind == "half_roster" else []


def _change_members(fault: Fault, document: Any) -> None:
    """Spoil a list of Discord members, and nothing else."""
    if not isinstance(document, list) or not all(isinstance(row, dict) and "user" in row for row in document):
        return
    if fault.kind == "duplicate_members":
        document[:] = [row for row in document for _ in range(2)]
    else:
        document[:] = document[: len(document) // 2] if fault.kind == "half_members" else []


_CHANGES: dict[str, Callable[[Fault, Any], None]] = {
    "wrong_type": _wrong_type,
    "stringified": _stringify,
    "graphql_errors": _graphql_errors,
    "empty_roster": _shrink_roster,
    "half_roster": _shrink_roster,
    "empty_members": _change_members,
    "half_members": _change_members,
    "duplicate_members": _change_members,
}
