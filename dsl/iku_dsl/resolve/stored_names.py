"""Names that no store can hold beside each other: databases do not tell letters apart by case, and the program has names of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from iku_dsl.problem import Label, say
from iku_dsl.program import KEY_PREFIX, OWN_COLUMNS, SUPERSEDED, Column
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.source import Span

VALUES = ("true", "false")  # SQLite knows a column of a subquery by no such name, however it is quoted
OF_TABLES = ("tableoid", "ctid", "xmin", "cmin", "xmax", "cmax")  # columns that every table of PostgreSQL has already


def report_clashes(context: Context) -> None:
    """Reports each source, keyed dimension and column whose name in the store another has."""
    dimensions = {name: one for name, one in context.dimensions.items() if one.key}
    for tables in (context.sources, dimensions):
        _clashes(context, ((name, one.span, (name, name + SUPERSEDED)) for name, one in tables.items()), ())
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
    taken: dict[str, Span | None] = {name.casefold(): None for name in own}
    for name, span, several in named:
        called = next((one for one in several if one.casefold() in taken), None)
        if called is None:
            taken.update({one.casefold(): span for one in several})
            continue
        first = taken[called.casefold()]
        labels = (Label(first, say("duplicate-name.first")),) if first is not None else ()
        message = say("duplicate-name.stored", name=name, stored=called)
        context.report("duplicate-name", message, span, *labels, hint=say("duplicate-name.stored.hint"))
