"""Work that a large spec asks for again and again is done once: counted in calls, never in seconds."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO

import large_specs as large
import pytest
from hostile import check
from lark import Lark

from iku_dsl import cache
from iku_dsl.parse import parse, parser
from iku_dsl.proofs import requirements
from iku_dsl.proofs.ranges import Ranges
from iku_dsl.proofs.told import proven
from iku_dsl.records import record
from iku_dsl.source import SourceFile

Counting = Callable[[object, str], Counter[str]]


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Counts the calls of a function under its name."""

    def count(owner: object, name: str) -> Counter[str]:
        counted: Counter[str] = Counter()
        called = getattr(owner, name)

        def counts(*arguments: object, **named: object) -> object:
            counted[name] += 1
            return called(*arguments, **named)

        monkeypatch.setattr(owner, name, counts)
        return counted

    return count


class Part:
    """Something whose hashes are counted."""

    hashed = 0

    def __hash__(self) -> int:
        Part.hashed += 1
        return 7


@record
class Held:
    """A record with such a part."""

    part: Part


def test_a_record_is_hashed_once() -> None:
    held = Held(Part())
    assert len({hash(held) for _ in range(5)}) == 1
    assert Part.hashed == 1
    assert not hasattr(pickle.loads(pickle.dumps(held)), "_hash"), "that of a text is another in each process"


def test_what_is_alike_in_many_indicators_is_bounded_once(counting: Counting) -> None:
    def asked(count: int) -> int:
        program = check(large.indicators(count)).program
        counted = counting(Ranges, "_atom")
        proven(program)
        return counted["_atom"]

    assert 0 < asked(40) <= asked(4) <= 6


def test_columns_beside_one_that_is_read_are_made_once(counting: Counting) -> None:
    program = check(large.requirements_of_two(40)).program
    counted = counting(requirements, "is_sure")
    proven(program)
    assert 0 < counted["is_sure"] < 1_200


def test_lines_that_are_alike_are_read_once(counting: Counting) -> None:
    text = large.indicators(30)
    counted = counting(parser(), "parse")
    assert len(parse(SourceFile("s.iku", text)).spec.lines) > 120
    heads, others = 31, 6
    assert counted["parse"] <= heads + others


def test_a_lone_part_is_not_built_and_keeps_its_place() -> None:
    content = BytesIO()
    parser().save(content)
    content.seek(0)
    whole = Lark.load(content)
    lines = (
        "rumus s.n / (s.x * s.x - s.y[tahun lalu] - 3/7) + jumlah s.n ^ 2",
        "bila bukan (s.n > 1 dan s.x <= 2 atau s.y = 3) tidak berlaku karena \"x\"",
        "rumus rerata(1, (2), -s.n) * (banyaknya (s yang n > 1))",
    )  # fmt: skip
    for line in lines:
        assert list(_places(parser().parse(line, start="statement"))) == list(
            _places(whole.parse(line, start="statement"))
        )


def _places(tree: object) -> Iterator[tuple[object, ...]]:
    children = getattr(tree, "children", None)
    if children is None:
        yield (str(tree),)
    else:
        yield tree.data, tree.meta.start_pos, tree.meta.end_pos  # type: ignore[attr-defined]
        for child in children:
            yield from _places(child)


def test_nothing_is_written_for_a_cache_that_is_off(monkeypatch: pytest.MonkeyPatch, counting: Counting) -> None:
    monkeypatch.setattr(cache, "_folder", lambda: None)
    counted = counting(pickle, "dumps")
    cache.save("name", ["value"])
    assert not counted
