"""What a large spec has many of is not gone through for each of many others: counted, never in seconds."""

from __future__ import annotations

from typing import Any

import large_specs as large
import pytest
from hostile import check

from iku_dsl.resolve import tables


class Looked(tuple[str, ...]):
    """The key of an entry, whose looks are counted."""

    looks = 0

    def __getitem__(self, place: Any) -> Any:
        Looked.looks += 1
        return super().__getitem__(place)


def test_the_row_of_an_unknown_key_is_found_by_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    read = tables._entries

    def counted(*given: Any) -> Any:
        entries, places, whole = read(*given)
        return entries, {Looked(key): row for key, row in places.items()}, whole

    monkeypatch.setattr(tables, "_entries", counted)
    checked = check('dimension d\n  m "M"\n\ntable t of d\n' + large.each("  k{i} 1\n", 300))
    unknown = [problem for problem in checked.problems if problem.id == "unknown-name"]
    assert [problem.span.line for problem in unknown] == list(range(5, 305))
    assert Looked.looks <= 2 * 300
