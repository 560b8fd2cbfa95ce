"""A result as a record, in exact figures and without its trace: as it is stored, and as a row of a tidy table for programs and files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_dsl.records import record
from iku_engine.errors import StoreError
from iku_engine.exact import exact_text
from iku_engine.results.beside import MarkKind, Place, Record, Stage, Status
from iku_engine.results.evaluation import CategoryResult, Comparison, Evaluation, Result, State, TargetResult

if TYPE_CHECKING:
    import pyarrow as pa


def record_of(result: Result) -> Record:
    """One result; figures are exact fractions as text."""
    bounds = result.bounds
    return {
        "indicator": result.indicator,
        "period": str(result.period),
        "key": list(result.key),
        "state": result.state.value,
        "value": _figure(result.value),
        "reason": result.reason.key if result.reason is not None else None,
        "bounds": [_figure(bounds.low), _figure(bounds.high), bounds.tight] if bounds is not None else None,
        "may_be_not_applicable": result.may_be_not_applicable,
        "category": _category(result.category) if result.category is not None else None,
        "rank": result.rank,
        "targets": [_target(target) for target in result.targets],
        "comparisons": [_comparison(comparison) for comparison in result.comparisons],
        "missing": max(result.missing_total, len(result.missing)),
        "marks": sorted(
            {mark.code for mark in result.marks if mark.kind is not MarkKind.AS_KNOWN}
        ),  # the run says when
    }


def name_of(found: Mapping[str, object]) -> str:
    """`nilai_akip 2021` or `capaian 2024 [3201, sanitasi]`."""
    key = found["key"]
    assert isinstance(key, list)
    entity = f" [{', '.join(key)}]" if key else ""
    return f"{found['indicator']} {found['period']}{entity}"


def identity(found: Mapping[str, object]) -> Place:
    """Which result it is: indicator, period, entity."""
    key = found["key"]
    assert isinstance(key, list)
    return str(found["indicator"]), str(found["period"]), tuple(key)


def difference(one: Mapping[str, object], other: Mapping[str, object]) -> tuple[str, object, object] | None:
    """The first field in which two records of one result differ, with what each has: its state and value before all else.

    How many inputs are missing is no difference: it counts the members that a trace lists, so it depends on the depth asked for.
    """
    fields: Iterable[str] = (name for name in dict.fromkeys(["state", "value", *one, *other]) if name != "missing")
    return next(((name, one.get(name), other.get(name)) for name in fields if one.get(name) != other.get(name)), None)


def _figure(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def _category(category: CategoryResult) -> Record:
    return {"id": category.id, "certain": category.certain, "possible": list(category.possible)}


def _target(target: TargetResult) -> Record:
    return {
        "name": target.name,
        "state": target.state.value,
        "value": _figure(target.value),
        "high": _figure(target.high),
        "achievement": _figure(target.achievement),
    }


def _comparison(comparison: Comparison) -> Record:
    return {
        "official": comparison.official,
        "published": _figure(comparison.published),
        "computed": _figure(comparison.computed),
        "verdict": comparison.verdict,
    }


Value = Fraction | str | int | bool | None
Row = dict[str, Value]
FIXED = (
    "indicator", "label", "period", "state", "exact", "unit", "low", "high", "tight", "category", "category_label",
    "category_certain", "category_possible", "target_exact", "target_high_exact", "reached", "achievement_exact", "rank",
    "published_exact", "computed_exact", "verdict", "missing", "reason", "marks", "notes", "completeness",
    "status", "status_run", "status_user", "status_at", "status_reason", "final_exact", "changed",
)  # fmt: skip
WHOLE = frozenset({"rank", "missing", "status_run"})
TRUTHS = frozenset({"tight", "category_certain", "reached"})


@record
class KeyColumns:
    """The two columns of a dimension: the member's key, and what people call it."""

    dimension: str
    key: str
    label: str


def key_columns(program: Program, evaluation: Evaluation) -> tuple[KeyColumns, ...]:
    """The key columns that the results of an evaluation need, each dimension once.

    They are called as the dimension; one that is called as another column already gets `key.` in front.
    """
    names = dict.fromkeys(name for result in evaluation.results for name in dimensions_of(program, result))
    called = [(name, f"key.{name}" if name in FIXED else name) for name in names]
    return tuple(KeyColumns(name, key, f"{key}.label") for name, key in called)


def dimensions_of(program: Program, result: Result) -> tuple[str, ...]:
    """The dimensions of a result's key, in its order."""
    version = program.version(result.indicator, result.period) or program.indicators[result.indicator][0]
    return version.dimensions


