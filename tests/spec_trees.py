"""Random spec files as node trees: every head, statement and row, with names that collide wherever they may."""

from typing import Any

from expression_trees import (
    DATE,
    GRAIN_NAME,
    LITERAL,
    NAME,
    PER,
    PERIOD,
    PERIODS,
    PROSE,
    ROOT,
    ROW_NAME,
    RULE,
    SHORT,
    TEXT,
    UNIT,
    Strategy,
    expression,
    listed,
    maybe,
    path,
    quantity,
    some,
    without,
)  # fmt: skip
from hypothesis import strategies as st

from iku_dsl import statements as s
from iku_dsl.keywords import PROSES
from iku_dsl.statements import syntax as x

# ---- pieces, heads, statements, rows

BECAUSE = st.builds(s.Because, TEXT)
REDUCTION = st.sampled_from(["sum", "average", "last", "minimum", "maximum"])
CONSOLIDATE = st.one_of(
    st.builds(s.Consolidate, REDUCTION, maybe(BECAUSE)), st.builds(s.Consolidate, REDUCTION, complete=st.just(True))
)
RANGE = st.one_of(
    st.builds(x.Range, LITERAL, LITERAL, st.booleans(), st.booleans()),
    st.builds(x.Range, LITERAL, st.none(), st.booleans()),
    st.builds(x.Range, st.none(), LITERAL),
)
BARE = st.one_of(
    st.builds(x.Range, LITERAL, st.none(), st.booleans(), bare=st.just(True)),
    st.builds(x.Range, st.none(), LITERAL, high_open=st.booleans(), bare=st.just(True)),
)
BAND = st.one_of(RANGE, BARE, st.builds(x.Point, LITERAL))
COLUMN_RANGE = st.one_of(
    RANGE, st.builds(x.Range, LITERAL, path(1), st.booleans(), st.booleans()), st.builds(x.Range, st.none(), path(1))
)
PRINTED = st.builds(s.Printed, st.one_of(LITERAL, RANGE, BARE), BECAUSE)
STEP = st.builds(s.Step, LITERAL, st.sampled_from(["down", "up", "nearest"]))
VALUE = st.one_of(expression(1), listed())
WAY = st.sampled_from(["higher", "lower", "stable"])
CHOICES = st.tuples(without({"dari", "of"}), some(NAME, 0)).map(lambda names: (names[0], *names[1]))
TYPE = st.one_of(
    st.builds(s.Type, st.sampled_from(["integer", "number", "money"]), maybe(UNIT)),
    st.builds(s.Type, st.sampled_from(["percent", "date", "text", "truth", "truth"])),
    st.builds(s.Type, st.just("duration"), UNIT),
    st.builds(s.Type, st.just("choice"), st.none(), CHOICES),
    st.builds(s.Type, st.just("choice-of"), NAME),
    st.builds(s.Type, st.just("dimension"), ROOT),
)
UNIT_NAME = st.one_of(UNIT, st.builds(x.Name, st.sampled_from(["persen", "uang", "angka", "nilai"])))


def column(role: str) -> Strategy:
    options = (st.booleans(), maybe(st.integers(0, 40)), maybe(CONSOLIDATE), maybe(RULE), maybe(RULE), maybe(TEXT))
    default = maybe(st.one_of(LITERAL, DATE, NAME, TEXT)) if role == "parameter" else st.none()
    return st.builds(s.Column, st.just(role), NAME, TYPE, maybe(COLUMN_RANGE), *options, default)


@st.composite
def let(draw: st.DrawFn) -> s.Let:
    consolidate = draw(maybe(CONSOLIDATE))
    rules = [draw(maybe(RULE)) if consolidate else None for _ in range(2)]
    return s.Let(draw(NAME), draw(maybe(TEXT)), draw(VALUE), consolidate, *rules)


