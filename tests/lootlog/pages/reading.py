"""Reading pages as people do."""

import re
from typing import Any


def words(answer: Any) -> str:
    """Return the words of a page, without its elements."""
    text = re.sub(r"<[^>]+>", " ", answer.text.replace("&#x27;", "'"))
    return re.sub(r"\s+", " ", text)


def hidden(answer: Any, name: str) -> list[str]:
    """Return the values of hidden fields."""
    return re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', answer.text.replace("&#x27;", "'"))
