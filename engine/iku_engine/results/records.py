"""A result as it is stored: what it says in exact figures, without its trace, which can be made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from iku_engine.exact import exact_text
from iku_engine.results.beside import Place, Record
from iku_engine.results.evaluation import CategoryResult, Comparison, Result, TargetResult
from iku_engine.results.marks import MarkKind


def record(result: Result) -> Record:
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
