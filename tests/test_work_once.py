"""Work that a large spec asks for again and again is done once: counted in calls, never in seconds."""

from __future__ import annotations

import pickle
import re
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from io import BytesIO
from pathlib import Path

import large_specs as large
import pytest
import sqlalchemy as sa
from counted_calls import calls, peak_memory
from hostile import check
from lark import Lark
from rich.cells import cell_len
from test_ledger import Ministry

from iku_cli.render import layout as drawing
from iku_dsl import cache, lines
from iku_dsl.bounds import atoms, ranges, rules, visit
from iku_dsl.bounds.known import Known
from iku_dsl.bounds.linear import Linear
from iku_dsl.bounds.witness import Search
from iku_dsl.budgets import most
from iku_dsl.parsing.parse import parse, parser
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import expression as ex
from iku_dsl.proofs.proven import proven
from iku_dsl.records import record
from iku_engine.calculate import consolidation
from iku_engine.calculate.elements import Elements
from iku_engine.evaluating.evaluate import evaluate, everything_loaded, statements
from iku_engine.results.evaluation import State
from iku_engine.testing.testing import Runner, run_tests

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
        counted = counting(atoms, "bound_atom")
        proven(program)
        return counted["bound_atom"]

    assert 0 < asked(40) <= asked(4) <= 6


def test_columns_beside_one_that_is_read_are_made_once(counting: Counting) -> None:
    program = check(large.requirements_of_two(40)).program
    counted = counting(rules, "is_sure")
    proven(program)
    assert 0 < counted["is_sure"] < 1_200


def test_lines_that_are_alike_are_read_once(counting: Counting) -> None:
    text = large.indicators(30)
    counted = counting(parser(), "parse")
    assert len(parse(SourceFile("s.iku", text)).spec.lines) > 120
    lengths_of_names, others = 2, 8
    assert counted["parse"] <= lengths_of_names + others


ALIKE = (
    'bila s.n = {0} tidak berlaku karena "{1}"',
    "rumus s.n[tahun - {0}] / ({1} + 1.{0}_00)",
    "target {2} = {0}%",
    "berlaku {3}..{4}",
    'rumus {1}.x["{1}"] - hari("{1}")',
)


def test_a_line_like_another_is_read_as_if_it_stood_alone() -> None:
    """Whatever is put for a name, a number or a text: what it was read as before, or what another of its length is not."""
    words = (
        ("1", "abc", "2025-Q1", "2025-01", "2025"),
        ("7", "dan", "2025-Q7", "2025-13", "2x25"),
        ("9", "é_1", "2025-07", "2025-S1", "1999"),
    )
    texts = [line.format(*picked) for line in ALIKE for picked in words]
    texts += [
        line.format(one[0], two[1], three[2], one[3], two[4])
        for line in ALIKE
        for one in words
        for two in words
        for three in words
    ]
    together = parse(SourceFile("s.iku", "indikator i\n" + "".join(f"  {text}\n" for text in texts)))
    for text, line in zip(texts, together.spec.lines[1:], strict=True):
        (_, alone) = parse(
            SourceFile("s.iku", "indikator i\n" + "\n" * (line.span.line - 2) + f"  {text}\n")
        ).spec.lines
        assert line.node == alone.node


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


@record
class Weighed:
    """A record that says itself what its hash is made of."""

    parts: tuple[Part, ...]

    def __hash__(self) -> int:
        return sum(map(hash, self.parts))


def test_a_hash_of_ones_own_is_worked_out_once() -> None:
    Part.hashed = 0
    weighed = Weighed((Part(), Part()))
    assert len({hash(weighed) for _ in range(5)}) == 1
    assert Part.hashed == 2


def test_what_guards_say_is_looked_up_without_working_out_their_hashes_again(counting: Counting) -> None:
    program = check(large.guards(200)).program
    counted = counting(Fraction, "__hash__")
    proven(program)
    assert counted["__hash__"] < 20 * 200


