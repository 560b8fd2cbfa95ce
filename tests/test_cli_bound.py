"""Sources bound to files in iku.toml, through the command line: evaluated, traced, kept and verified, or refused with a mend."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

import duckdb
import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_workspace import workspace_in

from iku_dsl import cache
from iku_dsl.budgets import BUDGETS
from iku_engine import binding
from iku_engine.bound.delimited import TextPart
from iku_engine.bound.stored import Texts
from iku_engine.errors import RefusedFile

LKE = {"tahun": [2025, 2025, 2024], "komponen": ["rencana", "ukur", "rencana"], "nilai": ["90", "80", "90.5"]}
TOML = """
[files]
daerah = "fakta/daerah.csv"
lke = ["data/lke*.parquet"]

[files.espm]
path = "data/espm*.parquet"
percent = "fraction"
marks = ["ilustratif"]
"""


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    made = workspace_in(tmp_path, capsys, monkeypatch)
    made.write("iku.toml", TOML)
    (tmp_path / "data").mkdir()
    lke(tmp_path)
    espm(tmp_path)
    return made


def lke(folder: Path, name: str = "lke.parquet", kind: pa.DataType | None = None, **more: list[object]) -> None:
    """The worksheet as Parquet."""
    columns = {**LKE, **more}
    kind = kind or pa.decimal128(9, 3)
    numbers = [None if cell is None else Decimal(cell) for cell in columns["nilai"]]
    values = pa.array(map(float, columns["nilai"]), kind) if pa.types.is_floating(kind) else pa.array(numbers, kind)
    table = pa.table(
        {"Tahun": pa.array(columns["tahun"], pa.int16()), "komponen": columns["komponen"], "nilai": values}
    )
    pq.write_table(table, folder / "data" / name)


def espm(folder: Path, name: str = "espm.parquet", rows: tuple[tuple[object, ...], ...] = ()) -> None:
    """The achievements as Parquet: fractions."""
    given = rows or ((date(2025, 1, 1), "11.01", "0.875"), (date(2025, 12, 31), "11.02", "0.4"))
    periods, keys, values = zip(*given, strict=True)
    numbers = pa.array([None if v is None else Decimal(str(v)) for v in values], pa.decimal128(20, 10))
    pq.write_table(
        pa.table({"tahun": pa.array(periods), "daerah": pa.array(keys), "penerima": numbers}), folder / "data" / name
    )


def by_key(said) -> dict[str, str]:
    return {f"{one['indicator']} {one['key'] or ''}".strip(): one["exact"] for one in said.document["results"]}


def test_bound_files_are_evaluated_as_imported_ones(workspace):
    bound = workspace("eval", "--period", "2025", "--json")
    assert bound.status == 0, bound.err
    (workspace.folder / "iku.toml").unlink()
    (workspace.folder / "iku.db").unlink()
    workspace.load()
    imported = workspace("eval", "--period", "2025", "--json")
    assert by_key(bound) == by_key(imported)
    assert by_key(bound)["akip"] == "86"
    assert by_key(bound)["penerima 11.01"] == "7/8"


def test_what_is_held_names_bound_files_with_rows_and_periods_and_how_complete_they_are(workspace):
    lke(workspace.folder, "lke-2026.parquet", tahun=[2026], komponen=["rencana"], nilai=["1"])
    found = workspace("facts", "list", "--json").document
    jsonschema.validate(found, workspace("schema", "facts").document)
    (source,) = (one for one in found["sources"] if one["source"] == "lke")
    assert [(one["file"], one["rows"], one["periods"]) for one in source["files"]] == [
        ("data/lke-2026.parquet", 1, ["2026"]),
        ("data/lke.parquet", 3, ["2024", "2025"]),
    ]
    assert source["files"][1]["sha256"] == _sha256(workspace.folder / "data" / "lke.parquet")
    known = {one["period"]: (one["rows"], one["completeness"]["expected"]) for one in source["periods"]}
    assert known == {"2024": (1, 2), "2025": (2, 2), "2026": (1, 2)}
    text = " ".join(workspace("facts", "list", "--lang", "en").out.split())
    assert "data/lke.parquet 2024..2025 3" in text
    assert "1 of 2 expected rows; not sent: Pengukuran kinerja" in text
    assert "data/espm.parquet 2025 2 Illustrative data" in text
    assert not (workspace.folder / "iku.db").exists()


def test_a_trace_names_file_and_row(workspace):
    said = workspace("trace", "akip", "--period", "2025")
    assert said.status == 0, said.err
    assert "data/lke.parquet:1" in said.out
    assert "data/lke.parquet:2" in said.out
    found = workspace("trace", "penerima", "--period", "2025", "--key", "11.02", "--json").document
    facts = list(_facts(found["results"][0]["trace"]))
    jsonschema.validate(found, workspace("schema", "evaluation").document)
    assert [(fact["file"], fact["row"], fact["batch"]) for fact in facts] == [("data/espm.parquet", 2, 0)]
    assert facts[0]["marks"] == ["ilustratif"]
    assert facts[0]["sha256"] == _sha256(workspace.folder / "data" / "espm.parquet")
    assert [mark["mark"] for mark in found["results"][0]["marks"]] == ["ilustratif"]


def _facts(node):
    if node.get("fact"):
        yield node["fact"]
    for child in node.get("children", ()):
        yield from _facts(child)


def _sha256(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_csv_file_keeps_its_lines_and_marks(workspace):
    workspace.write("iku.toml", '[files]\nlke = "fakta/lke.csv"\n')
    said = workspace("trace", "akip", "--period", "2025", "--json")
    assert said.status == 0, said.err
    result = said.document["results"][0]
    assert {(fact["file"], fact["row"]) for fact in _facts(result["trace"])} == {
        ("fakta/lke.csv", 3), ("fakta/lke.csv", 4),
    }  # fmt: skip
    assert [mark["mark"] for mark in result["marks"]] == ["ilustratif"]


def test_a_run_is_kept_and_verified_until_a_file_changes(workspace):
    assert "evaluasi" in workspace("eval", "--period", "2025").err
    assert workspace("runs", "verify").status == 0
    number = workspace("runs", "list", "--json").document["runs"][0]["run"]
    shown = workspace("runs", "show", str(number), "--json").document
    jsonschema.validate(shown, workspace("schema", "runs-show").document)
    kept = shown["files"]
    assert [(one["relation"], one["file"]) for one in kept][-1] == ("espm", "data/espm.parquet")
    assert "lke: data/lke.parquet (" in workspace("runs", "show", str(number)).out
    path = workspace.folder / "data" / "lke.parquet"
    before, stamp = path.read_bytes(), path.stat()
    lke(workspace.folder, nilai=["91", "80", "90.5"])
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    changed = workspace("runs", "verify")
    assert changed.status == 1
    assert "berkas data/lke.parquet (lke) berubah" in changed.out + changed.err
    path.unlink()
    gone = workspace("runs", "verify")
    assert gone.status == 1
    assert "berkas data/lke.parquet (lke) tidak ada lagi" in gone.out + gone.err
    path.write_bytes(before)
    assert workspace("runs", "verify").status == 0


@pytest.mark.parametrize("way", ["in place", "another file"])
def test_other_content_of_the_same_size_and_time_has_its_own_hash(workspace, monkeypatch, tmp_path_factory, way):
    """As `cp -p`, rsync and `touch -d` leave it: what is remembered of a file is not taken for another's content."""
    monkeypatch.setattr(cache, "_folder", lambda: kept)
    monkeypatch.setattr(binding, "SETTLED", -1)
    kept = tmp_path_factory.mktemp("cache")
    workspace.write("iku.toml", TOML.replace("data/lke*.parquet", "data/lke.csv"))
    path = workspace.folder / "data" / "lke.csv"

    def shown(to: Path, value: int) -> tuple[str, str]:
        to.write_text(f"tahun,komponen,nilai\n2025,rencana,{value}\n2025,ukur,80\n", encoding="utf-8")
        os.utime(to, ns=(10**18, 10**18))
        to.replace(path)
        result = workspace("trace", "akip", "--period", "2025", "--json").document["results"][0]
        (named,) = {fact["sha256"] for fact in _facts(result["trace"])}
        return result["value"], named

    assert shown(path, 91) == ("86.60", _sha256(path))
    assert shown(path.with_name("new.csv") if way == "another file" else path, 17) == ("42.20", _sha256(path))
    assert list(kept.iterdir()), "hashes are remembered"


