"""An import that would change many known figures asks first: on a terminal, in its trial and in JSON; nothing is stored without a yes."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pytest
from cli_workspace import workspace_in
from test_cli_documents import check

MEMBERS = "kode,nama\n" + "".join(f"{n:02d},Kabupaten {n}\n" for n in range(1, 13))
BEFORE = {f"{n:02d}": n for n in range(1, 13)}
AFTER = {key: figure + 50 if int(key) > 1 else figure for key, figure in BEFORE.items()}  # eleven other figures


@pytest.fixture
def workspace(tmp_path: Path, capsys, monkeypatch):
    made = workspace_in(tmp_path, capsys, monkeypatch)
    (made.folder / "daerah.csv").write_text(MEMBERS, encoding="utf-8")
    assert made("import", "daerah.csv").status == 0
    assert load(made, BEFORE).status == 0
    return made


def load(workspace, figures: dict[str, int], *options: str, name: str = "espm.csv"):
    text = "daerah,penerima\n" + "".join(f"{key},{figure}%\n" for key, figure in figures.items())
    (workspace.folder / name).write_text(text, encoding="utf-8")
    return workspace("import", name, "--into", "espm", "--period", "2025", *options)


def value(workspace, key: str) -> str:
    document = workspace("eval", "penerima", "--period", "2025", "--json").document
    return next(one["exact"] for one in document["results"] if key in str(one["key"]))


def test_a_file_of_another_year_is_refused_and_nothing_is_stored(workspace):
    said = load(workspace, AFTER, name="espm2024.csv")
    assert said.status == 1
    assert "11 dari 12 baris" in said.out
    assert "--yes" in said.out
    assert "02, penerima: 2% → 52%" in said.out
    assert value(workspace, "02") == "1/50"
    assert len(workspace("facts", "list", "espm", "--json").document["sources"][0]["batches"]) == 1
    document = load(workspace, AFTER, "--json", "--lang", "en").document
    check("import", document)
    (file,) = document["files"]
    assert (file["stored"], file["changes"][0]["rows"], file["changes"][0]["known"]) == (False, 11, 12)
    assert "11 of 12 known rows of 2025" in file["refused"]


def test_with_a_yes_it_comes_in(workspace):
    said = load(workspace, AFTER, "--yes")
    assert said.status == 0
    assert "mengganti angka 11 dari 12 baris 2025" in said.out
    assert value(workspace, "02") == "13/25"


@pytest.mark.parametrize("agreed", [True, False])
def test_on_a_terminal_somebody_is_asked(workspace, monkeypatch, agreed):
    asked: list[str] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(click, "confirm", lambda text, **_: asked.append(text) or agreed)
    said = load(workspace, AFTER)
    assert asked == ["Muat espm.csv juga?"]
    assert "2% → 52%" in said.err
    assert said.status == (0 if agreed else 1)
    assert value(workspace, "02") == ("13/25" if agreed else "1/50")


def test_a_trial_tells_it_and_refuses_nothing(workspace):
    said = load(workspace, AFTER, "--dry-run")
    assert said.status == 0
    assert "mengganti angka 11 dari 12 baris 2025" in said.out
    (file,) = load(workspace, AFTER, "--dry-run", "--json").document["files"]
    assert file["changes"][0]["many"] is True
    assert file["changes"][0]["examples"][0]["keys"] == ["02"]


def test_a_few_changes_equal_rows_and_corrections_ask_nothing(workspace):
    assert load(workspace, BEFORE).status == 0
    two = {**BEFORE, "01": 90, "02": 91}
    assert load(workspace, two).status == 0
    said = workspace("facts", "correct", "espm", "03", "--period", "2025", "penerima=99%", "--reason", "x")
    assert said.status == 0


def test_the_rows_of_a_mended_file_ask_nothing_where_their_numbers_wait(workspace):
    bad = "daerah,penerima\n" + "".join(f"{key},banyak\n" for key in AFTER)
    (workspace.folder / "buruk.csv").write_text(bad, encoding="utf-8")
    assert workspace("import", "buruk.csv", "--into", "espm", "--period", "2025").status == 1
    places = [row["place"] for row in workspace("facts", "quarantine", "--json").document["rows"]]
    for numbers, status in (([""] * len(AFTER), 1), (places, 0)):
        rows = "".join(f"{n},{key},{figure}%\n" for n, (key, figure) in zip(numbers, AFTER.items(), strict=True))
        (workspace.folder / "mend.csv").write_text("karantina,daerah,penerima\n" + rows, encoding="utf-8")
        assert workspace("import", "mend.csv", "--into", "espm", "--period", "2025").status == status


def test_changes_of_one_row_in_each_of_many_periods_are_many_together(workspace):
    years = range(2013, 2025)

    def load_years(more: int, *options: str):
        text = "tahun,daerah,penerima\n" + "".join(
            f"{y},{n:02d},{n + (more if n == 1 else 0)}%\n" for y in years for n in (1,)
        )
        (workspace.folder / "espm.csv").write_text(text, encoding="utf-8")
        return workspace("import", "espm.csv", *options)

    assert load_years(0).status == 0
    said = load_years(7)
    assert said.status == 1
    assert "12 dari 12 baris" in said.out
    assert load_years(7, "--yes").status == 0


def test_few_changes_over_many_periods_are_an_everyday_correction(workspace):
    def load_years(*changed: int):
        rows = [(y, n) for y in range(2013, 2025) for n in range(1, 13)]
        text = "tahun,daerah,penerima\n" + "".join(
            f"{y},{n:02d},{n + (50 if n == 1 and y in changed else 0)}%\n" for y, n in rows
        )
        (workspace.folder / "espm.csv").write_text(text, encoding="utf-8")
        return workspace("import", "espm.csv")

    assert load_years().status == 0
    assert load_years(2014, 2015, 2016).status == 0


def test_a_dimension_file_that_changes_many_members_asks_first(workspace):
    other = "kode,nama\n" + "".join(f"{n:02d},Kota {n}\n" for n in range(1, 13))
    (workspace.folder / "daerah.csv").write_text(other, encoding="utf-8")
    said = workspace("import", "daerah.csv")
    assert said.status == 1
    assert "12 dari 12 anggota" in said.out
    assert "Kabupaten 1 → Kota 1" in said.out
    document = workspace("import", "daerah.csv", "--dry-run", "--json").document
    check("import", document)
    assert document["files"][0]["changes"][0]["many"] is True
    assert workspace("import", "daerah.csv", "--yes").status == 0


TWO = """
dimensi unit kunci kode

