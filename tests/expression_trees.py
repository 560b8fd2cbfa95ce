"""Random expressions as node trees, by precedence, with names that collide with keywords wherever they may."""

from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import strategies as st

from iku_dsl import statements as s
from iku_dsl.key_text import plain_text
from iku_dsl.keywords import KEYWORDS, by_terminal, keyword_at
from iku_dsl.parsing.built_line import dedented
from iku_dsl.statements import syntax as x

Strategy = st.SearchStrategy[Any]

PHRASES = {phrase for keyword in KEYWORDS for phrase in keyword.id + keyword.en}
OPERATORS = {
    phrase
    for terminal in ("AND", "OR", "NOT", "WHERE", "HAS", "IF", "THEN", "OTHERWISE")
    for phrase in by_terminal(terminal).id + by_terminal(terminal).en
}
GRAINS = {phrase for t in ("YEAR", "SEMESTER", "QUARTER", "MONTH") for phrase in by_terminal(t).id + by_terminal(t).en}
# Openers may be names in expressions: `target`, `batas`, `sasaran`; but these two may stand beside a name there.
OPENERS = {p for k in KEYWORDS if k.opens for p in k.id + k.en} - {"arah", "direction", "konsolidasi", "consolidate"}
OWN = [
    "nilai",
    "value",
    "capaian",
    "achievement",
    "kategori",
    "band",
    "realisasi",
    "actual",
    "target",
    "ya",
    "no",
    "hari",
]
PLAIN = ["jenis", "espm", "x_1", "_a", "n", "T", "Größe", "индекс", "指標", "π", "no2", "start", "akhir", "cocok"]


def without(forbidden: set[str]) -> Strategy:
    """Names, most of them plain, some of them keywords that may stand here."""
    words = sorted({*PLAIN, *OWN, *PHRASES} - OPERATORS - forbidden)
    own = st.sampled_from([word for word in words if word.isidentifier()])
    return st.builds(
        x.Name, st.one_of(st.sampled_from(PLAIN), st.sampled_from(OWN), own).filter(lambda n: n not in forbidden)
    )


NAME = without(set())  # where nothing but a name may stand
ROOT = without(PHRASES - OPENERS - set(OWN))  # where an expression or a type may begin
PER = without(GRAINS)
UNIT = st.builds(x.Name, st.sampled_from(["jam", "hour", "menit", "day", "orang", "Rp", "bulan", "percent"]))
LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\n")
SHORT = st.text(LETTERS, max_size=8).map(plain_text).filter(lambda text: not text.startswith('"'))
TEXT = st.builds(x.Text, st.one_of(st.sampled_from(["", "a", 'kata "baik"', "# bukan komentar", "1,5 dan"]), SHORT))
LONG = st.text(st.one_of(LETTERS, st.just("\n")), max_size=20).filter(
    lambda text: '"""' not in f" {text}\n" and '"' not in text
)
PROSE = st.one_of(TEXT, st.builds(lambda text: x.Text(dedented(text), long=True), LONG))
ROW_NAME = st.one_of(TEXT, without({"kosong", "missing"}).filter(lambda name: keyword_at(name.text) is None))
DIGITS = st.sampled_from(["0", "7", "80%", "2.5", "1_000_000", "0.38%", "100"])


def maybe(strategy: Strategy) -> Strategy:
    return st.one_of(st.none(), strategy)


def some(strategy: Strategy, least: int = 1, most: int = 3) -> Strategy:
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


def value(text: str) -> Fraction:
    number = Fraction(text.rstrip("%").replace("_", ""))
    return number / 100 if text.endswith("%") else number


@st.composite
def quantity(draw: st.DrawFn, signed: bool = True) -> x.Number:
    """A number; one in a literal place may have a sign and a divisor."""
    text = draw(DIGITS)
    amount, written = value(text), text
    if signed and draw(st.booleans()):
        divisor = draw(st.sampled_from(["3", "9"]))
        amount, written = amount / value(divisor), f"{written}/{divisor}"
    if signed and draw(st.booleans()):
        amount, written = -amount, f"-{written}"
    return x.Number(amount, written, draw(maybe(UNIT)))


