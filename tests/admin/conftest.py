"""The pages' people and guild, for the officers' desk."""

from tests.pages.conftest import demo, made_once, no_upstreams, now, operator

__all__ = ["demo", "made_once", "no_upstreams", "now", "operator"]
