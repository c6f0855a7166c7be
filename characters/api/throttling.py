"""Throttles that let requests pass while the store of their counts is away: a broken cache must not stop reading."""

import logging
from typing import Any

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, ScopedRateThrottle, UserRateThrottle

logger = logging.getLogger(__name__)


class _Lenient:
    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request, if counting is possible."""
        try:
            return super().allow_request(request, view)  # type: ignore[misc]
        except RedisError:
            logger.warning("Requests are not counted: the cache cannot be reached.")
            return True


class LenientAnonThrottle(_Lenient, AnonRateThrottle):
    """The rate `anon`."""


class LenientUserThrottle(_Lenient, UserRateThrottle):
    """The rate `user`."""


class LenientScopedThrottle(_Lenient, ScopedRateThrottle):
    """The rate of the view's `throttle_scope`."""