NUMBER = quantity(signed=False)
DURATION = st.sampled_from([x.Duration(4058, "1:07:38"), x.Duration(0, "0:00:00")])
LITERAL = st.one_of(quantity(), DURATION)
DATE = st.builds(x.Date, st.sampled_from(["2025-01-31", "2024-02-29"]))
PERIOD = st.builds(x.Period, st.sampled_from(["2025", "2025-S1", "2024-Q3", "2025-07"]))
PERIODS = st.one_of(
    PERIOD.map(lambda p: x.Periods(p, p)),
    st.builds(x.Periods, PERIOD, PERIOD),
    st.builds(x.Periods, PERIOD, st.none()),
    st.builds(x.Periods, st.none(), PERIOD),
)
GRAIN = st.sampled_from(["year", "semester", "quarter", "month"])
GRAIN_NAME = st.builds(s.GrainName, GRAIN)
SHIFT = st.one_of(
    st.builds(x.Shift, st.just(x.ShiftKind.PREVIOUS), GRAIN, st.just(1), maybe(GRAIN)),
    st.builds(x.Shift, st.just(x.ShiftKind.BACK), GRAIN, st.integers(0, 12)),
    st.builds(x.Shift, st.just(x.ShiftKind.THIS), GRAIN),
    st.just(x.Shift(x.ShiftKind.TO_DATE)),
)
RULE = st.one_of(
    st.builds(x.Rule, st.sampled_from([k for k in x.RuleKind if k is not x.RuleKind.AMOUNT])),
    st.builds(x.Rule, st.just(x.RuleKind.AMOUNT), NUMBER),
)

# ---- expressions, by precedence and depth


@cache
def path(depth: int) -> Strategy:
    index = st.builds(x.Index, st.just(()), SHIFT)
    if depth:
        index |= st.builds(x.Index, some(expression(depth - 1), most=2))
    return st.builds(x.Path, ROOT, st.lists(st.one_of(st.builds(x.Field, NAME), index), max_size=2).map(tuple))


@cache
def postfix(depth: int) -> Strategy:
    simple = st.one_of(path(depth), path(depth), NUMBER, TEXT, DATE, DURATION, st.just(x.Missing()))
    if not depth:
        return simple
    inner = expression(depth - 1)
    call = st.builds(
        x.Call, st.one_of(ROOT, st.builds(x.Name, st.sampled_from(["round", "mutlak"]))), some(inner), st.booleans()
    )
    return st.one_of(simple, simple, st.builds(x.Group, inner), call)


@st.composite
def kinds(draw: st.DrawFn) -> tuple[x.Statistic, x.Mean, bool]:
    statistic = draw(st.sampled_from([k for k in x.Statistic if k is not x.Statistic.LAST]))
    average = statistic is x.Statistic.AVERAGE
    mean = draw(st.sampled_from(list(x.Mean))) if average else x.Mean.ARITHMETIC
    return statistic, mean, draw(st.booleans()) if average or statistic is x.Statistic.SUM else False


@st.composite
def aggregate(draw: st.DrawFn, depth: int) -> x.Aggregate:
    statistic, mean, weighted = draw(kinds())
    several = draw(st.booleans()) and depth
    operands = draw(some(expression(depth - 1), 2) if several else some(postfix(depth), most=1))
    by, over = (draw(maybe(postfix(0))) for _ in range(2))
    return x.Aggregate(statistic, operands, mean, weighted, by, over, *(draw(maybe(RULE)) for _ in range(3)))


@st.composite
def listed(draw: st.DrawFn) -> x.Aggregate:
    statistic, mean, weighted = draw(kinds())
    missing, not_loaded = draw(maybe(RULE)), draw(maybe(RULE))
    operands = draw(some(postfix(1) if missing or not_loaded else expression(1)))
    return x.Aggregate(
        statistic, operands, mean, weighted, when_missing=missing, when_not_loaded=not_loaded, listed=True
    )


@st.composite
def signed(draw: st.DrawFn, depth: int) -> x.Expression:
    atom = draw(st.one_of(postfix(depth), postfix(depth), aggregate(depth)))
    if draw(st.integers(0, 9)) == 0:
        atom = x.Binary(x.Operator.POWER, atom, draw(signed(0)))
    return x.Negate(atom) if draw(st.integers(0, 9)) == 0 else atom


@st.composite
def chain(draw: st.DrawFn, part: Strategy, operators: list[x.Operator], most: int = 2) -> x.Expression:
    """Operands with operators of one precedence between them, from the left."""
    result = draw(part)
    for _ in range(draw(st.integers(0, most))):
        result = x.Binary(draw(st.sampled_from(operators)), result, draw(part))
    return result


@st.composite
def negated(draw: st.DrawFn, depth: int) -> x.Expression:
    product = chain(signed(depth), [x.Operator.MULTIPLY, x.Operator.DIVIDE])
    comparing = [o for o in x.Operator if o.value in ("=", "!=", "<", "<=", ">", ">=")]
    comparison = chain(chain(product, [x.Operator.ADD, x.Operator.SUBTRACT], 1), comparing, 1)
    result = draw(st.one_of(comparison, comparison, st.builds(x.Has, postfix(depth))))
    return x.Not(result) if draw(st.integers(0, 9)) == 0 else result


@cache
def expression(depth: int) -> Strategy:
    either = chain(chain(negated(depth), [x.Operator.AND], 1), [x.Operator.OR], 1)
    simple = st.one_of(postfix(depth), postfix(depth), either)
    if not depth:
        return simple
    inner = expression(depth - 1)
    return st.one_of(
        simple, simple, either, st.builds(x.Where, postfix(depth - 1), either), st.builds(x.If, inner, inner, inner)
    )
