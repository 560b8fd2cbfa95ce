"""What `check` proves of profiles holds for one period and for several that become one, and what it refutes comes about."""

from __future__ import annotations

from random import Random

import pytest
from hostile import check
from random_facts import Facts, loaded
from witness_facts import facts_of

from iku_dsl.bounds.achieved import achieved, visited
from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.witness import Search
from iku_dsl.period import Grain, Period
from iku_dsl.program import Program
from iku_dsl.proofs.undefined import DIVISION, UNDEFINED
from iku_engine.indicators.results import result as result_of
from iku_engine.results.evaluation import Result, State

FAILS = {"may-divide-by-zero", "may-be-undefined"}
HEAD = """
table tb
  0: 0
  40: 1
scale sc over 0..40
  good >= 20
  bad < 20
table of_sc of sc
  good 1
  bad 2
source q per quarter complete
  column x number 0..10
  column t number 1..5
source plan per year
  column w number 1..20
"""
PROFILE = "profile {name}\n  parameter w number 1..20 = 20\n  higher = {rule}\n{guard}"
INDICATOR = """indicator i per quarter
{effective}  unit number 0..10
  direction higher
{guard}{targets}  formula q.x
  achievement {profile}
  consolidate {consolidate}
"""
READ = "indicator y\n  unit percent\n  direction higher\n  formula {read}\n"


def spec(
    rule: str,
    targets: str = "  target 2025-Q1.. = 5\n",
    consolidate: str = "sum",
    *,
    read: str = "i.achievement",
    guard: str = "",
    of_profile: str = "",
) -> str:
    profile = PROFILE.format(name="p", rule=rule, guard=of_profile)
    made = INDICATOR.format(effective="", guard=guard, targets=targets, profile="p", consolidate=consolidate)
    return HEAD + profile + made + READ.format(read=read)


def told(text: str) -> set[str]:
    """What is wrong with a spec, beside what nothing reads."""
    return {one.id for one in check(text).problems} - {"unused"}


OVER_SEVERAL = {
    "a denominator of the year's target": ("actual / (w - target)", FAILS),
    "a root of what the year's value takes": ("root(10 - actual)", FAILS),
    "a look-up by the year's value": ("tb[4 * actual]", {"not-proven"}),
    "a category of the year's value": ("of_sc[sc[4 * actual]]", {"not-proven"}),
}


@pytest.mark.parametrize("name", OVER_SEVERAL)
def test_a_profile_is_held_against_what_several_periods_come_to(name: str) -> None:
    rule, ids = OVER_SEVERAL[name]
    assert told(spec(rule)) & ids
    assert not told(spec(rule, read="1")) & (FAILS | {"not-proven"}), "no quarter comes to it"
    assert not told(spec(rule, consolidate="average")) & (FAILS | {"not-proven"})
    assert not told(spec(rule, read='i.achievement["x"]', targets="  target x 2025-Q4 = 5\n")) & FAILS


@pytest.mark.parametrize(
    "read", ["i.achievement[to date]", "i.achievement[previous year]", "weighted average achievement"]
)
def test_every_way_to_read_it_over_several_periods_counts(read: str) -> None:
    text = spec("root(10 - actual)", read=read)
    if "weighted" in read:
        text = text.replace("  formula weighted", "  weights indicator\n    i 100%\n  formula weighted")
    assert told(text) & FAILS, text


def test_a_read_category_of_the_achievement_counts() -> None:
    text = spec("root(10 - actual)", read="of_ac[i.band]").replace(
        "  achievement p\n", "  achievement p\n  bands achievement ac\n"
    )
    text += "scale ac over 0%..\n  good >= 1%\n  bad < 1%\ntable of_ac of ac\n  good 1\n  bad 2\n"
    assert told(text) & FAILS


def test_the_year_takes_the_profile_of_the_last_version_with_the_sums_of_both() -> None:
    profiles = PROFILE.format(name="p", rule="if target = 0 then 1 otherwise actual / target", guard="")
    profiles += PROFILE.format(name="r", rule="actual / target", guard="")
    versions = [
        ("  effective ..2025-Q2\n", "  target 2025-Q1.. = 0\n", "p"),
        ("  effective 2025-Q3..\n", "  target each 2025-Q3.. = 5\n", "r"),
    ]
    made = [
        INDICATOR.format(effective=effective, guard="", targets=targets, profile=name, consolidate="sum")
        for effective, targets, name in versions
    ]
    text = HEAD + profiles + "".join(made)
    assert not told(text + READ.format(read="1")) & FAILS
    assert told(text + READ.format(read='i.achievement across versions because "x"')) & FAILS
    assert not told(text + READ.format(read='i.achievement["each"] across versions because "x"')) & FAILS