def test_a_file_that_is_changed_while_it_is_evaluated_is_refused(workspace, monkeypatch):
    """Also where its size and time of change are what they were."""
    from iku_engine.evaluating import evaluate

    path, rows = workspace.folder / "data" / "lke.csv", "tahun,komponen,nilai\n2025,rencana,{}\n2025,ukur,80\n"
    workspace.write("iku.toml", TOML.replace("data/lke*.parquet", "data/lke.csv"))
    path.write_text(rows.format(91), encoding="utf-8")
    plans = evaluate.plan_of

    def changed_now(*arguments):
        before = path.stat()
        path.write_text(rows.format(17), encoding="utf-8")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        return plans(*arguments)

    monkeypatch.setattr(evaluate, "plan_of", changed_now)
    said = workspace("eval", "akip", "--period", "2025")
    assert said.status == 3, said
    assert "data/lke.csv diubah selagi dibaca" in said.err


def test_the_digest_of_facts_follows_what_files_hold(workspace):
    def facts() -> str:
        return workspace("eval", "--period", "2025", "--json").document["facts"]

    first = facts()
    (workspace.folder / "data" / "lke.parquet").rename(workspace.folder / "data" / "lke-2.parquet")
    assert facts() == first
    lke(workspace.folder, "lke-2.parquet", nilai=["91", "80", "90.5"])
    assert facts() != first


