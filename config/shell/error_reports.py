"""Error reports to Sentry, without secrets and without what people wrote."""

import re
from typing import Any

import sentry_sdk

GONE = "[filtered]"
# Whoever knows a webhook's address may write to the channel.
_WEBHOOK = re.compile(r"(/webhooks/\d+/)[\w-]+", re.ASCII)
_PARAMETER = re.compile(
    r"(?i)\b((?:[\w-]*(?:access|api)[_-]?key|[\w-]*token|[\w-]*secret|password)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;)}\]]+"
)
# What a login service hands over on the way back.
_CODE = re.compile(r"((?:^|[?&])code=)[^&\s]+")
_CREDENTIALS = re.compile(r"(?i)\b((?:bearer|bot|basic|token)\s+)[\w.~+/=-]{8,}")
# The password of postgres://user:password@host and the like.
_USER_INFO = re.compile(r"(://[^/\s:@]*:)[^/\s@]+(?=@)")
_SECRET_NAMES = re.compile(
    r"(?i)^(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-csrftoken|password"
    r"|(?:.*[_-])?(?:token|secret|(?:access|api)[_-]?key|webhook[_-]url))$"
)


def send_error_reports(dsn: str) -> None:
    """Send unexpected errors to Sentry: where they happened, and neither variables nor bodies.

    Variables hold tokens, and bodies hold officer notes. Who asked is left out by default.
    """
    sentry_sdk.init(
        dsn=dsn,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=lambda event, hint: without_secrets(event),
        before_breadcrumb=lambda crumb, hint: without_secrets(crumb),
    )


def without_secrets(told: Any) -> Any:
    """Return the same without webhooks' addresses, tokens, keys and passwords, however deep inside they stand."""
    if isinstance(told, str):
        return _plain(told)
    if isinstance(told, dict):
        return {name: GONE if _is_secret(name, value) else without_secrets(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [without_secrets(item) for item in told]
    return told


def _is_secret(name: object, value: object) -> bool:
    return isinstance(name, str) and isinstance(value, str | bytes) and _SECRET_NAMES.match(name) is not None


def _plain(text: str) -> str:
    for secret in (_WEBHOOK, _USER_INFO, _CODE, _CREDENTIALS, _PARAMETER):
        text = secret.sub(rf"\g<1>{GONE}", text)
    return text
