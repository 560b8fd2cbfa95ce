"""A choice may have thousands of names: what a condition about it costs does not hang on how many, and what it leaves is the same."""

from __future__ import annotations

from itertools import product

import pytest
from counted_calls import calls
from hostile import check

from iku_dsl.bounds import choices
from iku_dsl.bounds.choices import Left, Lists, chosen_by
from iku_dsl.program import Program
from iku_dsl.program import expression as ex
from iku_dsl.proofs.lookups import keys
from iku_dsl.types import Kind, Operator, Type
from iku_engine.plan.meaning import _mentioned, resting

ORDER = ("a", "b", "c", "d", "e")
LONG = tuple(f"k{i}" for i in range(5_000))


def compared(known: tuple[str, ...], order: tuple[str, ...], operator: Operator, name: str) -> ex.Comparison:
    kinds = [Type(Kind.CHOICE, of="t", choices=names, ordered=names is order) for names in (known, order)]
    left = ex.OwnColumn("s", "c", None, type=kinds[0], text="c")
    return ex.Comparison(operator, left, ex.Constant(name, type=kinds[1], text=name), type=Type(Kind.TRUTH), text="")


def program() -> Program:
    found = check("").program
    assert found is not None
    return found


@pytest.mark.parametrize("known", [ORDER, ("d", "b", "x")], ids=["of the same list", "of another list"])
def test_what_it_leaves(known: tuple[str, ...]) -> None:
    """By the definition: the names that compare so, or those that do not."""
    operators = (Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST)
    for operator, name, holds in product(operators, ORDER, (True, False)):
        at = ORDER.index(name)

        inside = {
            Operator.LESS: ORDER[at + 1 :],
            Operator.AT_MOST: ORDER[at:],
            Operator.MORE: ORDER[:at],
            Operator.AT_LEAST: ORDER[: at + 1],
        }[operator]
        left = chosen_by(program(), Lists(), compared(known, ORDER, operator, name), holds)
        assert left is not None
        assert left.names == {one for one in known if (one in inside) is holds}, (operator, name, holds)


def test_a_list_is_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, ...]] = []

    class Counted(frozenset[str]):
        def __new__(cls, names: tuple[str, ...] = ()) -> Counted:
            made.append(tuple(names))
            return super().__new__(cls, names)

    monkeypatch.setattr(choices, "frozenset", Counted, raising=False)
    lists, empty = Lists(), program()
    for operator, name, holds in product(Operator, LONG[::50], (True, False)):
        if operator.value in ("=", "!=", "<", "<=", ">", ">="):
            left: Left | None = chosen_by(empty, lists, compared(LONG, LONG, operator, name), holds)
            assert left is not None
            assert left.names is None or len(left.names) <= choices.MOST_NAMES
    assert max(map(len, made)) <= choices.MOST_NAMES


def spec(names: int) -> str:
    """A table of so many names, and 1,500 conditions on a choice of it, with look-ups behind them."""
    rows = "".join(f"  k{i} {i}\n" for i in range(names))

    def rule(j: int) -> str:
        signs = [("<=" if i % 2 else "=", names - 1 - (i + 7 * j) % 120) for i in range(100)]
        return "".join(f"jika s.c {sign} k{place} maka t[s.c] selain itu " for sign, place in signs)

    head = "  satuan angka\n  arah naik\n"
    indicators = "".join(f"indikator i{j}\n{head}  rumus {rule(j)}t[s.c]\n" for j in range(15))
    return f"tabel t\n{rows}sumber s per tahun\n  kolom c pilihan dari t\n{indicators}"


def proving(names: int) -> int:
    """How many calls the proofs of its look-ups take."""
    checked = check(spec(names))
    assert checked.program is not None
    assert not checked.problems
    return calls(lambda: keys(checked.program, frozenset()))


def test_a_longer_choice_is_proven_in_as_many_steps() -> None:
    long, longer = proving(250), proving(2_000)
    assert long > 10_000, "the calls are counted"
    assert longer < 1.1 * long


def test_the_names_of_a_choice_are_looked_through_in_no_part_of_a_rule() -> None:
    """Those of two specs that are compared: a rule is walked over for what it rests on."""
    found = check(spec(2_000)).program
    assert found is not None
    walked = [sum(1 for _ in _mentioned(versions)) for versions in found.indicators.values()]
    assert max(walked) < 5_000
    assert resting(found, ["t"]) == {"t", "s", *found.indicators}


OTHERS = {
    "a guard on another choice": ('  bila s.k = n005 tidak berlaku karena "x"\n  rumus w[s.j]\n', "missing-member"),
    "a branch on another choice": ("  rumus jika s.k = n005 maka 0 selain itu w[s.j]\n", "missing-member"),
    "a rule on another choice": ("  rumus w[s.r]\n", "missing-member"),
    "a guard on that choice": ('  bila s.j = n005 tidak berlaku karena "x"\n  rumus w[s.j]\n', "not-proven"),
    "a branch on that choice": ("  rumus jika s.j = n005 maka 0 selain itu w[s.j]\n", "not-proven"),
    "a name of that choice": ("  hitung x = s.j\n  rumus jika x = n005 maka 0 selain itu w[x]\n", "not-proven"),
    "a rule on that choice": ("  rumus w[s.q]\n", "not-proven"),
}


@pytest.mark.parametrize("place", OTHERS)
def test_a_condition_leaves_open_what_is_read_by_its_own_choice_alone(place: str) -> None:
    """Of names that are too many nothing is kept: that a table lacks one of another choice is an error, as without the condition."""
    names = [f"n{i:03d}" for i in range(choices.MOST_NAMES + 2)]
    rows = "".join(f"  {name} 1\n" for name in names if name != "n005")
    columns = "".join(f"  kolom {column} pilihan {', '.join(names)}\n" for column in "kjqr")
    source = f"sumber s per tahun\n{columns}  syarat q != n005\n\n"
    statements, problem = OTHERS[place]
    checked = check(f"tabel w\n{rows}\n{source}indikator i\n  satuan angka\n  arah naik\n{statements}")
    assert [one.id for one in checked.problems] == [problem]
