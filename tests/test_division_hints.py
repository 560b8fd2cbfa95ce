"""The hint beside a denominator that can be 0 shows what is accepted where it is to stand, and settles it."""

from __future__ import annotations

import re

import pytest

from iku_dsl.checking.check import check_files
from iku_dsl.problem import Diagnostic, SourceFile
from iku_dsl.wording import render

SPEC = """\
dimension reg key code
  attribute w number 0..10
  attribute z number 0..10
dimension d
  a
  b
source s per year, reg complete
  column x number 0..100
  column y number 0..10
  column lo number 0..10
  let k = y + lo
source t per year
  column p number 0..10
  column q number 0..10
source u per year, d complete
  column x number 0..10
  column y number 0..10
source v per year, reg complete over (reg where w > 3)
  column x number 0..10
  column y number 0..10
source r per year, reg register
  column x number 0..10
  column y number 0..10
indicator i{per}
  unit number
  direction none
{lines}  formula {formula}
"""
WEIGHTS = "  weights d\n    a 50%\n    b 50%\n"
SET = "  set some = reg where s.x > 3\n"
CASES = (
    "t.p / t.q",
    "t.p / (t.q + t.p)",
    "t.p ^ (-1)",
    "t.q ^ (0 - t.p)",
    "power(t.p, -1)",
    "root(t.p + 1, t.q)",
    "root(t.p, -2)",
    "goalpost(t.p, t.p, t.q)",
    "sum s.x / sum s.y",
    "sum s.x / sum s.y over reg",
    "sum s.x / count (reg where s.x > 3)",
    "weighted average s.x by s.y",
    "weighted average s.x by y",
    "weighted average s.x by k",
    "weighted average s.x by s.y over reg",
    "weighted average s.x by y over s",
    "weighted average s.x by s.y over (s where x > 3)",
    "weighted average s.x by (y + lo) over s",
    "weighted average s.x by (s.y + reg.w) over reg",
    "weighted average s.x by reg.w",
    "weighted average s.x by reg.w over reg",
    "weighted average s.x by reg.w over (reg where s.x > 3)",
    "weighted average s.x by (reg.w + reg.z)",
    "weighted average s.x by (s.y * reg.w)",
    "weighted average s.x by s.y when missing 0",
    "weighted average s.x by s.y when missing skip",
    "weighted average s.x by s.y[previous year]",
    "weighted average v.x by v.y",
    "weighted average r.x by r.y",
    "weighted average r.x by y over r",
    "weighted average u.x by u.y",
    "weighted average (u.x * 2) by u.y",
)
OF_SOME = (
    ("weighted average s.x by s.y over some", "", SET, ""),
    ("weighted average x by y over rows", "", "  set rows = s where x > 3\n", ""),
    ("weighted average x by (y + lo) over rows", " per reg", "  set rows = s where y < 3 and x > 1\n", ""),
    ("sum s.x over some / sum s.y over some", "", SET, ""),
    ("s.x / s.y", " per reg", "", ""),
    ("s.x / reg.w", " per reg", "", ""),
    ("sum s.x / sum s.y over reg", " per reg", "", ""),
    ("sum (x / y) over s", "", "", "x / y"),
    ("count (s where x / y > 3)", "", "", "x / y"),
    ("sum (s.x / s.y) over reg", "", "", "s.x / s.y"),
    ("sum (s.x / s.y) over reg", " per reg", "", "s.x / s.y"),
    ("sum (root(s.x + 1, s.y)) over reg", "", "", "root(s.x + 1, s.y)"),
    ("weighted sum (u.x / u.y)", "", WEIGHTS, "u.x / u.y"),
    ("sum (weighted average s.x by s.y) over reg", "", "", ""),
)


def problems(text: str) -> tuple[Diagnostic, ...]:
    return check_files((SourceFile("spec.iku", text),)).problems


def mended(spec: str, hint: str, division: str) -> list[str]:
    """The spec with each thing that a hint shows put into it."""
    found = []
    for shown in re.findall("“([^”]*)”", hint):
        written = shown.replace('"…"', '"none"')
        if written.startswith("when "):
            found.append(spec.replace("  formula ", f"  {written}\n  formula "))
        elif written.startswith("if "):
            written = written.replace("…", division, 1).replace("…", "missing")
            head, formula = spec.split("  formula ")
            found.append(f"{head}  formula {formula.replace(division, f'({written})', 1)}")
        elif written.startswith("> 0"):
            found.append(spec.replace("number 0..10\n", "number > 0 .. 10\n"))
    return found


