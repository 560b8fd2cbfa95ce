"""The order of resolving: names first, then what is looked up in, then sources, profiles, indicators, tests.

Names that no store can hold beside each other are refused: databases do not tell letters apart by case, and the program has names of
its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.problem import Diagnostic, Label, SourceFile, Span, say
from iku_dsl.program import KEY_PREFIX, OWN_COLUMNS, SUPERSEDED, Column
from iku_dsl.records import replace
from iku_dsl.resolve import indicators, sources, tables, tests
from iku_dsl.resolve.expressions import lookups
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.infer import infer_expression
from iku_dsl.resolve.versions import head_of
from iku_dsl.statements.blocks import Block, Blocks

VALUES = ("true", "false")  # SQLite knows a column of a subquery by no such name, however it is quoted
OF_TABLES = ("tableoid", "ctid", "xmin", "cmin", "xmax", "cmax")  # columns that every table of PostgreSQL has already


def report_clashes(context: Context) -> None:
    """Reports each source, keyed dimension and column whose name in the store another has."""
    dimensions = {name: one for name, one in context.dimensions.items() if one.key}
    for declared in (context.sources, dimensions):
        _clashes(context, ((name, one.span, (name, name + SUPERSEDED)) for name, one in declared.items()), ())
    for name, source in context.sources.items():
        if name not in context.broken:
            _columns(context, source.columns, source.dimensions)
    for name, dimension in dimensions.items():
        _columns(context, dimension.stored, [name])


def _columns(context: Context, columns: Mapping[str, Column], keys: Iterable[str]) -> None:
    _values(context, columns)
    own = (*OWN_COLUMNS, *(KEY_PREFIX + dimension for dimension in keys))
    _clashes(context, ((name, one.span, one.stored_names) for name, one in columns.items()), own)


def _values(context: Context, columns: Mapping[str, Column]) -> None:
    for name, one in columns.items():
        if name.casefold() in VALUES:
            message = say("duplicate-name.value", name=name)
            context.report("duplicate-name", message, one.span, hint=say("duplicate-name.stored.hint"))
        if name.casefold() in OF_TABLES:
            message = say("duplicate-name.of-tables", name=name)
            context.report("duplicate-name", message, one.span, hint=say("duplicate-name.stored.hint"))


def _clashes(context: Context, named: Iterable[tuple[str, Span, tuple[str, ...]]], own: Iterable[str]) -> None:
    """Names with their places and what they are called in the store, beside those of the program itself."""
    taken: dict[str, tuple[str, Span] | None] = {name.casefold(): None for name in own}
    for name, span, several in named:
        called = next((one for one in several if one.casefold() in taken), None)
        if called is None:
            taken.update({one.casefold(): (name, span) for one in several})
            continue
        holder = taken[called.casefold()]
        if holder is None:
            message, labels = say("duplicate-name.stored.own", name=name), tuple[Label, ...]()
        else:
            same = holder[0].casefold() == name.casefold()
            key = "duplicate-name.stored" if same else "duplicate-name.stored.beside"
            message = say(key, name=name, first=holder[0], stored=called)
            labels = (Label(holder[1], say("duplicate-name.first")),)
        context.report("duplicate-name", message, span, *labels, hint=say("duplicate-name.stored.hint"))


@dataclass(frozen=True, slots=True)
class Resolved:
    """The program as far as it could be understood, and the problems. Only a program without errors may be evaluated."""

    program: pg.Program
    problems: tuple[Diagnostic, ...]
    broken: frozenset[str]


def resolve(blocks: Blocks, files: Mapping[str, SourceFile]) -> Resolved:
    """All declarations of a spec set."""
    context = Context(files, blocks.lost, blocks.english, infer_expression)
    versions = _names(context, blocks.blocks)
    for block in blocks.blocks:
        if block.damaged:
            context.broken.add(_name(block))
    declared = [block for name, block in context.names.items() if not isinstance(block.head, st.Indicator)]
    for block in declared:
        if isinstance(block.head, st.Dimension):
            context.dimensions[block.head.name.text] = lookups.dimension(context, block, block.head)
    for block in declared:
        if isinstance(block.head, st.Scale):
            context.scales[block.head.name.text] = lookups.scale(context, block, block.head)
    for block in sorted(declared, key=lambda b: len(b.head.keys) if isinstance(b.head, st.Table) else 0):
        if isinstance(block.head, st.Table):
            context.tables[block.head.name.text] = tables.table(context, block, block.head)
    for block in declared:
        if isinstance(block.head, st.Dimension):
            name = block.head.name.text
            context.dimensions[name] = lookups.with_attributes(context, block, block.head, context.dimensions[name])
    for block in declared:
        if isinstance(block.head, st.Source):
            context.sources[block.head.name.text] = sources.source(context, block, block.head)
    for name, of_name in versions.items():
        context.indicators[name] = head_of(context, of_name)
    of_sources = [(block.head.name.text, block) for block in declared if isinstance(block.head, st.Source)]
    for name, block in of_sources:
        context.sources[name] = sources.with_ends(context, block, context.sources[name])
    sources.derive(context, of_sources)
    for name, block in of_sources:
        context.sources[name] = sources.with_rules(context, block, context.sources[name])
    for block in declared:
        if isinstance(block.head, st.Source):
            name = block.head.name.text
            context.sources[name] = sources.with_expected(context, block.head, context.sources[name])
    for block in declared:
        if isinstance(block.head, st.Profile):
            context.profiles[block.head.name.text] = sources.profile(context, block, block.head)
    report_clashes(context)
    built = _indicators(context, versions)
    program = pg.Program(
        context.dimensions,
        context.sources,
        context.tables,
        context.scales,
        context.profiles,
        built,
        (),
    )
    made = [
        test
        for block in blocks.blocks
        if isinstance(block.head, st.Test) and (test := tests.test(context, block, block.head, program)) is not None
    ]
    return Resolved(
        replace(program, tests=tuple(made)), (*blocks.problems, *context.problems), frozenset(context.broken)
    )


def _name(block: Block) -> str:
    head = block.head
    return head.label.text if isinstance(head, st.Test) else head.name.text


def _names(context: Context, blocks: tuple[Block, ...]) -> dict[str, list[Block]]:
    """Every declared name once; several declarations of an indicator are its versions. Answers the versions."""
    versions: dict[str, list[Block]] = {}
    for block in blocks:
        head = block.head
        if isinstance(head, st.Test):
            continue
        name = head.name.text
        first = context.names.get(name)
        if first is None:
            context.names[name] = block
        elif not (isinstance(head, st.Indicator) and isinstance(first.head, st.Indicator)):
            assert not isinstance(first.head, st.Test)
            place = Label(first.head.name.span, say("duplicate-name.first"))
            context.report("duplicate-name", say("duplicate-name", name=name), head.name.span, place)
            continue
        if isinstance(head, st.Indicator):
            versions.setdefault(name, []).append(block)
    return versions


def _indicators(context: Context, versions: dict[str, list[Block]]) -> dict[str, tuple[pg.Indicator, ...]]:
    built: dict[str, tuple[pg.Indicator, ...]] = {}
    for name, blocks in versions.items():
        read: list[pg.Indicator] = []
        for block in blocks:
            head = block.head
            assert isinstance(head, st.Indicator)
            made = indicators.indicator(context, block, head)
            if made is not None:
                read.append(made)
        if read:
            built[name] = tuple(read)
    return built
