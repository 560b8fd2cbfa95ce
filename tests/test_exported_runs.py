"""An export of an honest store verifies, whatever happened there; and one of which anything was changed does not."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from every_event import ACTS, every_event
from same_in_other_letters import retold
from test_ledger import Ministry

from iku_dsl.budgets import BUDGETS
from iku_engine.database.books import names
from iku_engine.database.chain import START, Event, canonical
from iku_engine.database.rights import KINDS
from iku_engine.errors import RefusedFile
from iku_engine.indicators import results as making
from iku_engine.ledger.export import export_run, verify_export
from iku_engine.ledger.exported import object_in
from iku_engine.ledger.verify import Verifier
from iku_engine.snapshot.duplicate_keys import as_sealed
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.runs import sha256

HOW_MUCH = pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["some", "every"])
HOW_MANY = pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.soak) for n in range(2, 20))])


@pytest.fixture(scope="module")
def monkeypatches() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as made:
        yield made


@dataclass
class Export:
    """An exported run and the store that it is of."""

    path: Path
    ministry: Ministry

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        return found

    def passes(self, text: str) -> bool:
        """Whether the export with another text verifies all the same."""
        other = self.path.with_name("other.json")
        other.write_text(text, encoding="utf-8")
        try:
            return not verify_export(other)[1].faults
        except RefusedFile:
            return False


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory, monkeypatches: pytest.MonkeyPatch) -> Iterator[Export]:
    folder = tmp_path_factory.mktemp("export")
    made = every_event(folder, monkeypatches, random.Random(20261129))
    export_run(made.store, made.keep(), folder / "run.json")
    yield Export(folder / "run.json", made)
    made.store.close()


def test_each_kind_of_event_has_an_act() -> None:
    assert set(ACTS) == set(KINDS)


def test_an_export_that_an_editor_saved_with_a_byte_order_mark_is_the_same_export(export: Export) -> None:
    assert export.passes("\ufeff" + export.path.read_text(encoding="utf-8"))
    assert not export.passes("\ufeff\ufeff" + export.path.read_text(encoding="utf-8"))


def test_rows_are_looked_at_for_none_that_is_twice_only_in_a_store_that_was_changed(export: Export) -> None:
    """What was sealed says that there is none: an evaluation of a million rows takes no longer for it."""
    store = export.ministry.store
    with store.reading() as connection:
        for upto in (None, *range(1, export.document["run"])):
            snapshot = Snapshot(connection, store.schema, export.ministry.program, upto)
            assert [name for name, one in store.schema.relations.items() if not as_sealed(snapshot, one)] == []


@HOW_MANY
def test_what_an_honest_store_exports_verifies(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = every_event(tmp_path, monkeypatch, random.Random(seed))
    number = made.keep()
    assert Verifier(made.store).verify().faults == ()
    export_run(made.store, number, tmp_path / "run.json")
    document = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert {kind for _, kind, *_ in document["chain"]} == set(KINDS)
    assert [name for name, table in document["books"].items() if not table["rows"]] == [], "each book has something"
    assert verify_export(tmp_path / "run.json")[1].faults == ()
    made.store.close()


def test_each_book_is_exported_or_made_from_the_rest(export: Export) -> None:
    made_from_the_rest = {"about", "events", "specs", "results", "files"}
    assert set(export.document["books"]) == set(names()) - made_from_the_rest


def places(found: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """All that stands in a document, by its path."""
    yield at, found
    parts = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for name, part in parts:
        yield from places(part, (*at, name))


def changed(document: Any, at: tuple[str | int, ...], other: Any) -> str:
    """The text of a document in which something else stands at a place."""
    copy = json.loads(json.dumps(document))
    within = copy
    for name in at[:-1]:
        within = within[name]
    within[at[-1]] = other
    return json.dumps(copy, ensure_ascii=False)


UNSEALED = {"mapping_id"}


def test_each_text_that_says_the_same_in_other_letters_is_found(export: Export) -> None:
    document = export.document
    texts = [(at, text) for at, text in places(document) if isinstance(text, str) and text[:1] in ("{", "[")]
    assert {at[0] for at, _ in texts} == {"books", "chain", "results"}
    draw = random.Random(1)
    tried = [(at, other) for at, text in draw.sample(texts, 12) for other in retold(text)]
    tried += [(("results", 0, 1), other) for other in retold(document["results"][0][1])]
    assert [(at, other) for at, other in tried if export.passes(changed(document, at, other))] == []


def test_each_row_and_column_too_many_is_found(export: Export) -> None:
    document = export.document
    assert export.passes(json.dumps(document))
    missed = []
    for at, found in places(document):
        if isinstance(found, dict) and set(found) == {"columns", "rows"} and found["rows"]:
            wider = {"columns": [*found["columns"], "sisipan"], "rows": [[*row, "999"] for row in found["rows"]]}
            row = list(found["rows"][-1])
            row[0] = row[0] + 900 if isinstance(row[0], int) else f"{row[0]}x"
            longer = {"columns": found["columns"], "rows": [*found["rows"], row]}
            missed += [
                (at, how)
                for how, other in (("column", wider), ("row", longer))
                if export.passes(changed(document, at, other))
            ]
    extra = [*document["results"], ["0" * 64, '[{"value":"999"}]']]
    missed += [("results", "row")] if export.passes(changed(document, ("results",), extra)) else []
    assert missed == []


def test_each_table_too_many_or_lacking_is_found_also_an_empty_one(tmp_path: Path) -> None:
    """Nothing is sealed of a table that nobody knows, and nothing is lost with one that has no row."""
    ministry = Ministry(tmp_path)
    export_run(ministry.store, ministry.keep(), tmp_path / "run.json")
    bare = Export(tmp_path / "run.json", ministry)
    document = bare.document
    assert bare.passes(json.dumps(document))
    parts = [(part, document[part]) for part in ("books", "facts")]
    changes = [(part, {**tables, "sisipan": next(iter(tables.values()))}) for part, tables in parts]
    changes += [
        (part, {name: table for name, table in tables.items() if name != left})
        for part, tables in parts
        for left in tables
    ]
    changes.append(("specs", [*document["specs"], document["specs"][0]]))
    assert [part for part, other in changes if bare.passes(json.dumps({**document, part: other}))] == []


@HOW_MUCH
def test_each_changed_cell_is_found(export: Export, every: bool) -> None:
    document = export.document
    tables = [
        (at, found) for at, found in places(document) if isinstance(found, dict) and set(found) == {"columns", "rows"}
    ]
    cells = [
        ((*at, "rows", len(table["rows"]) - 1, column), table["rows"][-1][column])
        for at, table in tables
        for column, name in enumerate(table["columns"] if table["rows"] else [])
        if name not in UNSEALED
    ]
    missed = [
        place
        for place, cell in (cells if every else random.Random(1).sample(cells, 40))
        if export.passes(
            changed(document, place, cell + 1 if isinstance(cell, int) else "1" if cell is None else f"{cell[:-1]}~")
        )
    ]
    assert missed == []


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("within", [False, True])
def test_an_export_of_too_many_values_is_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, within: bool, hidden: bool
) -> None:
    """Each empty object takes twenty times its letters, also of a text that is read later, with its signs as numbers of letters."""
    monkeypatch.setitem(BUDGETS, "export-values", replace(BUDGETS["export-values"], most=1_000))
    path = tmp_path / "run.json"

    def bomb(count: int) -> bytes:
        many = f"[{','.join(['{}'] * count)}]"
        inner = json.dumps(many) if within else many
        return f'{{"a":{inner.replace(",", chr(92) + "u002c") if hidden and within else inner}}}'.encode()

    assert len(object_in(bomb(400), path)["a"]) > 0
    with pytest.raises(RefusedFile) as refused:
        object_in(bomb(600), path)
    assert refused.value.text.key == "export-values"


def asking_for(document: dict[str, Any], results: str = "", **asked: object) -> str:
    """The text of an export, sealed anew, whose run asks for something else than what it has the results of; or has other `results`."""
    copy = json.loads(json.dumps(document))
    books, before = copy["books"]["runs"], START
    (row,) = (row for row in books["rows"] if row[books["columns"].index("event_id")] == copy["run"])
    for event in copy["chain"]:
        if event[0] == copy["run"]:
            told = json.loads(event[5])
            told["asked"] = canonical({**json.loads(told["asked"]), **asked})
            if results:
                others = [pair for pair in copy["results"] if pair[0] != told["results_sha256"]]
                told["results_sha256"] = sha256(results)
                copy["results"] = [*others, [told["results_sha256"], results]]
            row[:] = [told.get(name, old) for name, old in zip(books["columns"], row, strict=True)]
            event[5] = canonical(told)
        before = event[6] = Event(*event).sealed(before)
    return json.dumps(copy)


def faults_and_work(
    export: Export, monkeypatch: pytest.MonkeyPatch, results: str = "", **asked: object
) -> tuple[list[str], int]:
    """What is not whole of an export that asks for something else, and how many results were computed to find it."""
    path, computed, plain = export.path.with_name("far.json"), [0], making._result_once

    def counted(*given: Any) -> Any:
        computed[0] += 1
        return plain(*given)

    path.write_text(asking_for(export.document, results, **asked), encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(making, "_result_once", counted)
        return [fault.key for fault in verify_export(path)[1].faults], computed[0]


FAR = [str(year) for year in range(1000, 1400)]


@pytest.mark.parametrize("key", [None, ["01"]], ids=["all", "one"])
def test_a_run_that_asks_for_more_than_it_has_is_not_computed(
    export: Export, key: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's export of 65 KB asked for 2,000 periods of 30 indicators, and had the results of one: minutes."""
    honest = faults_and_work(export, monkeypatch)
    assert honest[0] == []
    assert honest[1] > 0
    assert faults_and_work(export, monkeypatch, periods=FAR, key=key) == (["verify.results"], honest[1] - 1)


def test_a_run_is_computed_no_further_than_to_its_first_other_result(
    export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = next(json.loads(event[5]) for event in export.document["chain"] if event[0] == export.document["run"])
    (text,) = (text for digest, text in export.document["results"] if digest == run["results_sha256"])
    many = canonical(json.loads(text) * len(FAR))
    _, honest = faults_and_work(export, monkeypatch)
    assert faults_and_work(export, monkeypatch, many, periods=FAR) == (["verify.differs"], honest)


def test_a_run_that_asks_for_too_much_or_for_what_there_is_not_is_named(
    export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faults_and_work(export, monkeypatch, indicators=["tiada"])[0] == ["verify.bound"]
    monkeypatch.setitem(BUDGETS, "asked", replace(BUDGETS["asked"], most=len(FAR) - 1))
    assert faults_and_work(export, monkeypatch, periods=FAR)[0] == ["verify.bound"]