def test_a_period_given_for_a_file_counts_as_loaded_without_rows(workspace):
    workspace.write("kosong.csv", "daerah,penerima\n")
    workspace.write(
        "iku.toml", '[files]\ndaerah = "fakta/daerah.csv"\nespm = { path = "kosong.csv", period = "2025" }\n'
    )
    results = workspace("eval", "penerima", "--period", "2024..2025", "--json").document["results"]
    reasons = {(one["period"], str(one["reason"])) for one in results}
    assert any(period == "2024" and "belum dimuat" in reason for period, reason in reasons), reasons
    assert any(period == "2025" and "tidak ada baris" in reason for period, reason in reasons), reasons


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="a folder in which nobody can make a file")
def test_a_folder_in_which_no_store_can_be_made_is_evaluated_all_the_same(workspace):
    said = workspace("eval", "akip", "--period", "2025", "--json", "--store", "sqlite:////proc/iku.db")
    assert by_key(said) == {"akip": "86"}
    assert said.document["run"] is None


def test_names_of_files_are_taken_as_they_are(workspace):
    for name in ("lke [1].parquet", "lke 'dua'.parquet"):
        (workspace.folder / "data" / "lke.parquet").rename(workspace.folder / "data" / name)
        assert by_key(workspace("eval", "akip", "--period", "2025", "--json")) == {"akip": "86"}, name
        (workspace.folder / "data" / name).rename(workspace.folder / "data" / "lke.parquet")


def test_a_parquet_file_without_rows_gives_the_period_that_is_said(workspace):
    lke(workspace.folder, tahun=[], komponen=pa.array([], pa.string()), nilai=[])
    assert workspace("eval", "akip", "--period", "2025", "--json").document["results"][0]["state"] == "missing"
    table = pa.table({"daerah": pa.array([], pa.string()), "penerima": pa.array([], pa.decimal128(9, 4))})
    pq.write_table(table, workspace.folder / "data" / "espm.parquet")
    workspace.write("iku.toml", TOML.replace("marks =", 'period = "2025"\nmarks ='))
    results = workspace("eval", "penerima", "--period", "2025", "--json").document["results"]
    assert {"tidak ada baris" in str(one["reason"]) for one in results} == {True}


def test_a_file_that_breaks_off_within_is_told(workspace):
    path = workspace.folder / "data" / "lke.parquet"
    data = bytearray(path.read_bytes())
    data[4:60] = bytes(56)
    path.write_bytes(data)
    said = workspace("eval", "akip", "--period", "2025")
    assert said.status in (1, 3), said
    assert said.out == ""
    assert "duckdb" in said.err or "Parquet" in said.err


# ---- refused with a mend