def opens_with_missing(node: Any) -> bool:
    """`kategori paling tinggi A bila kosong = …` begins with what is one keyword there."""
    match node:
        case x.Binary(left=first) | x.Where(rows=first):
            return opens_with_missing(first)
        case _:
            return isinstance(node, x.Missing)


UNITS = st.one_of(
    st.builds(s.Unit, UNIT_NAME, maybe(st.one_of(RANGE, BARE))),
    st.builds(s.Unit, UNIT_NAME, maybe(RANGE), st.integers(-9, 9), st.booleans()),
)
TEXTS = st.builds(s.Prose, st.sampled_from([*PROSES]), PROSE)
WEIGHING = maybe(without({"indikator", "indicator"}))
BANDING = st.builds(s.Bands, without({"capaian", "achievement"}), st.booleans())
ARGUMENT = st.builds(s.Argument, NAME, expression(1))
COMPARED = st.builds(s.Compared, st.booleans(), path(1), LITERAL)
SUBJECT = st.builds(s.Subject, NAME, maybe(NAME), maybe(NAME), some(st.one_of(NAME, TEXT), 0))
OUTCOME = st.one_of(
    expression(1),
    st.builds(s.Between, expression(0), expression(0)),
    st.just(x.NotApplicable()),
    st.just(x.ExpectError()),
)
WEIGHT_ROW = st.builds(s.WeightRow, ROW_NAME, quantity(), maybe(PRINTED))
BAND_ROW = st.one_of(
    st.builds(s.BandRow, ROW_NAME, some(BAND, 0), maybe(TEXT), maybe(PRINTED)),
    st.builds(s.BandRow, ROW_NAME, some(BAND, 0), maybe(TEXT), st.none(), BECAUSE),
)
MEMBERS = st.one_of(st.builds(s.Members, some(ROW_NAME, 1, 1), maybe(TEXT)), st.builds(s.Members, some(ROW_NAME, 2)))
CELL_NAME = st.one_of(TEXT, without({"kosong", "missing"}))
ENTRY_ROW = st.one_of(
    st.builds(s.EntryRow, ROW_NAME, some(st.one_of(CELL_NAME, LITERAL, st.just(x.Missing())))),
    st.builds(s.EntryRow, LITERAL, some(LITERAL, 1, 1)),
)
CELL_OTHER = st.one_of(
    LITERAL,
    DATE,
    st.just(x.Missing()),
    st.just(x.NotApplicable()),
    PERIOD.filter(lambda p: "-" in p.text),
    st.builds(x.Periods, PERIOD, PERIOD),
)
CELLS_ROW = st.tuples(
    st.one_of(ROW_NAME, CELL_OTHER), some(st.one_of(without({"kosong", "missing"}), CELL_OTHER), 0)
).map(lambda cells: s.CellsRow((cells[0], *cells[1])))
PLAIN_STATEMENTS = st.one_of(
    column("column"), column("parameter"), let(), TEXTS, UNITS, BANDING, COMPARED,
    st.builds(s.Publisher, TEXT),
    st.builds(s.Set, NAME, maybe(TEXT), expression(2)),
    st.builds(s.Require, expression(1), maybe(BECAUSE)),
    st.builds(s.ByDirection, WAY, expression(2)),
    st.builds(s.Limits, st.one_of(RANGE, BARE)),
    st.builds(s.Guard, expression(1), BECAUSE, maybe(WAY)),
    st.builds(s.Owner, TEXT, some(TEXT, 0)),
    st.builds(s.Effective, PERIODS),
    st.builds(s.Direction, st.one_of(WAY, st.just("none"))),
    st.builds(s.Target, maybe(NAME), PERIODS, expression(1), maybe(expression(0))),
    st.builds(s.Target, maybe(NAME), PERIODS, expression(1), st.none(), st.sampled_from(["<", "<=", ">", ">="])),
    st.builds(s.Formula, VALUE, maybe(BECAUSE)),
    st.builds(s.Cap, NAME, expression(1).filter(lambda node: not opens_with_missing(node)), BECAUSE),
    st.builds(s.Achievement, NAME, some(ARGUMENT, 0, 2)),
    st.builds(s.Consolidation, CONSOLIDATE),
    st.builds(s.Rank, st.booleans(), maybe(NAME), maybe(expression(1))),
    st.builds(s.Expect, SUBJECT, OUTCOME, maybe(LITERAL)),
    st.builds(s.ExpectRefused, some(st.one_of(NAME, TEXT), 0)),
)  # fmt: skip
GIVEN = st.builds(s.Given, NAME, some(st.one_of(PER, GRAIN_NAME)))
KEYED = st.builds(s.Dimension, NAME, maybe(TEXT), maybe(NAME))
PROFILE = st.builds(s.Profile, NAME, maybe(TEXT))
INDICATOR = st.builds(s.Indicator, NAME, maybe(TEXT), some(some(st.one_of(PER, GRAIN_NAME)), 0, 2))
ABSENCE = st.one_of(st.builds(s.Absence, st.just(True)), st.builds(s.Absence, st.just(False), maybe(path(1))))
SOURCE = st.builds(s.Source, NAME, maybe(TEXT), some(st.one_of(PER, GRAIN_NAME)), maybe(ABSENCE))
TABLE = st.builds(s.Table, NAME, maybe(TEXT), some(NAME, 0, 2), maybe(TEXT), maybe(BECAUSE))
SCALE = st.builds(s.Scale, NAME, maybe(TEXT), st.one_of(RANGE, BARE), maybe(STEP), maybe(BECAUSE))
TEST = st.builds(s.Test, TEXT, NAME, PERIOD)


