"""The form of a result as it is stored (`records.record` writes it): whoever may keep a run may keep any text as its results."""

from __future__ import annotations

import json
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, FailFast, Field, TypeAdapter

from iku_dsl.budgets import most
from iku_engine.results.evaluation import State

# two numbers in decimal digits, of which no program of ours makes more than so many in binary ones
Figure = Annotated[str, Field(pattern=r"^-?[0-9]+(/[1-9][0-9]*)?$", max_length=most("bits"))] | None


T = TypeVar("T")
Many = Annotated[list[T], FailFast()]  # what is said of it is its first fault: of a million others nothing is kept


class Form(BaseModel):
    """What has these fields, each of just this type."""

    model_config = ConfigDict(strict=True)


class Category(Form):
    """The category of a result."""

    id: str
    certain: bool
    possible: Many[str]


class Target(Form):
    """A target, and the achievement against it."""

    name: str
    state: State
    value: Figure
    high: Figure
    achievement: Figure


class Comparison(Form):
    """A published figure beside the computed one."""

    official: bool
    published: Figure
    computed: Figure
    verdict: str


class StoredResult(Form):
    """One result; figures are exact fractions as text."""

    indicator: str
    period: str
    key: Many[str]
    state: State
    value: Figure
    reason: str | None
    bounds: tuple[Figure, Figure, bool] | None
    may_be_not_applicable: bool
    category: Category | None
    rank: int | None
    targets: Many[Target]
    comparisons: Many[Comparison]
    missing: int
    marks: Many[str]


_RESULTS = TypeAdapter(Many[StoredResult])
_FORMS: tuple[type[Form], ...] = (StoredResult, Category, Target, Comparison)
_FIELDS = {form: len(form.model_fields) for form in _FORMS}


def records_in(text: str) -> tuple[dict[str, Any], ...]:
    """The results of a run in a text, each as it stands there. Errors: `ValueError` for a text that is none."""
    _RESULTS.validate_json(text)
    records = tuple(json.loads(text))
    if any(_has_more(record) for record in records):
        raise ValueError("fields")
    return records


def _has_more(record: dict[str, Any]) -> bool:
    """Whether a result has a field more than those it must have: told as one fault, however many they are."""
    category = [(Category, record["category"])] if record["category"] is not None else []
    targets = [(Target, one) for one in record["targets"]]
    comparisons = [(Comparison, one) for one in record["comparisons"]]
    parts: list[tuple[type[Form], dict[str, Any]]] = [(StoredResult, record), *category, *targets, *comparisons]
    return any(len(part) > _FIELDS[form] for form, part in parts)
