"""Texts with a form that the books keep (JSON), read as what somebody may have put there by hand.

A row cannot be taken out of a book again. So what hangs on one row alone (a row of the quarantine) is shown as it lies where it has not
its form; and where a figure would hang on it, the store is refused with the book and the event named, for its owner to look at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from iku_dsl.keywords import LANGUAGES
from iku_engine.errors import ForeignText

DEEPEST = 20  # brackets inside one another in what an event says; those of this program have six at the most
COUNTS = (
    "rows_read",
    "rows_accepted",
    "rows_identical",
    "rows_rejected",
    "replaced",
    "retracted",
)  # in what an event says of a batch
# what a text of any form may lead to: `1e999` in JSON is no whole number, and 1/0 no number
BROKEN = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


@contextmanager
def of_book(table: str, event: object) -> Iterator[None]:
    """Within it the text of an event is read. Errors: `ForeignText` where it has not the form that this program writes."""
    try:
        yield
    except BROKEN as error:
        raise ForeignText(table, event) from error


def detail_of(event: int, text: str) -> dict[str, Any]:
    """What an event says of itself. Errors: `ForeignText` where that is no JSON object."""
    with of_book("iku_event", event):
        found = json.loads(text)
        if not isinstance(found, dict):
            raise TypeError("no object")
        return found


def is_of_a_batch(detail: Mapping[str, Any]) -> bool:
    """Whether what an event says of its batch has the form in which it is read: how many rows, their ids, periods and members."""
    counts = (detail.get(name, 0) for name in COUNTS)
    several = (detail.get(name, ()) for name in ("ids", "periods", "late"))
    members = detail.get("members", {})
    spans = members.values() if isinstance(members, dict) else [None]
    return (
        all(type(one) is int and one >= 0 for one in counts)
        and ("replaced" in detail) == ("retracted" in detail)
        and all(
            isinstance(one, list | tuple) and all(type(number) is int for number in one) for one in (*several, *spans)
        )
        and all(len(one) == 2 for one in (detail.get("ids", ()), *spans))
        and isinstance(detail.get("doubted", []), list)
    )


def texts(value: object) -> list[str]:
    """A list of texts. Errors: `TypeError` where it is none."""
    if not isinstance(value, list) or not set(map(type, value)) <= {str}:
        raise TypeError("no list of texts")
    return value


def named_cells(text: str) -> tuple[list[str], list[str]]:
    """The header and the cells of a row as the quarantine keeps it; without its form one cell, the text itself."""
    try:
        found = json.loads(text)
        return (texts(found["header"]), texts(found["cells"])) if isinstance(found, dict) else ([], texts(found))
    except BROKEN:
        return [], [text]


def said(text: str) -> Mapping[str, str]:
    """What the quarantine keeps in each language; without its form the text itself in each."""
    try:
        found = json.loads(text)
        return {language: "".join(texts([found[language]])) for language in LANGUAGES}
    except BROKEN:
        return dict.fromkeys(LANGUAGES, text)
