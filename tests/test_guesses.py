"""What was probably meant by texts of a file: said of the first ones, at a cost that does not grow with texts times names."""

from __future__ import annotations

import difflib
import time
from random import Random

import pytest
from cli_workspace import workspace_in

from iku_dsl.budgets import Effort
from iku_engine.store import waiting
from iku_engine.wording import say_it
from iku_engine.words.layout import LIKE, Guesses


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    return workspace_in(tmp_path, capsys, monkeypatch)


def all_guessed(guesses: Guesses, text: str) -> list[str]:
    found = guesses.of(text)
    said = say_it(found, "en").removeprefix("did you mean ") if found is not None else ""
    return said.replace(" or ", ", ").split(", ") if said else []


def guessed(guesses: Guesses, text: str) -> str | None:
    """The first word that a guess names."""
    return next(iter(all_guessed(guesses, text)), None)


def test_a_guess_is_like_the_text_and_a_misspelt_name_is_found():
    random = Random(7)
    letters = "abcdeikmnoprstu"
    known = [
        f"Kabupaten {''.join(random.choices(letters, k=random.randint(4, 9))).title()} {n % 40}" for n in range(400)
    ]
    guesses = Guesses(known, Effort(10**9))
    for _ in range(60):
        name = random.choice(known)
        at = random.randrange(len("Kabupaten "), len(name))
        written = random.choice(
            [name[:at] + name[at + 1 :], name[:at] + "x" + name[at:], name.upper().replace(" ", "", 1)]
        )
        found = guessed(guesses, written)
        best = difflib.get_close_matches(written.casefold(), [one.casefold() for one in known], n=1, cutoff=LIKE)
        assert found is not None
        of = [difflib.SequenceMatcher(None, one.casefold(), written.casefold()).ratio() for one in (found, best[0])]
        assert of[0] >= of[1] - 0.05, (written, found, best)
    assert guessed(guesses, "zzzzqqqq") is None


@pytest.mark.parametrize(
    ("text", "known", "meant"),
    [
        ("belum selesai", ("selesai", "belum"), None),
        ("tdk lengkap", ("lengkap", "tidak lengkap"), "tidak lengkap"),
        ("selesaii", ("belum selesai", "selesai"), "selesai"),
        ("not complete", ("complete", "in part"), None),
    ],
)
def test_the_contrary_is_not_what_was_meant(text: str, known: tuple[str, ...], meant: str | None) -> None:
    """Of `belum selesai`, not finished, it was asked whether `selesai` was meant, finished."""
    assert guessed(Guesses(known, Effort(10**6)), text) == meant


REGIONS = (
    "Kabupaten Bogor", "Kota Bogor", "Kabupaten Sukabumi", "Kota Sukabumi", "Kabupaten Bandung", "Kabupaten Bandung Barat", "Kota Bandung",
    "Kabupaten Banjar", "Kota Banjar", "Kabupaten Banjarnegara", "Kota Banjarmasin", "Kota Banjarbaru", "Kabupaten Cianjur", "Kota Cimahi",
    "Sulawesi Utara", "Sulawesi Tengah", "Sulawesi Selatan", "Sulawesi Barat", "Jawa Tengah", "Jawa Timur", "Jawa Barat", "Papua Barat",
    "3201", "3202", "3271", "3272", "PKS-01/2024", "PKS-02/2024",
)  # fmt: skip
MEANT = {
    "Kab Bogor": ["Kabupaten Bogor", "Kota Bogor"],
    "KAB BOGOR": ["Kabupaten Bogor", "Kota Bogor"],
    "Kab.Sukabumi": ["Kabupaten Sukabumi", "Kota Sukabumi"],
    "Bogor": ["Kota Bogor", "Kabupaten Bogor"],
    "Bandung": ["Kota Bandung", "Kabupaten Bandung", "Kabupaten Bandung Barat"],
    "Banjar": [],  # five as likely
    "Sulawesi": [],
    "Jawa T": ["Jawa Timur", "Jawa Tengah", "Jawa Barat"],
    "Kab Cianjur": ["Kabupaten Cianjur"],
    "Kabupaten Bogr": ["Kabupaten Bogor"],
    "Kota Bogr": ["Kota Bogor"],
    "Kota Cimhi": ["Kota Cimahi"],
    "Papua Brt": ["Papua Barat"],
    "PKS-01/2O24": ["PKS-01/2024"],
    "3209": ["3201", "3202"],
    "32": [],
}


@pytest.mark.parametrize(("text", "meant"), MEANT.items())
def test_where_several_are_as_likely_all_of_them_are_named_or_none(text: str, meant: list[str]):
    assert all_guessed(Guesses(REGIONS, Effort(10**6)), text) == meant


def test_a_member_of_several_is_named_wherever_a_row_is_told(workspace):
    workspace.write("daerah.csv", "kode,nama\n3201,Kabupaten Bogor\n3271,Kota Bogor\n")
    assert workspace("import", "daerah.csv").status == 0
    workspace.write("espm.csv", "tahun,daerah,penerima\n2025,Kab Bogor,5%\n")
    assert workspace("import", "espm.csv").status == 1
    waiting = workspace("facts", "quarantine", "--lang", "id").out
    assert "mungkin maksudnya Kabupaten Bogor atau Kota Bogor" in " ".join(waiting.split())


def test_without_steps_there_is_no_guess_and_each_text_is_sought_once():
    guesses = Guesses(["Kabupaten Satu", "Kabupaten Dua"], Effort(3_000))
    assert guessed(guesses, "Kabupaten Sat") == "Kabupaten Satu"
    left = guesses.steps.left
    assert guessed(guesses, "KABUPATEN SAT") == "Kabupaten Satu"
    assert guesses.steps.left == left
    made = [guessed(guesses, f"Kabupaten Du{n}") for n in range(100)]
    assert made[0] == "Kabupaten Dua"
    assert made[-1] is None
    assert guessed(guesses, "x" * 10_000) is None


def test_a_file_that_misspells_every_member_is_told_in_seconds(workspace):
    count = 1_500
    names = "".join(f"{n:05},Kabupaten Kota {n}\n" for n in range(count))
    workspace.write("daerah.csv", f"kode,nama\n{names}")
    assert workspace("import", "daerah.csv").status == 0
    rows = "".join(f"2025,Kota Kab {n},5%\n" for n in range(count))
    workspace.write("espm.csv", f"tahun,daerah,penerima\n{rows}")
    before = time.process_time()
    said = workspace("import", "espm.csv", "--json")
    assert time.process_time() - before < 15
    assert said.document["files"][0]["rejected_total"] == count


def test_rows_that_wait_are_read_once_however_many_periods_they_are_of(workspace, monkeypatch):
    workspace.load()
    rows = "".join(f"{2000 + n % 99},Kab. {n},5%\n" for n in range(990))
    workspace.write("b.csv", f"tahun,daerah,penerima\n{rows}")
    read = []
    monkeypatch.setattr(waiting, "named_cells", lambda cells, of=waiting.named_cells: (read.append(1), of(cells))[1])
    assert workspace("import", "b.csv", "--into", "espm").status == 1
    assert len(read) <= 4 * 990
    read.clear()
    assert workspace("eval", "penerima", "--period", "2001..2090", "--no-trace").status == 0
    assert len(read) <= 4 * 990, len(read)
