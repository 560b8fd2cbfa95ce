"""Several sub-periods as one, in worlds at random: what each figure must come to is counted here from what its quarters are alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from random_facts import Facts, loaded
from test_reference import agree, both, program_of

from iku_dsl.period import Grain, Period
from iku_dsl.program import Program
from iku_engine.evaluating.evaluate import all_of
from iku_engine.results.beside import Mark, MarkKind
from iku_engine.results.evaluation import Result, State

HOWS: dict[str, Callable[[Sequence[int]], Fraction]] = {
    "sum": lambda numbers: Fraction(sum(numbers)),
    "average": lambda numbers: Fraction(sum(numbers), len(numbers)),
    "last": lambda numbers: Fraction(numbers[-1]),
    "minimum": lambda numbers: Fraction(min(numbers)),
    "maximum": lambda numbers: Fraction(max(numbers)),
}
SOME = ("", ' partial because "as far as it came"')
QUARTERS = tuple(Period(2024, number, Grain.QUARTER) for number in (1, 2, 3, 4))
KINDS = ("complete", "register", "complete over (u where u.g = a)")
RANGES = ((5, 20), (-7, 20), (-20, -5))
# What a quarter is to a member: a figure, or one of these.
EMPTY, MAYBE, NOT_APPLICABLE, SAYS_NOTHING = "empty", "maybe", "not applicable", "says nothing"
UNASKED, OUTSIDE = "unasked", "outside"  # nobody had to send anything; the member is not valid
Quarter = int | str
LIVES = ((1, 4), (1, 4), (3, 4), (1, 2), (2, 3), (4, 4))  # the first and the last quarter of a member


def spec(kind: str, low: int, high: int) -> str:
    """A column and an indicator for each way in which quarters become a year."""
    lines = ["dimension u key code", "  attribute g choice a, b", "", f"source s per quarter, u {kind}"]
    names = [(how, place) for how in HOWS for place in (0, 1)]
    lines += [
        f"  column {how}{place} number {low}..{high} digits 0 may be missing consolidate {how}{SOME[place]}"
        for how, place in names
    ]
    for how, place in names:
        one = f"{how}{place}"
        head = f"  unit number\n  direction none\n  formula s.{one}"
        lines.append(f"\nindicator column_{one} per u\n{head}")
        lines.append(f"\nindicator each_{one} per quarter, u\n{head}\n  consolidate {how}{SOME[place]}")
        lines.append(f"\nindicator year_{one} per u\n{head.replace(f's.{one}', f'each_{one}')}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Case:
    """Members with the first and the last of their quarters and their attribute, loaded quarters, and rows: None is an empty cell."""

    kind: str
    members: dict[str, tuple[int, int, str]]
    loaded: frozenset[int]
    rows: dict[tuple[int, str], int | str | None]

    @property
    def facts(self) -> Facts:
        """The same as rows of files."""
        made = Facts(headers={"u": ("code", "g", "start", "end")})
        made.rows["u"] = [
            (key, g, str(QUARTERS[first - 1].first_day), str(QUARTERS[last - 1].last_day))
            for key, (first, last, g) in self.members.items()
        ]
        made.loaded["s"] = [QUARTERS[number - 1] for number in sorted(self.loaded)]
        made.rows["s"] = [
            (f"2024-Q{number}", key, *("" if cell is None else str(cell) for _ in range(2 * len(HOWS))))
            for (number, key), cell in self.rows.items()
        ]
        return made

    def quarters(self, key: str) -> list[Quarter]:
        """What each quarter is to a member."""
        return [self._quarter(number, key) for number in (1, 2, 3, 4)]

    def _quarter(self, number: int, key: str) -> Quarter:
        first, last, g = self.members[key]
        due = self.kind != "register" and (self.kind == "complete" or g == "a")
        if not first <= number <= last:
            return OUTSIDE
        if (number, key) in self.rows:
            cell = self.rows[number, key]
            return EMPTY if cell is None else cell
        if due:
            return EMPTY
        if number not in self.loaded:
            return MAYBE
        return SAYS_NOTHING if self.kind == "register" else UNASKED


def case_of(random: Random, kind: str, low: int, high: int) -> Case:
    members = {f"u{n}": (*life, random.choice("aab")) for n, life in enumerate(LIVES)}
    given = frozenset(random.sample((1, 2, 3, 4), random.choice((2, 3, 4, 4))))
    rows: dict[tuple[int, str], int | str | None] = {}
    for key, (first, last, _) in members.items():
        figures, empty, sent = random.choice((0.0, 0.4, 0.8)), random.choice((0.0, 0.5)), random.choice((0.5, 1.0))
        for number in sorted(given & set(range(first, last + 1))):
            if random.random() < sent:
                cell = None if random.random() < empty else NOT_APPLICABLE
                rows[number, key] = random.randint(low, high) if random.random() < figures else cell
    return Case(kind, members, given, rows)


def of_indicator(quarter: Quarter) -> Quarter:
    """What a quarter of a column is to an indicator of quarters: outside it does not apply, and without a row it is missing."""
    if quarter == OUTSIDE:
        return NOT_APPLICABLE
    return quarter if isinstance(quarter, int) or quarter == NOT_APPLICABLE else EMPTY


def expected(how: str, some: bool, quarters: Sequence[Quarter], register: bool) -> tuple[State, Fraction | None]:
    """The state and the value of the year."""
    figures = [one for one in quarters if isinstance(one, int)]
    lost = any(one in (EMPTY, MAYBE) for one in quarters)
    silent = register and how == "sum" and NOT_APPLICABLE not in quarters
    if lost and not some:
        return State.MISSING, None
    if figures:
        return State.VALUE, HOWS[how](figures)
    if lost:
        said = silent and SAYS_NOTHING in quarters
        return (State.VALUE, Fraction(0)) if said else (State.MISSING, None)
    if NOT_APPLICABLE in quarters:
        return State.NOT_APPLICABLE, None
    return (State.VALUE, Fraction(0)) if silent else (State.MISSING, None)


def years(how: str, some: bool, quarters: Sequence[Quarter], ends: tuple[int, int]) -> Iterator[Fraction]:
    """What the year may yet come to: by the ends of what is not there, which may be nothing or, with `partial`, still not come."""
    options: list[tuple[int | None, ...]] = []
    for quarter in quarters:
        if isinstance(quarter, int):
            options.append((quarter,))
        elif quarter in (EMPTY, MAYBE):
            options.append(ends if quarter == EMPTY and not some else (*ends, None))
        else:
            options.append((None,))
    for numbers in product(*options):
        there = [number for number in numbers if number is not None]
        nothing = how == "sum" and NOT_APPLICABLE not in quarters and {MAYBE, SAYS_NOTHING} & set(quarters)
        if there or nothing:
            yield HOWS[how](there)


def told_part(result: Result) -> str:
    marks = [mark for mark in result.marks if isinstance(mark, Mark) and mark.kind is MarkKind.PARTIAL]
    parts = [f"{mark.part.there} of {mark.part.total}" for mark in marks if mark.part is not None]
    return ", ".join(parts)


def counted(some: bool, quarters: Sequence[Quarter]) -> str:
    """How many quarters of how many the mark tells: of those in which there may be a figure, or a register said that there is none."""
    whole = [one for one in quarters if one not in (OUTSIDE, UNASKED)]
    left_out = sum(one == NOT_APPLICABLE or (some and one in (EMPTY, MAYBE)) for one in whole)
    return f"{len(whole) - left_out} of {len(whole)}" if left_out else ""


def holds(result: Result, case: Case, how: str, some: bool, quarters: Sequence[Quarter], ends: tuple[int, int]) -> None:
    about = (result.indicator, result.key, quarters, result.state, result.value, result.bounds)
    state, value = expected(how, some, quarters, case.kind == "register")
    assert (result.state, result.value) == (state, value), about
    assert told_part(result) == (counted(some, quarters) if state is State.VALUE else ""), (about, told_part(result))
    lost = [one for one in quarters if one in (EMPTY, MAYBE)]
    figures = any(isinstance(one, int) for one in quarters)
    perhaps = NOT_APPLICABLE in quarters and not figures and set(lost) == {MAYBE}
    assert result.may_be_not_applicable == perhaps, about
    if state is State.MISSING and lost and not perhaps and "over" not in case.kind:
        possible = list(years(how, some, quarters, ends))
        assert result.bounds is not None, about
        assert (result.bounds.low, result.bounds.high) == (min(possible), max(possible)), (about, possible)


def world_holds(program: Program, case: Case, ends: tuple[int, int], seen: Counter[str]) -> None:
    with loaded(program, case.facts) as made, both(made.store, program) as (evaluator, reference):
        assert all(made.taken["s"])
        for how, place in product(HOWS, (0, 1)):
            for name in (f"column_{how}{place}", f"year_{how}{place}"):
                results = all_of(evaluator, name, Period(2024))
                agree(reference, results, case)
                assert {key for result in results for key in result.key} == set(case.members)
                for result in results:
                    quarters = case.quarters(result.key[0])
                    quarters = [of_indicator(one) for one in quarters] if name.startswith("year") else quarters
                    holds(result, case, how, bool(place), quarters, ends)
                    seen[result.state.value] += 1
                    seen["partial"] += bool(told_part(result))


@pytest.mark.few("register-ends1")
@pytest.mark.parametrize("ends", RANGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_year_is_made_of_the_quarters_that_are_there(kind: str, ends: tuple[int, int]) -> None:
    """A partial sum of a member that began in July and sent nothing was 0, and missing where it should not apply, by other quarters."""
    program, random, seen = program_of(spec(kind, *ends)), Random(f"{kind} {ends}"), Counter[str]()
    assert program is not None
    for _ in range(3):
        world_holds(program, case_of(random, kind, *ends), ends, seen)
    assert min(seen[one] for one in ("value", "missing", "not-applicable", "partial")) > 5, seen


def test_nothing_is_no_sum_beside_what_does_not_apply() -> None:
    """Of a register: the first quarter may yet bring nothing, and what is empty in the last is a figure; no sum of them is 0."""
    rows: dict[tuple[int, str], int | str | None] = {(2, "u"): NOT_APPLICABLE, (3, "u"): NOT_APPLICABLE, (4, "u"): None}
    case = Case("register", {"u": (1, 4, "a")}, frozenset({2, 3, 4}), rows)
    program = program_of(spec("register", 5, 20))
    assert program is not None
    world_holds(program, case, (5, 20), Counter())


CHOSEN = """\
table worth
  A 5
  B 2