def test_at_a_place_so_much_is_known_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    program = check(large.guards(most("known") + 300)).program
    known: list[int] = []
    assume = ranges._assume

    def counts(of: ranges.Ranges, condition: ex.Expression, holds: bool, where: Known) -> Known:
        known.append(len(where.atoms) + len(where.below) + len(where.nonzero))
        return assume(of, condition, holds, where)

    monkeypatch.setattr(ranges, "_assume", counts)
    proven(program)
    assert 10 < max(known) < most("known")


def test_guards_are_gone_through_only_where_there_is_something_to_prove(counting: Counting) -> None:
    """Of `1 / s.n` there is a division, and neither a root nor a look-up."""
    counted = counting(visit, "assume")
    check(large.guards(30))
    assert 30 <= counted["assume"] < 2 * 30


class Deep:
    """Something that should not be looked into."""

    def __eq__(self, other: object) -> bool:
        raise AssertionError

    def __hash__(self) -> int:
        return id(self)


def test_records_of_another_hash_are_not_compared_part_by_part() -> None:
    one, other = Held(Deep()), Held(Deep())  # type: ignore[arg-type]
    assert len({one, other}) == 2
    assert one != other


def test_what_a_row_keeps_is_asked_for_once(counting: Counting) -> None:
    program = check(large.requirements_and_sets(60)).program
    counted = counting(ranges, "_assume_each_rule")
    proven(program)
    assert 0 < counted["_assume_each_rule"] < 10


def test_a_denominator_is_not_compared_with_each_condition_against_zero(counting: Counting) -> None:
    counted = counting(Linear, "times")
    program = check(large.divided_under_guards(4)).program
    assert program.indicators
    conditions = divisions = 500 * 4
    assert 0 < counted["times"] < 5 * (conditions + divisions)


def test_a_long_text_is_read_without_a_step_back_for_each_letter() -> None:
    letters = 200_000
    for text in (f'"{"x" * letters}"', f'"""{"x" * letters}"""'):
        patterns = (lines._TOKEN, re.compile(parser().get_terminal(text_terminal(text)).pattern.to_regexp()))
        peak = peak_memory(partial(all_match, patterns, text))
        assert peak < 20 * letters


def all_match(patterns: tuple[re.Pattern[str], ...], text: str) -> None:
    for pattern in patterns:
        found = pattern.match(text)
        assert found is not None and found.group() == text


def text_terminal(text: str) -> str:
    return "LONG" if text.startswith('"""') else "STRING"


def test_a_long_word_is_wrapped_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = 0

    def counts(text: str) -> int:
        nonlocal measured
        measured += len(text)
        return cell_len(text)

    monkeypatch.setattr(drawing, "cell_len", counts)
    word = "x" * 20_001
    lines_drawn = drawing.wrap(f"a {word} b", 80)
    assert lines_drawn == ["a", *["x" * 80] * 250, "x b"]
    assert measured < 5 * len(word)