REFUSED = {
    "a float": (lambda f: lke(f, kind=pa.float64()), ["data/lke.parquet", "nilai", "DOUBLE", "DECIMAL"]),
    "a date for a number": (lambda f: lke(f, "lke.parquet", pa.date32(), nilai=["1", "2", "3"]), []),
    "no such file": (lambda f: (f / "data" / "lke.parquet").unlink(), ["lke", "data/lke*.parquet", "iku.toml"]),
    "a broken file": (
        lambda f: (f / "data" / "lke.parquet").write_bytes(b"PAR1 bukan"),
        ["data/lke.parquet", "Parquet"],
    ),
    "a year too many": (
        lambda f: lke(f, tahun=[2025, 20250, 2024]),
        ["1 dari 3 baris lke", "data/lke.parquet:2, Tahun, “20250”: bukan tahun"],
    ),
    "a member that is none": (
        lambda f: lke(f, komponen=["rencana", "ukurr", "rencana"]),
        ["data/lke.parquet:2, komponen, “ukurr”: bukan anggota dimensi komponen"],
    ),
    "no member": (
        lambda f: lke(f, komponen=["rencana", None, "rencana"]),
        ["data/lke.parquet:2, komponen: kunci tidak boleh kosong"],
    ),
    "out of range": (
        lambda f: lke(f, nilai=["90", "100.001", "-1"]),
        ["2 dari 3 baris lke", "2 × nilai", "data/lke.parquet:3, nilai, “-1.000”: -1 di luar rentang"],
    ),
    "nothing": (lambda f: lke(f, nilai=["90", None, "80"]), ["data/lke.parquet:2, nilai: tidak boleh kosong"]),
    "a key twice": (
        lambda f: lke(f, komponen=["ukur", "ukur", "rencana"]),
        ["1 dari 3 baris lke", "data/lke.parquet:2, komponen, “ukur”: kunci ini sudah ada di baris 1"],
    ),
    "a key in two files": (
        lambda f: lke(f, "lke-2.parquet", komponen=["x", "x", "x"]) or lke(f, "lke-2.parquet"),
        ["3 dari 6 baris lke", "data/lke.parquet:1, komponen, “rencana”: kunci ini sudah ada di data/lke-2.parquet:1"],
    ),
    "too many digits": (
        lambda f: espm(f, rows=((date(2025, 1, 1), "11.01", "0.123456789"),)),
        ["data/espm.parquet:1, penerima, “12.34567890%”: lebih dari 6 angka"],
    ),
    "a day within a year": (
        lambda f: espm(f, rows=((date(2025, 3, 1), "11.01", "0.5"),)),
        ["data/espm.parquet:1, tahun, “2025-03-01”: bukan tahun"],
    ),
    "a region that is not there": (
        lambda f: espm(f, rows=((date(2025, 1, 1), "11.1", "0.5"),)),
        ["data/espm.parquet:1, daerah, “11.1”: bukan anggota dimensi daerah (mungkin maksudnya 11.01)"],
    ),
}


@pytest.mark.few(
    "a float", "no such file", "a broken file", "out of range", "a key in two files", "a region that is not there"
)
@pytest.mark.parametrize("case", REFUSED)
def test_files_that_cannot_be_used_are_refused(workspace, case):
    spoil, words = REFUSED[case]
    if case == "a date for a number":
        table = pa.table({"tahun": [2025], "komponen": ["ukur"], "nilai": [date(2025, 1, 1)]})
        pq.write_table(table, workspace.folder / "data" / "lke.parquet")
        words = ["data/lke.parquet", "nilai", "DATE", "DECIMAL, bilangan bulat, atau teks"]
    else:
        spoil(workspace.folder)
    said = workspace("eval", "akip", "--period", "2025")
    assert said.status == 1, said
    assert said.out == ""
    for word in words:
        assert word in said.err, said.err


def test_a_column_that_is_lacking_or_unknown(workspace):
    path = workspace.folder / "data" / "lke.parquet"
    pq.write_table(pa.table({"tahun": [2025], "komponen": ["ukur"]}), path)
    assert "kurang kolom nilai untuk lke" in workspace("eval", "--period", "2025").err
    pq.write_table(pa.table({"tahun": [2025], "komponen": ["ukur"], "nilai": [1], "nlai": [1]}), path)
    assert "kolom nlai tidak dikenal oleh lke" in workspace("eval", "--period", "2025").err


def test_a_column_with_what_its_file_says_is_not_there_is_one_of_a_broken_file():
    """Of a damaged file the reader believes that no cell of a column is empty, does not look, and gives one."""
    with duckdb.connect() as database:
        texts = Texts(database, "x", "a.parquet", count(1), lambda _: [("2025",), (None,)])
        with pytest.raises(RefusedFile) as refused:
            texts.distinct("f.tahun", "tahun")
    assert (refused.value.text.key, dict(refused.value.text.arguments)["file"]) == ("bound-broken", "a.parquet")