@pytest.mark.parametrize(
    ("formula", "per", "lines", "division"), [*((formula, "", "", "") for formula in CASES), *OF_SOME]
)
def test_what_a_hint_shows_is_accepted_and_settles_the_denominator(
    formula: str, per: str, lines: str, division: str
) -> None:
    spec = SPEC.format(formula=formula, per=per, lines=lines)
    (problem,) = problems(spec)
    assert problem.id == "may-divide-by-zero"
    assert problem.hint is not None
    tried = mended(spec, render(problem.hint, "en"), division or formula)
    assert tried
    for one in tried:
        assert problems(one) == (), one


@pytest.mark.parametrize("formula", ["1 / count r", "ln(count reg)", "root(count s - 5)", "count s * 0 + 150"])
def test_a_counter_example_that_reads_no_number_says_so(formula: str) -> None:
    spec = SPEC.format(formula=formula, per="", lines="").replace("unit number\n", "unit number 0..100\n")
    told = [
        render(one.counter_example, language)
        for one in problems(spec)
        for language in ("en", "id")
        if one.counter_example
    ]
    assert told, formula
    assert all(one.startswith(("no input", "tanpa masukan")) for one in told), told


GAPS = {
    "two columns": ("o.g - o.w", ""),
    "a column that is always there": ("o.w - o.z", ""),
    "twice a column": ("o.g - 2 * o.w", ""),
    "beside another guard": ("o.g - o.w", '  when o.z = 3 not applicable because "none"\n'),
}
GAP = """\
source o per year
  column g number 0..10 may be missing
  column w number 0..10
  column z number 0..10
indicator i
  unit number
  direction none
{lines}  formula 1 / ({gap})
"""


@pytest.mark.parametrize("case", GAPS)
def test_a_guard_of_a_difference_settles_it_also_where_a_number_may_not_apply(case: str) -> None:
    gap, lines = GAPS[case]
    (problem,) = problems(GAP.format(gap=gap, lines=lines))
    assert problem.id == "may-divide-by-zero"
    guarded = f'  when {gap} = 0 not applicable because "none"\n{lines}'
    assert f"when {gap} = 0 not applicable" in render(problem.hint, "en")
    assert problems(GAP.format(gap=gap, lines=guarded)) == ()
    assert problems(GAP.format(gap=gap, lines=guarded.replace("= 0", "= 1"))), "another guard settles nothing"


OF_A_PROFILE = """\
profile gap
  parameter base number 0..10
  higher = (actual - base) / (target - base)
{guard}
source o per year
  column w number 0..10
indicator i
  unit number
  direction higher
  target 2025 = 5
  formula o.w
  achievement gap with base = o.w
"""


def test_a_guard_of_a_profile_settles_its_denominator() -> None:
    assert problems(OF_A_PROFILE.format(guard=""))
    assert problems(OF_A_PROFILE.format(guard='  when target - base = 0 not applicable because "none"')) == ()


ABOVE = {
    "a guard below a guard": '  when o.w = 0 not applicable because "none"\n  when o.z / o.w > 3 not applicable because "z"\n',
    "a guard two below": '  when o.w = 0 not applicable because "none"\n  when o.z > 8 not applicable because "z"\n'
    '  when 1 / o.w > 3 not applicable because "z"\n',
    "a target": '  when o.w = 0 not applicable because "none"\n  target 2025 = o.z / o.w\n',
}


@pytest.mark.parametrize("case", ABOVE)
def test_what_is_looked_at_below_a_guard_is_where_it_does_not_hold(case: str) -> None:
    lines = ABOVE[case]
    spec = GAP.replace("direction none", "direction higher").format(gap="o.z + 1", lines=lines)
    assert problems(spec) == ()
    first, *others = lines.splitlines(keepends=True)
    (problem,) = problems(spec.replace(lines, "".join(others)))
    assert problem.id == "may-divide-by-zero"
    (problem,) = problems(
        spec.replace(lines, "".join([*others, first])) if case != "a target" else spec.replace("o.w = 0", "o.w = 1")
    )
    assert problem.id == "may-divide-by-zero", "a guard below says nothing"