dimension u key code

source s per quarter, u {kind}
  column c choice of worth may be missing consolidate last{some}

indicator i per u
  unit number
  direction none
  formula worth[s.c]
"""


@pytest.mark.parametrize("some", SOME)
@pytest.mark.parametrize(
    ("kind", "given", "cell", "perhaps"),
    [
        ("register", 2, NOT_APPLICABLE, True),
        ("complete", 2, NOT_APPLICABLE, False),
        ("register", 4, "", False),
        ("register", 2, "", False),
    ],
)
def test_what_may_stay_away_leaves_a_choice_that_does_not_apply(
    kind: str, given: int, cell: str, some: str, perhaps: bool
) -> None:
    """A choice of which all that may come need not come was never said to be perhaps not applicable, a number was."""
    program = program_of(CHOSEN.format(kind=kind, some=some))
    assert program is not None
    facts = Facts(members={"u": ("a",)}, loaded={"s": list(QUARTERS[:given])}, rows={"s": [("2024-Q1", "a", cell)]})
    if cell == "":
        facts.rows["s"].append(("2024-Q2", "a", NOT_APPLICABLE))
    with loaded(program, facts) as made, both(made.store, program) as (evaluator, reference):
        assert all(made.taken["s"])
        (result,) = all_of(evaluator, "i", Period(2024))
        agree(reference, [result], facts)
        assert (result.state, result.may_be_not_applicable) == (State.MISSING, perhaps)