def rows(program: Program, evaluation: Evaluation) -> list[Row]:
    """One row a result; None where there is nothing, which is never zero. Numbers are exact, percentages are their fractions.

    `low` and `high` are the bounds of what is missing, `notes` and `category_possible` are separated by spaces, `marks` by commas;
    a note says what was not counted, such as rows in quarantine.
    """
    columns = key_columns(program, evaluation)
    return [_row(result, dimensions_of(program, result), columns) for result in evaluation.results]


def arrow(program: Program, evaluation: Evaluation) -> pa.Table:
    """The same table for Arrow: numbers as texts of exact fractions (`22/25`), since Arrow has no rationals.

    Errors: `StoreError` where pyarrow is not installed.
    """
    found = rows(program, evaluation)
    names = [*(name for one in key_columns(program, evaluation) for name in (one.key, one.label))]
    return to_arrow([*FIXED[:3], *names, *FIXED[3:]], found)


def to_arrow(names: Sequence[str], found: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table with these columns, in this order. Errors: `StoreError` where pyarrow is not installed."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise StoreError(say("engine-extra", name="arrow", extra="duckdb")) from error
    types: dict[str, Any] = {name: pa.int64() for name in WHOLE} | {name: pa.bool_() for name in TRUTHS}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in names])
    columns = [[_plain(row.get(name)) for row in found] for name in names]
    return pa.Table.from_arrays(
        [pa.array(column, type=kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema
    )


def _plain(value: Value) -> str | int | bool | None:
    return exact_text(value) if isinstance(value, Fraction) else value


def _row(result: Result, dimensions: Sequence[str], columns: Sequence[KeyColumns]) -> Row:
    keys = dict(zip(dimensions, zip(result.key, result.key_labels, strict=True), strict=True))
    made: Row = {"indicator": result.indicator, "label": result.label, "period": str(result.period)}
    for one in columns:
        made[one.key], made[one.label] = keys.get(one.dimension, (None, None))
    value = result.value if result.state is State.VALUE else None
    bounds = result.bounds
    return made | {
        "state": result.state.value,
        "exact": value,
        "unit": "%" if result.shown.percent else result.shown.unit or None,
        "low": bounds.low if bounds is not None else None,
        "high": bounds.high if bounds is not None else None,
        "tight": bounds.tight if bounds is not None else None,
        **_judged(result),
        "rank": result.rank,
        **_compared(result),
        "missing": max(result.missing_total, len(result.missing)),
        "reason": result.reason.key if result.reason is not None else None,
        "marks": ", ".join(mark.code for mark in result.marks) or None,
        "notes": " ".join(dict.fromkeys(note.key for note in result.notes)) or None,
        "completeness": " ".join(f"{c.source}:{c.period or ''}:{c.there}/{c.expected}" for c in result.completeness)
        or None,
        **_standing(result),
    }


def _standing(result: Result) -> Row:
    """The status; of a final result its figure, and in which field that of now differs."""
    status, restated = result.status or Status(), result.restated
    final = restated.was["value"] if restated is not None else result.value
    is_final = status.stage is Stage.FINAL
    return {
        "status": status.stage.value if result.status is not None else None,
        "status_run": status.run,
        "status_user": status.user or None,
        "status_at": status.at or None,
        "status_reason": "; ".join(text for text in (status.reason, status.despite) if text) or None,
        "final_exact": Fraction(str(final)) if is_final and final is not None else None,
        "changed": restated.field if restated is not None else None,
    }


def _judged(result: Result) -> Row:
    """The category, and the target that has no name."""
    category = result.category
    certain = category is not None and category.certain
    target = next((target for target in result.targets if not target.name), None)
    return {
        "category": category.id if category is not None and certain else None,
        "category_label": category.label if category is not None and certain else None,
        "category_certain": category.certain if category is not None else None,
        "category_possible": " ".join(category.possible or (category.id,)) if category is not None else None,
        "target_exact": target.value if target is not None else None,
        "target_high_exact": target.high if target is not None else None,
        "reached": target.reached if target is not None else None,
        "achievement_exact": target.achievement if target is not None else None,
    }


def _compared(result: Result) -> Row:
    """The official value, else the first that is compared with."""
    found = sorted(result.comparisons, key=lambda one: not one.official)
    one = found[0] if found else None
    return {
        "published_exact": one.published if one is not None else None,
        "computed_exact": one.computed if one is not None else None,
        "verdict": (one.verdict or None) if one is not None else None,
    }