@pytest.mark.parametrize("name", ["file_row_number", "FILE_INDEX"])
def test_a_column_named_as_the_readers_own_is_refused(workspace, name):
    """The reader tells rows apart by columns of these names; one of a file's would take its place, and rows be lost."""
    pq.write_table(
        pa.table({"tahun": [2025], "komponen": ["ukur"], "nilai": [1], name: [1]}),
        workspace.folder / "data" / "lke.parquet",
    )
    said = workspace("eval", "akip", "--period", "2025")
    assert said.status == 1, said
    assert f"kolom {name} bernama seperti kolom yang dipakai pembaca Parquet" in said.err


def test_a_percentage_without_a_sign_says_what_it_is(workspace):
    workspace.write("iku.toml", TOML.replace('percent = "fraction"\n', ""))
    said = workspace("eval", "--period", "2025")
    assert said.status == 1
    assert 'percent = "fraction"' in said.err
    workspace.write("iku.toml", TOML.replace('"fraction"', '"percentage"'))
    espm(workspace.folder, rows=((date(2025, 1, 1), "11.01", "87.5"), (date(2025, 1, 1), "11.02", "40")))
    assert by_key(workspace("eval", "--period", "2025", "--json"))["penerima 11.01"] == "7/8"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--engine", "sqlite"), ["--engine sqlite", "duckdb"]),
        (("--as-of", "2020-01-01"), ["--as-of"]),
        (("--cross-check",), ["--cross-check", "lke"]),
    ],
)
def test_what_files_cannot_do_is_said(workspace, arguments, words):
    said = workspace("eval", "--period", "2025", *arguments)
    assert said.status == 2
    assert all(word in said.err for word in words), said.err


def test_a_relation_is_bound_or_stored_not_both(workspace):
    (workspace.folder / "iku.toml").unlink()
    workspace.load()
    workspace.write("iku.toml", TOML)
    said = workspace("eval", "--period", "2025")
    assert said.status == 2
    assert "daerah terikat pada berkas" in said.err


def test_sources_in_the_store_stand_beside_bound_ones(workspace):
    (workspace.folder / "iku.toml").unlink()
    assert workspace("import", "fakta/daerah.csv", "fakta/espm.csv").status == 0
    workspace.write("iku.toml", '[files]\nlke = "data/lke*.parquet"\n')
    found = by_key(workspace("eval", "--period", "2025", "--json"))
    assert (found["akip"], found["penerima 11.02"]) == ("86", "2/5")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('[files]\nlek = "a"', ["files.lek", "lke"]),
        ('[files]\nxyz = "a"', ["files.xyz", "daerah, lke, espm"]),
        ("[files]\nlke = 3", ["files.lke", "3"]),
        ("files = 3", ["[files]"]),
        ("[files]\nlke = []", ["files.lke"]),
        ('[files]\nlke = { path = "a", percent = "%" }', ["files.lke.percent", "fraction, percentage"]),
        ('[files]\nlke = { path = "a", period = "25" }', ["files.lke.period", "“25”"]),
        ('[files]\nlke = { path = "a", marks = "x" }', ["files.lke.marks", "x"]),
        ('[files]\nlke = { paht = "a" }', ["files.lke.pa"]),
    ],
)  # fmt: skip
def test_settings_that_are_wrong_say_where(workspace, toml, words):
    workspace.write("iku.toml", toml)
    said = workspace("eval", "--period", "2025")
    assert said.status == 2, said
    assert all(word in said.err for word in words), said.err


def test_messages_are_in_english_too(workspace):
    lke(workspace.folder, nilai=["90", "100.001", "-1"])
    said = workspace("eval", "akip", "--period", "2025", "--lang", "en")
    assert "2 of 3 rows of lke cannot be used, nothing was computed" in said.err
    assert "data/lke.parquet:2, nilai, “100.001”: 100.001 lies outside 0 .. 100" in said.err


LINKS = {"one link": ("a",), "two links": ("a", "b"), "none": ()}


@pytest.mark.few("two links")
@pytest.mark.parametrize("links", LINKS)
def test_links_to_their_own_folder_are_not_followed(workspace, links: str):
    """Below `**` a folder is looked through once, however many links lead back to it."""
    workspace.write("iku.toml", TOML.replace("data/", "data/**/"))
    for name in LINKS[links]:
        (workspace.folder / "data" / name).symlink_to(".")
    said = workspace("eval", "--period", "2025", "--json")
    assert said.status == 0, said.err
    assert by_key(said)["penerima 11.01"] == "7/8"


