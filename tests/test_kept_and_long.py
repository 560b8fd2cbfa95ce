"""What anybody may keep with a run costs no more to look at than it is long."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from test_ledger import Ministry, with_facts

from iku_dsl.budgets import BUDGETS, Budget
from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile, Text
from iku_engine.results.stored_results import StoredResult, records_in
from iku_engine.store.runs import run_in, spec_files

MANY = 1000
LISTS = [name for name, field in StoredResult.model_fields.items() if str(field.annotation).startswith("list")]


@pytest.fixture
def ministry(tmp_path: Path):  # type: ignore[no-untyped-def]
    with with_facts(tmp_path) as made:
        made.keep()
        yield made


def kept(ministry: Ministry) -> dict[str, object]:
    with ministry.store.reading() as connection:
        text = connection.execute(sa.select(ministry.store.schema.results.c.text)).scalar_one()
    (record,) = json.loads(text)
    assert records_in(text) == (record,)
    return record


@pytest.mark.parametrize("field", LISTS)
@pytest.mark.parametrize("item", [0, {}, None, [[]]])
def test_of_many_faults_of_a_result_a_few_are_kept(ministry: Ministry, field: str, item: object) -> None:
    """Thirteen for each of a million results took five gigabytes."""
    record = kept(ministry) | {field: [item] * MANY}
    for records in ([record], [{}] * MANY, [item] * MANY, [record] * MANY):
        with pytest.raises(ValidationError) as refused:
            records_in(json.dumps(records))
        assert refused.value.error_count() <= len(StoredResult.model_fields)


def test_a_figure_is_no_longer_than_one_that_is_worked_out(ministry: Ministry) -> None:
    """Three million digits were a fault of ours in whatever showed the run."""
    longest = "9" * 19_728
    assert records_in(json.dumps([kept(ministry) | {"value": f"-{longest}/{longest}"}]))
    with pytest.raises(ValidationError, match="value"):
        records_in(json.dumps([kept(ministry) | {"value": "1" * 100_000}]))


def test_a_result_has_no_field_more(ministry: Ministry) -> None:
    record = kept(ministry)
    target = {"name": "x", "state": "missing", "value": None, "high": None, "achievement": None}
    category = {"id": "a", "certain": True, "possible": ["a"]}
    comparison = {"official": True, "published": None, "computed": None, "verdict": "agrees"}
    more = {f"name {n}": n for n in range(MANY)}
    whole = record | {"targets": [target], "category": category, "comparisons": [comparison]}
    assert records_in(json.dumps([whole])) == (whole,)
    for wrong in (
        whole | more,
        whole | {"targets": [target | more]},
        whole | {"category": category | more},
        whole | {"comparisons": [comparison | more]},
    ):
        with pytest.raises(ValueError, match="fields") as refused:
            records_in(json.dumps([whole, wrong]))
        assert not isinstance(refused.value, ValidationError)


@pytest.mark.parametrize(("budget", "times"), [("letters-together", 10), ("letters-again", 9)])
def test_one_spec_under_many_names_is_counted_before_it_is_read(
    ministry: Ministry, monkeypatch: pytest.MonkeyPatch, budget: str, times: int
) -> None:
    """A megabyte under 3,000 names took three gigabytes."""
    monkeypatch.setitem(BUDGETS, budget, Budget(times * len(ministry.file.text), "", ""))
    asked: list[str] = []
    with ministry.store.reading() as connection:
        sa.event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        made = run_in(connection, ministry.store.schema, None)
        (digest,) = made.specs.values()
        for count, fits in ((10, True), (11, False)):
            found = replace(made, specs={f"{n}.iku": digest for n in range(count)})
            asked.clear()
            files = spec_files(connection, ministry.store.schema, found)
            assert len(asked) == 1 + fits, "questions, however many names there are"
            if fits:
                assert [file.text for file in files] == [ministry.file.text] * count  # type: ignore[union-attr]
            else:
                assert isinstance(files, Text)
                assert files.key == f"verify.specs-long.{budget}"


@pytest.mark.parametrize(("budget", "most"), [("letters-together", 20), ("letters-again", 10)])
def test_as_many_letters_are_checked_of_a_spec_set(monkeypatch: pytest.MonkeyPatch, budget: str, most: int) -> None:
    monkeypatch.setitem(BUDGETS, budget, Budget(most, "", ""))
    files = [SourceFile(f"{n}.iku", "# 9 letters") for n in range(2)]
    (problem,) = check_files(files).problems
    assert (problem.id, problem.message.key) == ("too-large", f"too-large.{budget}")
    assert not check_files(files[:1]).problems