sumber s per tahun, unit daftar
  kolom pagu angka 0..
  kolom kpm angka 0.. boleh kosong

indikator i
  satuan angka
  arah naik
  rumus jumlah s.kpm
"""


def test_a_single_figure_of_a_column_that_is_not_there_is_asked_about(workspace):
    """A correction of one column would empty the others of its rows; an empty cell that is there says so itself."""
    workspace.write("dua.iku", TWO)
    rows = "".join(f"U{n:02d},{n},{n + 7}\n" for n in range(40))

    def sent(text: str, *more: str):
        workspace.write("s.csv", text)
        return workspace(
            "import", "s.csv", "--into", "s", "--period", "2025", "--specs", "dua.iku", "--lang", "en", *more
        )

    assert sent("unit,pagu,kpm\n" + rows).status == 0
    said = sent("unit,pagu\nU03,500\n")
    assert said.status == 1
    assert "known figures in 1 row, of a column that its file does not have" in " ".join(said.out.split())
    assert "U03, kpm: 10 → missing" in said.out
    assert sent("unit,pagu,kpm\nU03,500,10\n").status == 0
    assert sent("unit,pagu,kpm\nU04,4,\n").status == 0, "an everyday correction"
    assert sent("unit,pagu\nU04,400\n").status == 0, "it has none to lose"
    assert sent("unit,pagu\nU05,500\n", "--yes").status == 0