def test_a_file_is_read_once_however_many_ways_lead_to_it(workspace):
    for name in LINKS["two links"]:
        (workspace.folder / "data" / name).symlink_to(".")
    for stars in (1, 4, 12):
        workspace.write("iku.toml", TOML.replace("data/", f"data/{'*/' * stars}"))
        said = workspace("eval", "--period", "2025", "--json")
        assert said.status == 0 and by_key(said)["penerima 11.01"] == "7/8", (stars, said.err)


def test_a_link_below_the_pattern_that_leads_elsewhere_is_told(workspace, tmp_path_factory):
    """Its files would be left out of the figures without a word."""
    workspace.write("iku.toml", TOML.replace("data/espm", "data/**/espm"))
    (workspace.folder / "data" / "lama").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    said = workspace("eval", "--period", "2025")
    assert said.status == 1 and "data/lama" in said.err and "data/**/espm*.parquet" in said.err, said


def test_a_link_that_the_pattern_itself_names_is_followed(workspace, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (workspace.folder / "data" / "espm.parquet").rename(elsewhere / "espm.parquet")
    (workspace.folder / "data" / "lama").symlink_to(elsewhere)
    for pattern in ("data/lama/espm", "data/*/espm", "data/lama/**/espm"):
        workspace.write("iku.toml", TOML.replace("data/espm", pattern))
        said = workspace("eval", "--period", "2025", "--json")
        assert said.status == 0 and by_key(said)["penerima 11.01"] == "7/8", (pattern, said.err)


@pytest.mark.parametrize("pattern", ["deep/**/espm*.parquet", "deep/*/*/*/*/espm*.parquet", "/**/zz*.parquet"])
def test_a_pattern_that_never_ends_is_refused(workspace, monkeypatch, pattern: str):
    """By what was looked at for it, in steps and not in seconds, as with a folder of specs."""
    monkeypatch.setitem(BUDGETS, "folder", replace(BUDGETS["folder"], most=300))
    workspace.write("iku.toml", TOML.replace("data/espm*.parquet", pattern))
    workspace.write("deep/espm.parquet", "never read")
    for number in range(150):
        (workspace.folder / "deep" / f"{number}").symlink_to(".")
        workspace.write(f"deep/folder/{number}/{number}", "")
    said = workspace("eval", "--period", "2025")
    assert said.status == 1 and pattern in said.err and "300" in said.err, said


def test_all_patterns_of_the_settings_are_looked_for_together(workspace, monkeypatch):
    """Each of many patterns is within what may be looked through."""
    monkeypatch.setitem(BUDGETS, "folder", replace(BUDGETS["folder"], most=300))
    for number in range(100):
        workspace.write(f"data/other/{number}.csv", "")
    patterns = ["data/**/espm*.parquet"] * 20
    workspace.write("iku.toml", TOML.replace('"data/espm*.parquet"', str(patterns)))
    assert workspace("eval", "--period", "2025").status == 0
    patterns = [f"data/{'**/' * times}espm*.parquet" for times in (1, 2)] + [
        f"data/**/e{'*' * n}.parquet" for n in range(1, 9)
    ]
    workspace.write("iku.toml", TOML.replace('"data/espm*.parquet"', str(patterns)))
    said = workspace("eval", "--period", "2025")
    assert said.status == 1 and "300" in said.err, said


def test_a_heading_of_any_length_is_shown_shortened(workspace):
    workspace.write("data/espm.csv", f"tahun,daerah,penerima,{'kolom ' * 5_000}\n2025,11.01,50%,1\n")
    bound = TOML.replace("data/espm*.parquet", "data/espm.csv")
    commands = {bound: ("eval", "--period", "2025"), "": ("import", "data/espm.csv", "--into", "espm", "--yes")}
    for settings, command in commands.items():
        workspace.write("iku.toml", settings)
        said = workspace(*command)
        assert said.status == 1 and "kolom kolom" in said.out + said.err and len(said.out + said.err) < 4_000, said


def test_what_a_file_says_of_its_columns_is_not_taken_for_what_they_hold(workspace):
    """Its least and greatest year are 2025, and the rows have another: packed by those ends, each would be 2025, or memory was overrun."""
    path = workspace.folder / "data" / "lke.parquet"
    years = pa.array([2025] * 3, pa.int64())
    rest = {name: pa.array(values) for name, values in LKE.items() if name != "tahun"}
    pq.write_table(pa.table({"tahun": years, **rest}), path, use_dictionary=False, compression="none")
    content, other = path.read_bytes(), 2025 + (1 << 51)
    held = (2025).to_bytes(8, "little") * 3
    assert content.count(held) == 1
    path.write_bytes(content.replace(held, other.to_bytes(8, "little") * 3))
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).statistics.max == 2025
    said = workspace("eval", "akip", "--period", "2025")
    assert said.status == 1 and str(other) in said.out + said.err, said


