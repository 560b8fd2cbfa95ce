"""The form of a result as it is stored (`records.record` writes it): whoever may keep a run may keep any text as its results."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from iku_engine.results.evaluation import State

Figure = Annotated[str, Field(pattern=r"^-?[0-9]+(/[1-9][0-9]*)?$")] | None


class Form(BaseModel):
    """What has just these fields, each of just this type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Category(Form):
    """The category of a result."""

    id: str
    certain: bool
    possible: list[str]


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
    key: list[str]
    state: State
    value: Figure
    reason: str | None
    bounds: tuple[Figure, Figure, bool] | None
    may_be_not_applicable: bool
    category: Category | None
    rank: int | None
    targets: list[Target]
    comparisons: list[Comparison]
    missing: int
    marks: list[str]


_RESULTS = TypeAdapter(list[StoredResult])


def check_form(text: str) -> None:
    """Refuse a text that is not the results of a run. Errors: `ValueError`."""
    _RESULTS.validate_json(text)
