"""Refusals in Discord's own words: its error codes, and what is wrong with which field of a form."""

from typing import Any

from aiohttp import web

from sandbox.damage import discord_response

_ERRORS = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    40333: (403, "internal network error"),
    50001: (403, "Missing Access"),
    50006: (400, "Cannot send an empty message"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50109: (400, "The request body contains invalid JSON."),
}


class FieldError(Exception):
    """Fields of a form that are wrong: messages by path, such as ("embeds", "0", "title")."""

    def __init__(self, errors: dict[tuple[str, ...], tuple[str, str]]) -> None:
        """Keep code and message by path."""
        super().__init__(str(errors))
        self.errors = errors


def error(code: int) -> web.Response:
    """Refuse with one of Discord's error codes."""
    status, message = _ERRORS[code]
    return discord_response({"message": message, "code": code}, status)


def invalid_form(problem: FieldError) -> web.Response:
    """Refuse a form, naming every wrong field."""
    tree: dict[str, Any] = {}
    for path, (code, message) in problem.errors.items():
        place = tree
        for step in path:
            place = place.setdefault(step, {})
        place.setdefault("_errors", []).append({"code": code, "message": message})
    return discord_response({"message": "Invalid Form Body", "code": 50035, "errors": tree}, 400)


def read_number(text: str | None, name: str, default: int, lowest: int, highest: int) -> int:
    """Read a number out of a query. Raises FieldError."""
    if text is None:
        return default
    if not text.removeprefix("-").isdecimal():
        raise FieldError({(name,): ("NUMBER_TYPE_COERCE", f'Value "{text}" is not int.')})
    number = int(text)
    if number < lowest:
        message = f"int value should be greater than or equal to {lowest}."
        raise FieldError({(name,): ("NUMBER_TYPE_MIN", message)})
    if number > highest:
        raise FieldError({(name,): ("NUMBER_TYPE_MAX", f"int value should be less than or equal to {highest}.")})
    return number