def test_a_file_that_is_emptied_while_it_is_read_has_changed(workspace, monkeypatch):
    """As every program empties a file before it writes it anew."""
    path = workspace.folder / "fakta" / "daerah.csv"
    plain = TextPart.check

    def emptied(part: TextPart, *arguments: object, **more: bool) -> None:
        path.write_bytes(b"")
        plain(part, *arguments, **more)

    monkeypatch.setattr(TextPart, "check", emptied)
    said = workspace("eval", "akip", "--period", "2025")
    assert said.status == 3 and "bug" not in said.err and "daerah.csv" in said.err, said


@pytest.mark.few("parquet-none-", "parquet-kegiatan-kegiatan", "csv-kegiatan-", "csv-kegiatan+orang-kegiatan-orang")
@pytest.mark.parametrize("columns", [(), ("kegiatan",), ("orang",), ("kegiatan", "orang")], ids="-".join)
@pytest.mark.parametrize(
    "declared", [(), ("kegiatan",), ("kegiatan", "orang")], ids=lambda one: "+".join(one) or "none"
)
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_a_file_has_those_columns_that_may_be_missing_or_none_of_them(workspace, kind, declared, columns):
    """One with the keys alone was called broken, by a message of the database about a list of no columns."""
    if not set(columns) <= set(declared):
        return
    texts = {"kegiatan": "  kolom kegiatan teks boleh kosong\n", "orang": "  kolom orang bilangan 0.. boleh kosong\n"}
    spec = "dimensi wilayah kunci kode\nsumber bantuan per tahun, wilayah daftar\n" + "".join(
        texts[name] for name in declared
    )
    workspace.write(
        "spec/bantuan.iku", spec + "indikator dibantu\n  satuan wilayah\n  arah naik\n  rumus banyaknya bantuan\n"
    )
    cells = {"tahun": [2025, 2025], "wilayah": ["A", "B"], "kegiatan": ["x", None], "orang": [4, None]}
    table = pa.table({name: cells[name] for name in ("tahun", "wilayah", *columns)})
    if kind == "parquet":
        pq.write_table(table, workspace.folder / "bantuan.parquet")
    else:
        rows = [",".join("" if one is None else str(one) for one in row.values()) for row in table.to_pylist()]
        workspace.write("bantuan.csv", "\n".join([",".join(table.column_names), *rows]) + "\n")
    workspace.write("iku.toml", f'[files]\nbantuan = "bantuan.{kind}"\n')
    assert by_key(workspace("eval", "dibantu", "--specs", "spec", "--period", "2025", "--json")) == {"dibantu": "2"}


@pytest.mark.parametrize("change", ["range", "name"])
def test_a_run_is_made_final_though_the_specs_of_now_refuse_its_files(workspace, change):
    """No reason was enough, and the way out, the specs of that day, was not told."""
    run = workspace("eval", "akip", "--period", "2025", "--json").document["run"]
    assert workspace("runs", "review", str(run)).status == 0
    spec = (workspace.folder / "indicator_specs/akip.iku").read_text()
    spec = spec[: spec.index("uji ")] if "uji " in spec else spec
    if change == "name":
        spec = spec.replace("sumber lke", "sumber lembar").replace("lke.", "lembar.")
    else:
        spec = spec.replace("nilai angka 0..100", "nilai angka 0..50")
    workspace.write("indicator_specs/akip.iku", spec)
    assert workspace("check").status == 0
    said = workspace("runs", "final", str(run), "--lang", "en")
    assert said.status == 1
    assert "by the specs of now these cannot be computed (1): akip 2025" in said.err
    assert workspace("runs", "final", str(run), "--despite", "sudah diperiksa").status == 0