def test_a_range_of_a_target_is_that_of_the_periods_it_is_for() -> None:
    """No year has targets of both signs, and none of the one that is for a quarter is asked for four times."""
    years = "  target 2024 = 5\n  target 2025 = -5\n  target 2026-Q4 = 12\n"
    assert not told(spec("actual / target", years)) & (FAILS | {"not-proven"})
    assert not told(spec("actual / (w - target)", years.replace("= 5", "= 4").replace("= -5", "= -4"))) & FAILS
    assert told(spec("actual / target", "  target 2025-Q1 = 5\n  target 2025-Q2 = -5\n")) & FAILS
    assert told(spec("actual / (w - target)", "  target 2024-Q4.. = 5\n")) & FAILS, "four times in 2025 only"


def test_to_date_the_last_version_is_that_of_the_period_at_hand() -> None:
    profiles = PROFILE.format(name="p", rule="root(15 - actual)", guard="")
    profiles += PROFILE.format(name="r", rule="actual / target", guard="")
    edges = ("  effective ..2025-Q2\n", "p"), ("  effective 2025-Q3..\n", "r")
    made = [
        INDICATOR.format(effective=edge, guard="", targets="  target 2025.. = 5\n", profile=name, consolidate="sum")
        for edge, name in edges
    ]
    read = READ.format(read='i.achievement[to date] across versions because "x"')
    text = HEAD + profiles + "".join(made) + read
    assert told(text.replace("indicator y", "indicator y per quarter")) & FAILS
    assert not told(text) & (FAILS | {"not-proven"}), "a year's end has the last version"


ONE = {
    "a rule": ("tb[100 * actual / target]", ""),
    "a rule's category": ("of_sc[sc[100 * actual / target]]", ""),
    "a guard": ("1", '  when tb[100 * actual / target] = 0 not applicable because "z"\n'),
}


@pytest.mark.parametrize("name", ONE)
def test_a_profile_s_look_ups_are_held_against_what_is_covered(name: str) -> None:
    rule, guard = ONE[name]
    problems = [
        one for one in check(spec(rule, read="1", of_profile=guard)).problems if one.message.key == "not-proven.covered"
    ]
    (problem,) = problems
    assert [label.text.key for label in problem.labels if label.text is not None][-1] == "may-divide-by-zero.use"
    narrow = ("100 * actual / target", "minimum(40, 10 * actual / target)")
    assert not told(spec(rule.replace(*narrow), read="1", of_profile=guard.replace(*narrow))) & {"not-proven"}


def test_a_table_in_a_profile_needs_the_keys_alone_that_can_come_there() -> None:
    text = spec("w_of[sc[actual]]", read="1") + "table w_of\n  bad 1\n"
    assert "missing-member" not in told(text)
    assert "missing-member" in told(
        text.replace("unit number 0..10", "unit number 0..40").replace("x number 0..10", "x number 0..40")
    )


DATED = """
profile late
  parameter since date
  parameter wait duration day
  higher = if since + {days} > 2025-01-31 then 1 otherwise 2
source s per year
  column x number 0..10
  column day date
  column wait duration day 0..10
indicator i
  unit number 0..10
  direction higher
  target 2025 = 5
  formula s.x
  achievement late with since = s.day, wait = s.wait
"""


def test_days_that_a_profile_adds_to_a_date_are_whole() -> None:
    assert told(DATED.format(days="wait")) & {"may-be-undefined", "not-proven"}
    assert not told(DATED.format(days="round(wait)"))


BETWEEN = """
profile between
  higher = if actual < minimum target then 0 otherwise if actual > maximum target then 0 otherwise 1
source s per year
  column x number 0..10
  column low number 1..10
  column high number {high}
{rule}indicator i
  unit number 0..10
  direction higher
  target 2025 = {low} .. {top}
  formula s.x
  achievement between
{guard}"""


@pytest.mark.parametrize(
    ("high", "rule", "low", "top", "guard", "proven"),
    [
        ("1..10", "", "s.low", "s.high", "", False),
        ("1..10", "  require low <= high\n", "s.low", "s.high", "", True),
        ("1..10", "", "s.low", "s.low + s.high", "", True),
        ("1..10", "", "s.low", "s.high", '  when s.low > s.high not applicable because "z"\n', True),
        ("10..20", "", "s.low", "s.high", "", True),
        ("9..20", "", "s.low", "s.high", "", False),
        ("1..10", "", "s.low", "5", "", False),
        ("1..10", "", "2", "5", "", True),
        ("1..10", "", "s.low", "s.low", "", True),
    ],
)
def test_a_target_whose_ends_may_be_turned_is_not_proven_to_hold_something(
    high: str, rule: str, low: str, top: str, guard: str, proven: bool
) -> None:
    text = BETWEEN.format(high=high, rule=rule, low=low, top=top, guard=guard)
    keys = [one.message.key for one in check(text).problems if one.id == "not-proven"]
    assert keys == ([] if proven else ["not-proven.target"])


# ---- whatever the facts


