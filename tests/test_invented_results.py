"""A run that somebody keeps by a client of their own, sealed as it should be, with results of any form: every reader says so in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in

from iku_engine.results.beside import Record
from iku_engine.results.evaluation import Result
from iku_engine.results.records import record_of
from iku_engine.store import runs

SPEC = """\
dimensi wilayah "Wilayah"
  utara "Utara"
  selatan "Selatan"

skala mutu "Mutu" atas 0..100
  baik >= 50 "Baik"
  kurang < 50 "Kurang"

sumber aduan "Aduan" per tahun, wilayah
  kolom lama angka 0..100 boleh kosong

indikator lama "Lama rata-rata" per wilayah
  satuan hari 0..100
  arah turun
  rumus aduan.lama
  kategori mutu
  target 2025 = 40
"""
STRANGE: tuple[object, ...] = (
    "abc", "1/0", "0.8", "1/-2", " 1", "٣", "1" * 9_000 + "x", "", 7, 1.5, True, None, [], ["x"], {}, {"a": 1}, [[[]]],
)  # fmt: skip
COMMANDS = (
    ("runs", "show", "{run}"), ("runs", "show", "{run}", "--json"), ("runs", "list"), ("runs", "review", "{run}"),
    ("runs", "final", "{run}", "--despite", "so be it"), ("eval", "--period", "2025"), ("eval", "--period", "2025", "--json"),
    ("report", "--period", "2025", "--to", "r.html"), ("runs", "export", "{run}", "--to", "e.json"), ("runs", "verify"),
)  # fmt: skip


def leaves(found: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of a record: of its fields, and of all that lies in them."""
    if path:
        yield path
    items = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for name, inner in items:
        yield from leaves(inner, (*path, name))


def changed(found: Record, path: tuple[str | int, ...], value: object) -> Record:
    """The record with something else at a place."""
    made = json.loads(json.dumps(found))
    at = made
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    return made


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_USER="siti", IKU_SPECS="s.iku")
    made.write("s.iku", SPEC)
    made.write("aduan.csv", "tahun,wilayah,lama\n2025,utara,50\n2025,selatan,\n2024,utara,40\n2024,selatan,40\n")
    assert made("import", "aduan.csv").status == 0
    return made


def places(office: Workspace, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | int, ...]]:
    """All places of the results of a run."""
    kept: list[Record] = []
    with monkeypatch.context() as patched:
        patched.setattr(runs, "as_record", lambda result: kept.append(record_of(result)) or kept[-1])
        office("eval", "--period", "2025")
    found = [path for one in kept for path in leaves(json.loads(json.dumps(one)))]
    assert len(kept) == 2 and len(set(found)) > 25
    return list(dict.fromkeys(found))


def invented(office: Workspace, monkeypatch: pytest.MonkeyPatch, path: tuple[str | int, ...], value: object) -> None:
    """Keep a run with something else at a place of its results, and ask every reader of it."""

    def as_record(result: Result) -> Record:
        try:
            return changed(record_of(result), path, value)
        except (LookupError, TypeError):
            return record_of(result)  # this one has no such place

    monkeypatch.setenv("IKU_USER", "siti")
    with monkeypatch.context() as patched:
        patched.setattr(runs, "as_record", as_record)
        run = str(office("eval", "--period", "2025", "--json").document["run"])
    monkeypatch.setenv("IKU_USER", "kepala")
    for command in COMMANDS:
        said = office(*(part.format(run=run) for part in command))
        whole = said.out + said.err
        assert "bug of iku-engine" not in whole and "Traceback" not in whole, (path, value, command, said)
        if command == ("runs", "verify"):
            assert said.status == 1, (path, value, said)


@pytest.mark.parametrize("value", ["abc", "1/0"])
def test_a_figure_that_is_none_is_not_reviewed(office: Workspace, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    invented(office, monkeypatch, ("value",), value)
    monkeypatch.setenv("IKU_USER", "kepala")
    for command in (("runs", "review", "3"), ("runs", "verify")):
        said = office(*command)
        assert said.status != 0 and "iku_results" in said.out + said.err and "event 3" in said.out + said.err, said


def test_some_results_of_any_form_are_told_in_words(office: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    for at, path in enumerate(places(office, monkeypatch)[::3]):
        invented(office, monkeypatch, path, STRANGE[at % len(STRANGE)])


@pytest.mark.soak
@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_results_of_any_form_are_told_in_words(
    office: Workspace, monkeypatch: pytest.MonkeyPatch, value: object
) -> None:
    for path in places(office, monkeypatch):
        invented(office, monkeypatch, path, value)
