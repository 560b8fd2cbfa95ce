"""Files that are no table in text and no workbook: an import says what each of them is, and how its table comes in."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest
from cli_workspace import workspace_in

ROWS = {"tahun": [2024], "daerah": ["11.01"], "penerima": ["50%"]}
TYPES = "[Content_Types].xml"
OPEN = "application/vnd.oasis.opendocument."
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600


def zipped(**parts: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as packed:
            for name, text in parts.items():
                packed.writestr({"types": TYPES}.get(name, name.replace("__", "/")), text)

    return make


def holding(content: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(content)

    return make


OTHERS: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "rekap.pdf": (holding(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"\x81\0" * 99), "a PDF document", "copy it to a spreadsheet"),
    "rekap.docx": (zipped(types="<Types/>", word__document="<a/>"), "a document or slides", "copy its table to a spreadsheet"),
    "rekap.pptx": (zipped(types="<Types/>", ppt__slides="<a/>"), "a document or slides", "copy its table to a spreadsheet"),
    "rekap.odt": (zipped(mimetype=f"{OPEN}text"), "a document or slides", "copy its table to a spreadsheet"),
    "rekap.ods": (zipped(mimetype=f"{OPEN}spreadsheet"), "no .xlsx", "save it again as .xlsx or CSV"),
    "rekap.doc": (holding(OLE), "a document or slides", "copy its table to a spreadsheet"),
    "rekap.xls": (holding(OLE), "no .xlsx", "save it again as .xlsx or CSV"),
    "rekap.rtf": (holding(b"{\\rtf1 rekap}"), "a document or slides", "copy its table to a spreadsheet"),
    "rekap.zip": (zipped(rekap="tahun,daerah"), "a packed archive", "import the .xlsx or CSV that is in it"),
    "rekap.csv.gz": (holding(gzip.compress(b"tahun,daerah")), "a packed archive", "import the .xlsx or CSV that is in it"),
    "rekap.7z": (holding(b"7z\xbc\xaf\x27\x1c" + b"\x81\0" * 50), "a packed archive", "unpack it"),
    "rekap.rar": (holding(b"Rar!\x1a\x07\x01\0" + b"\x81\0" * 50), "a packed archive", "unpack it"),
    "rekap.png": (holding(b"\x89PNG\r\n\x1a\n" + b"\0" * 50), "a picture", "ask for its table"),
    "rekap.db": (holding(b"SQLite format 3\0" + b"\0" * 84), "an SQLite database", "export its table as CSV"),
    "rekap.feather": (lambda path: feather.write_feather(pa.table(ROWS), path), "an Arrow (Feather) file", "save it again as CSV"),
    "long.pdf": (holding(b"%PDF-1.7" + b"\0" * 17 * 2**20), "a PDF document", "copy it to a spreadsheet"),
}  # fmt: skip


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    return workspace_in(tmp_path, capsys, monkeypatch)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("more", [(), ("--encoding", "latin-1")], ids=["", "with a charset"])
def test_another_file_is_named_with_the_way_in(workspace, name, more):
    make, what, mend = OTHERS[name]
    make(Path(name))
    said = workspace("import", name, "--into", "espm", *more, "--lang", "en")
    text = " ".join(said.out.split())
    assert said.status == 1
    assert f"{name} is {what}" in text
    assert mend in text


@pytest.mark.parametrize("name", ["espm.parquet", "espm.csv"])
@pytest.mark.parametrize(
    "more", [(), ("--encoding", "latin-1"), ("--sheet", "x")], ids=["", "with a charset", "with a sheet"]
)
def test_a_parquet_file_is_told_with_the_line_that_binds_it(workspace, name, more):
    pq.write_table(pa.table(ROWS), name)
    said = workspace("import", name, "--into", "espm", *more, "--lang", "en")
    line = f'espm = "{name}"'
    assert said.status == 1
    assert f"{name} is a Parquet file, which is not imported but bound: write {line} below [files]" in " ".join(
        said.out.split()
    )
    Path("daerah.csv").write_text("kode,nama\n11.01,Satu\n11.02,Dua\n")
    assert workspace("import", "daerah.csv").status == 0
    Path("iku.toml").write_text(f"[files]\n{line}\n")
    assert "50" in workspace("eval", "penerima", "--period", "2024", "--no-trace").out


def test_a_table_in_text_may_begin_like_a_parquet_file(workspace):
    workspace.write("espm.csv", "PAR1,daerah,penerima\n2024,11.01,5%\n")
    assert "Parquet" not in workspace("import", "espm.csv", "--lang", "en").out