RULES = [
    "actual / target",
    "actual / (w - target)",
    "root(30 - actual)",
    "ln(target + 3)",
    "1 / (actual - minimum target + 7)",
    "actual / (maximum target - minimum target)",
    "tb[actual]",
    "tb[minimum(actual, 40)]",
    "of_sc[sc[actual]]",
    "if actual > 10 then 1 / (target - 11) otherwise actual / w",
]
GUARDS = [
    "",
    "",
    '  when target = 0 not applicable because "z"\n',
    '  when target <= 3 not applicable because "z"\n',
    '  when actual > 25 not applicable because "z"\n',
    '  when maximum target = minimum target not applicable because "z"\n',
]
NUMBERS = ["5", "-5", "0", "2", "q.t", "q.t - 3", "1 .. 4", "q.t .. q.t + 2", "-4 .. 3"]


def written(random: Random) -> str:
    profiles = [
        PROFILE.format(name=name, rule=random.choice(RULES), guard=random.choice(GUARDS)) for name in ("p", "r")
    ]
    stretches = random.choice(
        [["2025.."], ["2025-Q1", "2025-Q2.."], ["2025-Q1..2025-Q2", "2025-Q4"], ["..2025-Q3", "2025-Q4.."]]
    )
    targets = "".join(f"  target {stretch} = {random.choice(NUMBERS)}\n" for stretch in stretches)
    guard = random.choice(["", "", '  when q.x = 0 not applicable because "z"\n'])
    consolidate = random.choice(["sum", "sum", "average", "last", "minimum", "maximum"])
    given = random.choice(["", " with w = 7", " with w = plan.w"])
    edges = random.choice([[""], [""], ["  effective ..2025-Q2\n", "  effective 2025-Q3..\n"]])
    made = [
        INDICATOR.format(
            effective=edge,
            guard=guard,
            targets=targets,
            profile=name + given,
            consolidate=consolidate,
        )
        for edge, name in zip(edges, ("p", "r"), strict=False)
    ]
    read = random.choice(["i.achievement", "i.achievement", "i.achievement[to date]"])
    across = ' across versions because "x"' if len(edges) > 1 else ""
    return HEAD + "".join(profiles) + "".join(made) + READ.format(read=read + across)


def year_of(program: Program, facts: Facts) -> tuple[Result, list[Result]]:
    """What the year's achievement comes to, and what each quarter does."""
    with loaded(program, facts) as world, world.evaluating(program) as evaluator:
        assert all(all(taken) for taken in world.taken.values())
        quarters = [result_of(evaluator, "i", one, ()) for one in Period(2025).parts(Grain.QUARTER)]
        return result_of(evaluator, "y", Period(2025), ()), quarters


def facts(program: Program, random: Random) -> Facts:
    made = Facts()
    ends = [0, 10, random.randint(0, 10)]
    quarters = Period(2025).parts(Grain.QUARTER)
    made.rows = {
        "q": [(str(one), str(random.choice(ends)), str(random.choice([1, 5, 3]))) for one in quarters],
        "plan": [("2025", str(random.choice([1, 20, 7])))],
    }
    made.loaded = {"q": list(quarters), "plan": [Period(2025)]}
    return made


def held(seed: int) -> str:
    """What is said of a spec, and that it is so."""
    random = Random(seed)
    checked = check(written(random))
    ids = {one.id for one in checked.problems}
    assert not ids - FAILS - {"not-proven", "unused", "target-decided"}, checked.problems
    program, refuted = checked.program, 0
    for case in achieved(ranges_of(program), frozenset()):
        parts = {id(seen.expression): seen.expression for seen in visited(ranges_of(program), case)}
        for part in parts.values():
            for question in (DIVISION, UNDEFINED):
                witness = None
                if case.several is not None and question.may_fail(part):
                    witness = Search(program).divided_in_profile(case, part, question.kind)
                if witness is not None and case.several is not None and case.several.periods[-1].period.year == 2025:
                    whole = len(case.several.periods) == 4
                    year, _ = year_of(program, facts_of(program, witness)) if whole else (None, None)
                    refuted += 1
                    assert year is None or year.state is State.ERROR
    if ids & (FAILS | {"not-proven"}):
        assert refuted or "not-proven" in ids or ids & FAILS
        return "refuted" if refuted else "told"
    for _ in range(4):
        year, quarters = year_of(program, facts(program, random))
        assert year.state is not State.ERROR
        assert all(target.state is not State.ERROR for one in quarters for target in one.targets)
    return "clean"


@pytest.mark.parametrize(
    "seeds", [range(8), *(pytest.param(range(n, n + 20), marks=pytest.mark.soak) for n in range(0, 400, 20))]
)
def test_a_profile_that_is_proven_never_comes_to_an_error(seeds: range) -> None:
    found = [held(seed) for seed in seeds]
    assert ({"clean", "refuted"} if 0 in seeds else {"clean"}) <= set(found), found