def block(head: Strategy, *parts: Strategy) -> Strategy:
    """A head, and runs of what may follow it: statements, and statements with their rows."""
    return st.tuples(head, st.lists(st.one_of(parts), max_size=4)).map(
        lambda b: [b[0], *(node for part in b[1] for node in part)]
    )


def alone(statement: Strategy) -> Strategy:
    return statement.map(lambda node: [node])


def followed(statement: Strategy, row: Strategy) -> Strategy:
    return st.tuples(statement, st.lists(row, max_size=3)).map(lambda found: [found[0], *found[1]])


BLOCK = st.one_of(
    block(KEYED, alone(MEMBERS), alone(column("attribute"))),
    block(TABLE, alone(ENTRY_ROW)),
    block(SCALE, alone(BAND_ROW), alone(st.builds(s.Outside, BAND, BECAUSE))),
    block(st.one_of(PROFILE, SOURCE), alone(PLAIN_STATEMENTS)),
    block(
        st.one_of(INDICATOR, TEST),
        alone(PLAIN_STATEMENTS),
        followed(st.builds(s.Weights, WEIGHING), WEIGHT_ROW),
        followed(GIVEN, CELLS_ROW),
    ),
)
COMMENT = st.one_of(
    st.sampled_from(["# mengapa", "#", '# "a" (b', "# indikator x"]), SHORT.map(lambda text: f"#{text}".rstrip())
)
COMMENTS = st.one_of(
    st.just(()),
    st.just(()),
    st.lists(COMMENT, min_size=1, max_size=2).map(tuple),
    st.lists(COMMENT, min_size=1, max_size=2).map(lambda found: (*found, "")),
    st.tuples(COMMENT, st.just(""), COMMENT),
)
BESIDE = st.one_of(st.just(()), st.just(()), some(COMMENT, 1, 2))


def line(node: Any) -> Strategy:
    return st.builds(s.Line, st.just(node), st.just(""), COMMENTS, BESIDE, st.booleans())


SPEC = st.lists(BLOCK, max_size=3).flatmap(
    lambda blocks: st.builds(
        s.SpecFile,
        st.just("spec.iku"),
        st.tuples(*(line(node) for found in blocks for node in found)),
        st.one_of(COMMENTS, COMMENTS.map(lambda found: ("", *found) if found else ())),
        st.sampled_from(["id", "en"]),
    )
)
