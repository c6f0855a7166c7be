"""What a message may hold: Discord's limits for content and embeds."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sandbox.discord.refusals import FieldError

MAX_CONTENT, _MAX_EMBEDS, _MAX_TOTAL, _MAX_FIELDS = 2000, 10, 6000, 25
_HIGHEST_COLOR = 0xFFFFFF
_REQUIRED = ("BASE_TYPE_REQUIRED", "This field is required")
_Errors = dict[tuple[str, ...], tuple[str, str]]


def check_message(body: dict[str, Any]) -> None:
    """Refuse a message that Discord would not take. Raises FieldError, with an empty one for an empty message."""
    errors: _Errors = {}
    _check_text(errors, ("content",), body.get("content"), MAX_CONTENT)
    embeds = body.get("embeds") or []
    if not isinstance(embeds, list):
        raise FieldError({("embeds",): ("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")})
    if len(embeds) > _MAX_EMBEDS:
        errors["embeds",] = ("BASE_TYPE_MAX_LENGTH", f"Must be {_MAX_EMBEDS} or fewer in length.")
    for place, embed in enumerate(embeds):
        if isinstance(embed, dict):
            _check_embed(errors, ("embeds", str(place)), embed)
        else:
            message = "Only dictionaries may be used in a DictType"
            errors["embeds", str(place)] = ("DICT_TYPE_CONVERT", message)
    if not errors and sum(len(text) for embed in embeds for text in _texts(embed)) > _MAX_TOTAL:
        errors["embeds",] = ("MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {_MAX_TOTAL}")
    if errors:
        raise FieldError(errors)


def check_username(name: object) -> None:
    """Refuse a name that a webhook may not post under. Raises FieldError."""
    if name is None:
        return
    errors: _Errors = {}
    _check_text(errors, ("username",), name, 80)
    for word in ("discord", "clyde"):
        if word in str(name).lower():
            message = f'Username cannot contain "{word}"'
            errors["username",] = ("USERNAME_INVALID_CONTAINS", message)
    if errors:
        raise FieldError(errors)


def is_empty(body: dict[str, Any]) -> bool:
    """Say whether a message has nothing to show."""
    return not str(body.get("content") or "").strip() and not any(
        body.get(part) for part in ("embeds", "components", "attachments", "poll", "sticker_ids")
    )


def _check_embed(errors: _Errors, at: tuple[str, ...], embed: dict[str, Any]) -> None:
    _check_text(errors, (*at, "title"), embed.get("title"), 256)
    _check_text(errors, (*at, "description"), embed.get("description"), 4096)
    for part, key, longest in (("footer", "text", 2048), ("author", "name", 256)):
        if embed.get(part) is not None:
            _check_required(errors, (*at, part, key), (embed[part] or {}).get(key), longest)
    fields = embed.get("fields") or []
    if len(fields) > _MAX_FIELDS:
        errors[(*at, "fields")] = ("BASE_TYPE_MAX_LENGTH", f"Must be {_MAX_FIELDS} or fewer in length.")
    for place, field in enumerate(fields):
        _check_required(errors, (*at, "fields", str(place), "name"), field.get("name"), 256)
        _check_required(errors, (*at, "fields", str(place), "value"), field.get("value"), 1024)
    _check_looks(errors, at, embed)


def _check_looks(errors: _Errors, at: tuple[str, ...], embed: dict[str, Any]) -> None:
    color, url, timestamp = embed.get("color"), embed.get("url"), embed.get("timestamp")
    if color is not None and not (isinstance(color, int) and 0 <= color <= _HIGHEST_COLOR):
        message = f"int value should be less than or equal to {_HIGHEST_COLOR}."
        errors[(*at, "color")] = ("NUMBER_TYPE_MAX", message)
    if url and not str(url).startswith(("http://", "https://")):
        message = "Not a well formed URL."
        errors[(*at, "url")] = ("URL_TYPE_INVALID_URL", message)
    if timestamp is not None:
        try:
            datetime.fromisoformat(str(timestamp))
        except ValueError:
            message = f"Could not parse {timestamp}. Should be ISO8601."
            errors[(*at, "timestamp")] = ("DATE_TIME_TYPE_PARSE", message)


def _check_required(errors: _Errors, at: tuple[str, ...], text: object, longest: int) -> None:
    if text is None or not str(text).strip():
        errors[at] = _REQUIRED
    else:
        _check_text(errors, at, text, longest)


def _check_text(errors: _Errors, at: tuple[str, ...], text: object, longest: int) -> None:
    if text is None:
        return
    if not isinstance(text, str):
        errors[at] = ("STRING_TYPE_CONVERT", "Could not interpret value as string.")
    elif len(text) > longest:
        errors[at] = ("BASE_TYPE_MAX_LENGTH", f"Must be {longest} or fewer in length.")


def _texts(embed: dict[str, Any]) -> Iterator[str]:
    yield embed.get("title") or ""
    yield embed.get("description") or ""
    yield (embed.get("footer") or {}).get("text") or ""
    yield (embed.get("author") or {}).get("name") or ""
    for field in embed.get("fields") or []:
        yield field["name"]
        yield field["value"]