def test_all_tables_are_emptied_at_once_between_tests() -> None:
    text = large.sources(20) + 'uji "a" untuk i pada 2025\n  diberi s0: n\n    1\n  harap nilai = 1\n'
    program = check(text + text[text.index("uji") :].replace('"a"', '"b"')).program
    asked: list[str] = []
    with Runner(program) as runner:
        sa.event.listen(runner.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        first, second = [(runner.run(test).passed, len(asked)) for test in program.tests]
    assert (first[0], second[0]) == (True, True)
    assert second[1] - first[1] <= first[1]


def test_a_guard_is_known_by_a_look(counting: Counting) -> None:
    program = check(large.guards_that_divide(30)).program
    search = Search(program)
    (indicator,) = program.indicators["i"]
    assert [search._before(indicator, guard.condition) for guard in indicator.guards] == list(range(30))
    kept = search._guards[1]
    assert search._before(indicator, indicator.formula) == 30
    assert search._guards[1] is kept, "looked up, not looked for"


def test_a_listed_member_is_a_value_of_a_statement() -> None:
    """Each was a SELECT of its own: 24,000 of them took 9 s and 550 MB before the database was asked anything."""

    def work(count: int) -> int:
        program = check(large.many_members(count).replace("per tahun, d", "per tahun, d lengkap")).program
        with everything_loaded(program) as store:
            return calls(lambda: statements(program, store, Period(2025)))

    assert work(1_000) - work(500) < 400 * 500


MONTHS = """
dimensi d kunci kode
sumber s per bulan, d daftar
  kolom n angka 0..1000 konsolidasi jumlah
indikator i
  satuan angka
  arah naik
  rumus jumlah s.n
"""


def test_what_is_missing_of_the_elements_of_a_set_is_looked_at_once(tmp_path: Path, counting: Counting) -> None:
    """40,000 villages of a year with five of its months took 22 s, as each of their figures was worked out twice."""
    made = Ministry(tmp_path, f"sqlite:///{tmp_path / 'iku.db'}", MONTHS, members="")
    made.load("s", "bulan,d,n\n" + "".join(f"2025-{month:02d},k{n},{n}\n" for month in (1, 2) for n in range(7)))
    counted = counting(consolidation, "_incomplete")
    (result,) = evaluate(made.store, made.program, specs="", periods=[Period(2025)], traced=False).results
    made.store.close()
    assert (result.state, result.bounds is not None and result.bounds.low) == (State.MISSING, 42)
    assert counted["_incomplete"] == 7


def test_a_sum_of_many_elements_holds_none_of_what_each_is_made_of(tmp_path: Path) -> None:
    """A year of 40,000 villages took 650 MB, twelve numbers and their facts for each of them."""

    def held(count: int) -> int:
        made = Ministry(tmp_path, f"sqlite:///{tmp_path / f'{count}.db'}", MONTHS, members="")
        rows = (f"2025-{month:02d},k{n},{n % 9}\n" for month in range(1, 13) for n in range(count))
        made.load("s", "bulan,d,n\n" + "".join(rows))
        peak = peak_memory(lambda: evaluate(made.store, made.program, specs="", periods=[Period(2025)], traced=False))
        made.store.close()
        return peak

    held(1)  # what is made once
    few, many = held(40), held(160)
    assert many - few < 120 * 12 * 1_000


def many_lets(count: int) -> str:
    """Lets that each name one long let."""
    long = "maksimum(" + ", ".join(["s.n"] * count) + ")"
    lets = large.each("hitung l{i} = b + {i}\n  ", count)
    return large.NUMBERS + large.indicator(f"hitung b = {long}\n  {lets}rumus l{count - 1}")


def words_of_sources(count: int) -> str:
    """A derived column that names many sources, and as many columns of its own."""
    sources = large.each("sumber s{i} per tahun\n  kolom n angka 0..10\n", count)
    names = large.each("s{i}", count, ", ") + ", " + large.each("w{i}", count, ", ")
    columns = large.each("  kolom w{i} angka 0..10\n", count)
    return f"{sources}sumber t per tahun\n{columns}  hitung l = maksimum({names})\n" + large.indicator("rumus t.l")


def test_a_let_that_many_name_is_looked_through_once() -> None:
    check(many_lets(10))  # what is loaded once
    few, many = (calls(partial(check, many_lets(count))) for count in (100, 400))
    assert few > 5_000 and many < 5 * few, (few, many)


def test_what_a_column_may_read_is_no_product_of_what_it_names() -> None:
    check(words_of_sources(10))  # what is loaded once
    few, many = (peak_memory(partial(check, words_of_sources(count))) for count in (100, 400))
    assert many < 6 * few, (few, many)


@pytest.mark.parametrize("statistic", ["median", "rerata geometrik", "rerata harmonik"])
def test_a_statistic_of_all_is_worked_out_once_for_all_members(counting: Counting, statistic: str) -> None:
    counted = counting(Elements, "numbers")
    rows = large.each("    d{i}, {j}\n", 40)
    source = "dimensi d kunci kode\nsumber s per tahun, d daftar\n  kolom n angka 1..100\n"
    text = source + large.indicator(f"rumus s.n / ({statistic} s.n atas (d yang s.n > 5))", per=" per d")
    expected = large.each('  harap nilai["d{i}"] = 1\n', 20)
    checked = check(f'{text}uji "t" untuk i pada 2025\n  diberi s: d, n\n{rows}{expected}')
    assert checked.program is not None, checked.problems
    (tested,) = run_tests(checked.program).results
    assert len(tested.failures) == 20
    assert 0 < counted["numbers"] <= 2, "not for each of twenty"
