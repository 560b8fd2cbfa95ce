"""Headings in braces, within a text of a mapping: each row has there what stands in that column of it.

Apart from `mapping`, whose schema loads pydantic, which files without a mapping do without.
"""

from __future__ import annotations

import re

_HEADING = re.compile(r"\{([^{}]+)\}")


def headings(text: str) -> list[str]:
    """The headings that a text has in braces."""
    return _HEADING.findall(text)


def parted(text: str) -> list[str]:
    """Letters and headings in turn."""
    return _HEADING.split(text)
