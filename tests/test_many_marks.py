"""Many marks: no sign grows with their number, and more than a person writes are refused with file, line and mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_ledger import Ministry
from test_note_lines import ROWS, ministry  # noqa: F401 — a fixture

from iku_cli.render.evaluation import SIGNS, table_lines
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.settings_file import bindings
from iku_dsl.budgets import most
from iku_dsl.period import Period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.errors import RefusedFile, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.wording import say_it

LIMIT = most("marks")


def lines(count: int, first: int = 0) -> list[str]:
    return [f"# tanda: m{number}" for number in range(first, first + count)]


def written(ministry: Ministry, *texts: str, name: str = "kerja.csv") -> Path:  # noqa: F811
    path = ministry.folder / name
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def load(ministry: Ministry, path: Path, marks: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]  # noqa: F811
    return import_file(ministry.store, ministry.program, path, "kerja", user="siti", marks=marks)


def figure(ministry: Ministry, bound=()):  # type: ignore[no-untyped-def]  # noqa: F811
    asked = {"indicators": ["jumlah_nilai"], "periods": [Period(2024)]}
    return evaluate(ministry.store, ministry.program, specs="s", **asked, bound=bound).results[0]


def test_a_file_has_so_many_marks_wherever_they_stand(ministry: Ministry) -> None:  # noqa: F811
    path = written(ministry, *lines(LIMIT // 2), *ROWS, *lines(LIMIT // 2, LIMIT // 2), "# tanda: m0, m1")
    assert len(load(ministry, path).marks) == LIMIT, "those that come again count once"
    path = written(ministry, *lines(LIMIT // 2), *ROWS, *lines(LIMIT // 2 + 1, LIMIT // 2))
    with pytest.raises(RefusedFile) as refused:
        load(ministry, path)
    assert say_it(refused.value.text, "en").startswith(f"{path}:{LIMIT + 4}: more than {LIMIT} marks of its data")
    with pytest.raises(RefusedFile) as refused:
        load(ministry, written(ministry, *lines(LIMIT), *ROWS), ("lain",))
    assert refused.value.text.key == "file-marks"


def test_a_bound_file_has_no_more(ministry: Ministry) -> None:  # noqa: F811
    path = written(ministry, *lines(LIMIT + 1), *ROWS)
    with pytest.raises(RefusedFile) as refused:
        figure(ministry, [find(Binding("kerja", (str(path),)))])
    assert refused.value.text.key == "file-marks"


def test_a_table_of_files_has_no_more(tmp_path: Path) -> None:
    def bound(count: int) -> Path:
        marks = ", ".join(f'"m{number}"' for number in range(count))
        (tmp_path / "iku.toml").write_text(f'[files.kerja]\npath = "a.csv"\nmarks = [{marks}, "m0"]\n')
        return tmp_path / "iku.toml"

    assert len(bindings(bound(LIMIT))[0].marks) == LIMIT
    with pytest.raises(Fault) as fault:
        bindings(bound(LIMIT + 1))
    assert fault.value.key == "settings.marks-many"
    assert fault.value.arguments["key"] == "files.kerja.marks"


@pytest.mark.parametrize("is_bound", [False, True])
def test_the_marks_of_many_files_add_up_to_a_limit(ministry: Ministry, monkeypatch, is_bound: bool) -> None:  # noqa: F811
    paths = [written(ministry, *lines(4), ROWS[0], "2024,P0,10", name="a.csv")]
    paths += [written(ministry, *lines(6, 4), ROWS[0], "2024,P1,10", name="b.csv")]
    for path in () if is_bound else paths:
        load(ministry, path)
    monkeypatch.setattr("iku_engine.snapshot.seen.most", lambda name: {"marks-together": 10}[name])
    files = [find(Binding("kerja", tuple(map(str, paths))))] if is_bound else ()
    assert len(figure(ministry, files).marks) == 10
    monkeypatch.setattr("iku_engine.snapshot.seen.most", lambda name: {"marks-together": 9}[name])
    with pytest.raises(WrongUse) as refused:
        figure(ministry, [find(Binding("kerja", tuple(map(str, paths))))] if is_bound else ())
    said = say_it(refused.value.text, "en")
    assert "10 different marks, 9 at the most" in said
    assert ("b.csv has 6" if is_bound else "b.csv (batch") in said


def test_no_sign_grows_with_the_number_of_marks(ministry: Ministry) -> None:  # noqa: F811
    load(ministry, written(ministry, *lines(20), *ROWS))
    table = ["".join(text for text, _ in line) for line in table_lines([figure(ministry)], "en", 80, None)]
    foot = [text.split(" Data marked")[0] for text in table if "Data marked" in text]
    assert foot == [*SIGNS, *(f"[{number}]" for number in range(6, 21))]
