"""Rules of rows written at random, over sources beside them with rules of their own, and files for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

YEARS = (2023, 2024, 2025)
COMPARED = ("<", "<=", ">", ">=", "=", "!=")
BESIDE = (
    "t.u", "t.u[previous year]", "t.k", "t.v", "t.v[previous year]", "t.same", "t.same[previous year]", "w.z", "w.z[previous year]",
    "o.g", "kab.pop", "pts[c]", 'tt.h["p"]', 'tt.h["p"][previous year]', "sum tt.h", "maximum tt.h", "median tt.h",
    "sum t.u / 10", "count (t where u > 5)", "count (tt where h > 3)",
)  # fmt: skip
OWN = ("x", "y", "s.x[previous year]", "s.y[previous year]")
LETS = ("q", "r", "s.q[previous year]", "s.r")
TRUTHS = (
    "c = a", "c = kab.kind", "kab.kind = a", "d > 2024-06-30", "e > d", "b", "x = missing", "t.u = missing", "has t", "has tt",
    "has t[previous year]", "t.u[previous year] = missing",
)  # fmt: skip
OF_COLUMN = (
    "",
    "",
    "",
    " when missing 0",
    " when missing last",
    " when missing error",
    " when missing 0 when not loaded 0",
    " when not loaded last",
)
OF_LET = ("", "", "", " when missing 0", " when missing error", " when not loaded 0")
SPEC = """dimension kab key code
  attribute pop integer 0..10 may be missing
  attribute kind choice a, b may be missing
dimension part
  p, q2
table pts
  a 3
  b 8
source w per year
  column z integer 0..9 may be missing{rule_1}
source o per kab
  column g integer 0..9 may be missing
source t per year, kab {absence_1}
  column u integer 0..20 may be missing{rule_2}
  column k integer 0..u may be missing
  let v = {let_1}{rule_3}
  let same = u{rule_4}
source tt per year, kab, part {absence_2}
  column h integer 0..9 may be missing{rule_5}
source s per year, kab {absence_3}
  column x integer 0..20 may be missing
  column y number -5..20 digits 2 may be missing
  column c choice a, b may be missing
  column d date may be missing
  column e date may be missing
  column b yes/no may be missing
  let q = {let_2}{rule_6}
  let r = {let_3}{rule_7}
"""
INDICATOR = "indicator i per kab\n  unit number 0..20\n  direction none\n  formula s.x\n"
COMPUTED = (
    "u * 2",
    "u * 1",
    "u + k",
    "u - k",
    "if u > 5 then u otherwise k",
    "u + kab.pop",
    "u + w.z",
    "u[previous year] + 1",
)


@dataclass
class Rules:
    """Writes a spec, and files for it."""

    random: Random

    def number(self, depth: int, of: tuple[str, ...]) -> str:
        """A number of a row."""
        way, pick = self.random.random(), self.random.choice
        if depth == 0 or way < 0.45:
            return pick((*of, *of, str(self.random.randint(-2, 12))))
        left, right = self.number(depth - 1, of), self.number(depth - 1, of)
        if way < 0.7:
            return f"({left} {pick('+-*')} {right})"
        if way < 0.76:
            return f"({left} / ({pick(of)} + {pick('10')}))"
        if way < 0.86:
            return f"(if {self.condition(depth - 1, of)} then {left} otherwise {right})"
        return f"{pick(('minimum', 'maximum'))}({left}, {right})" if way < 0.95 else f"abs({left})"

    def condition(self, depth: int, of: tuple[str, ...]) -> str:
        """A condition of a row."""
        way, pick = self.random.random(), self.random.choice
        if way < 0.2:
            return pick(TRUTHS)
        if depth == 0 or way < 0.6:
            return f"{self.number(max(depth - 1, 0), of)} {pick(COMPARED)} {self.number(max(depth - 1, 0), of)}"
        if way < 0.9:
            return f"({self.condition(depth - 1, of)} {pick(('and', 'or'))} {self.condition(depth - 1, of)})"
        return f"not ({self.condition(depth - 1, of)})"

    def spec(self) -> str:
        """Sources with rules for what is missing, and a source whose rows have rules."""
        pick, own = self.random.choice, OWN + BESIDE
        absences = {f"absence_{at}": pick(("register", "complete")) for at in (1, 2, 3)}
        lets = {"let_1": pick(COMPUTED)} | {f"let_{at}": self.number(self.random.choice((0, 1)), own) for at in (2, 3)}
        rules = {f"rule_{at}": pick(OF_COLUMN if at in (1, 2, 5) else OF_LET) for at in range(1, 8)}
        text = SPEC.format(**absences, **lets, **rules)
        for _ in range(pick((1, 1, 2, 3))):
            text += f"  require {self.condition(2, own + LETS)}\n"
        if self.random.random() < 0.3:
            text += f'  check {self.condition(1, own + LETS)} because "x"\n'
        return text + INDICATOR

    def files(self) -> Iterator[tuple[str, str]]:
        """By source, the text of a file; some years of some sources never come, and the rows with rules come twice."""
        draw = self.random
        missing, beside = draw.choice((0, 0.1, 0.3)), draw.choice((0, 0, 0.1))
        members = [f"k{at}" for at in range(draw.choice((4, 9, 25)))]

        def cell(make: Callable[[], object]) -> str:
            way = draw.random()
            return "not applicable" if way < beside else "" if way < beside + missing else str(make())

        def small(most: int) -> Callable[[], int]:
            return lambda: draw.randint(0, most)

        def dates() -> str:
            return f"2024-0{draw.randint(1, 9)}-11"

        def rows(keys: list[str], *makes: Callable[[], object], share: float = 1) -> str:
            years = [year for year in YEARS if draw.random() < 0.75]
            made = (
                ",".join((f"{year}{key}", *map(cell, makes))) for year in years for key in keys if draw.random() < share
            )
            return "".join(f"{row}\n" for row in made)

        each = [f",{key}" for key in members]
        lines = (f"{key},{draw.randint(0, 10)},{draw.choice('ab')}\n" for key in members)
        yield "kab", "code,pop,kind\n" + "".join(lines)
        yield "w", "year,z\n" + rows([""], small(9))
        yield "o", "kab,g\n" + "".join(f"{key},{draw.randint(0, 9)}\n" for key in members)
        yield "t", "year,kab,u,k\n" + rows(each, lambda: draw.randint(10, 20), small(10), share=draw.choice((1, 0.8)))
        pairs = [f"{key},{part}" for key in each for part in ("p", "q2")]
        yield "tt", "year,kab,part,h\n" + rows(pairs, small(9), share=draw.choice((1, 0.8)))
        own = (
            small(20),
            lambda: draw.randint(-500, 2000) / 100,
            lambda: draw.choice("ab"),
            dates,
            dates,
            lambda: draw.choice(("yes", "no")),
        )
        for share in (1, 0.5):
            yield "s", "year,kab,x,y,c,d,e,b\n" + rows(each, *own, share=share)
