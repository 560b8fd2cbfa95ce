"""Files as people and machines really send them, each with what must become of it: good rows, rows in quarantine, or one refusal."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Protection
from openpyxl.utils.datetime import CALENDAR_MAC_1904

SPEC = """
dimensi daerah "Daerah" kunci kode
  atribut nama teks

sumber espm "e-SPM" per tahun, daerah
  kolom penerima persen 0%..100% digit 3
  kolom orang bilangan 0.. boleh kosong
  kolom anggaran uang 0.. boleh kosong
  kolom suhu angka -100..10000 boleh kosong
  kolom mulai tanggal boleh kosong
  kolom lama durasi jam 0..100 boleh kosong
  kolom siap ya/tidak boleh kosong
  kolom jenis pilihan kota, kabupaten boleh kosong
  kolom ket teks boleh kosong
"""
MEMBERS = "kode,nama\n01,Kota Satu\n02,Kabupaten Dua\n03,Kota Tiga\n"
HEAD = "tahun,daerah,penerima"

Good = dict[str, Any]
Bad = tuple[int, str, str]


@dataclass(frozen=True)
class Case:
    """A file, how it is read, and what must become of it: `good` stored cells, `bad` (row, column, reason), or a `refused` key."""

    name: str
    make: Callable[[Path], Path]
    good: tuple[Good, ...] = ()
    bad: tuple[Bad, ...] = ()
    refused: str = ""
    reading: dict[str, Any] = field(default_factory=dict)
    mapping: str = ""
    not_data: tuple[tuple[int, str], ...] = ()  # rows with their kinds


def text(
    name: str, content: str | bytes, *, file: str = "espm.csv", encoding: str = "utf-8", good: tuple[Good, ...] = (),
    bad: tuple[Bad, ...] = (), refused: str = "", mapping: str = "", not_data: tuple[tuple[int, str], ...] = (), **reading: Any,
) -> Case:  # fmt: skip
    def make(folder: Path) -> Path:
        path = folder / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return Case(name, make, good, bad, refused, reading, mapping, not_data)


def cell(
    name: str,
    column: str,
    written: str,
    stored: Any = None,
    bad: str = "",
    others: tuple[str, ...] = (),
    **reading: Any,
) -> Case:
    """One cell of a column, quoted, with more cells of the column below; the first is judged."""
    rows = "".join(
        f'2025,0{n},50%,"{value}"\n' if column != "penerima" else f'2025,0{n},"{value}",\n'
        for n, value in enumerate((written, *others), start=1)
    )
    head = f"{HEAD},{column if column != 'penerima' else 'ket'}\n"
    return text(
        name, head + rows, good=() if bad else ({"daerah": "01", column: stored},),
        bad=((2, column, bad),) if bad else (), **reading,
    )  # fmt: skip


def book(
    name: str, build: Callable[[openpyxl.Workbook], None], *, file: str = "espm.xlsx", after: Callable[[bytes], bytes] | None = None,
    good: tuple[Good, ...] = (), bad: tuple[Bad, ...] = (), refused: str = "", mapping: str = "",
    not_data: tuple[tuple[int, str], ...] = (), **reading: Any,
) -> Case:  # fmt: skip
    def make(folder: Path) -> Path:
        made = openpyxl.Workbook()
        build(made)
        kept = io.BytesIO()
        made.save(kept)
        path = folder / file
        path.write_bytes(after(kept.getvalue()) if after is not None else kept.getvalue())
        return path

    return Case(name, make, good, bad, refused, reading, mapping, not_data)


def sheet(
    *rows: list[Any], columns: str = "penerima", formats: dict[str, str] | None = None
) -> Callable[[openpyxl.Workbook], None]:
    """A workbook of one sheet with a header and rows; `formats` are number formats by cell."""

    def build(made: openpyxl.Workbook) -> None:
        page = made.active
        page.append(["tahun", "daerah", *columns.split(",")])
        for row in rows:
            page.append(row)
        for place, form in (formats or {}).items():
            page[place].number_format = form

    return build


def edited(part: str, change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """A workbook with the text of one part changed."""

    def after(packed: bytes) -> bytes:
        found, made = zipfile.ZipFile(io.BytesIO(packed)), io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
            for name in found.namelist():
                content = found.read(name)
                out.writestr(name, change(content.decode()).encode() if name == part else content)
        return made.getvalue()

    return after


SHEET = "xl/worksheets/sheet1.xml"
ONE: Good = {"daerah": "01", "penerima": 50000}
FORMULA = edited(SHEET, lambda t: t.replace("<v></v>", "").replace("<v/>", "").replace("<v />", ""))


def _merged(made: openpyxl.Workbook) -> None:
    sheet([2025, "01", 0.5], [None, "02", 0.6], formats={"C2": "0%", "C3": "0%"})(made)
    made.active.merge_cells("A2:A3")


def _merged_values(made: openpyxl.Workbook) -> None:
    sheet([2025, "01", 0.5], [2025, "02", None], formats={"C2": "0%"})(made)
    made.active.merge_cells("C2:C3")


def _two_sheets(made: openpyxl.Workbook, state: str = "visible") -> None:
    sheet([2025, "01", 0.5], formats={"C2": "0%"})(made)
    other = made.create_sheet("Lama")
    other.append(["tahun", "daerah", "penerima"])
    other.append([2024, "01", 0.4])
    other["C2"].number_format = "0%"
    other.sheet_state = state


def _beside(made: openpyxl.Workbook) -> None:
    made.active.title = "Petunjuk"
    made.active.append(["Isi lembar Data"])
    page = made.create_sheet("Data")
    page.append(["tahun", "daerah", "penerima"])
    page.append([2025, "01", "50%"])


def _titled(made: openpyxl.Workbook) -> None:
    page = made.active
    for row in (
        ["REKAPITULASI CAPAIAN"],
        [],
        ["# tanda: ilustratif"],
        ["Tahun", "Daerah", "Penerima"],
        [2025, "01", "50%"],
    ):
        page.append(row)


def _calendar_1904(made: openpyxl.Workbook) -> None:
    made.epoch = CALENDAR_MAC_1904
    sheet([2025, "01", "50%", datetime(2025, 12, 31)], columns="penerima,mulai")(made)


def _neither(made: openpyxl.Workbook) -> None:
    made.active.append(["apa", "saja"])
    made.create_sheet("Lain").append(["hal", "lain"])


def _protected(made: openpyxl.Workbook) -> None:
    sheet([2025, "01", "50%"])(made)
    made.active.protection.sheet = True
    made.active["A2"].protection = Protection(locked=True)


def _bomb(folder: Path) -> Path:
    path = folder / "espm.xlsx"
    sheet([2025, "01", "50%"])(made := openpyxl.Workbook())
    made.save(path)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as packed,
        packed.open("xl/worksheets/sheet9.xml", "w") as part,
    ):
        for _ in range(80):
            part.write(b" " * 2**20)
    return path


def _strings_bomb(folder: Path) -> Path:
    path = folder / "espm.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("xl/styles.xml", "w") as part:
            for _ in range(70):
                part.write(b" " * 2**20)
    return path


def _folder(folder: Path) -> Path:
    (folder / "espm.csv").mkdir()
    return folder / "espm.csv"


def _loop(folder: Path) -> Path:
    (folder / "espm.csv").symlink_to(folder / "other.csv")
    (folder / "other.csv").symlink_to(folder / "espm.csv")
    return folder / "espm.csv"


def _pipe(folder: Path) -> Path:
    import os

    os.mkfifo(folder / "espm.csv")
    return folder / "espm.csv"


def _zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "espm.xlsx", "w") as packed:
        packed.writestr("readme.txt", "tahun,daerah")
    return folder / "espm.xlsx"


def _ods(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "espm.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return folder / "espm.ods"


TEXT_CASES = (
    text("plain", f"{HEAD}\n2025,01,50%\n", good=(ONE,)),
    text("bom", f"{HEAD}\n2025,01,50%\n", encoding="utf-8-sig", good=(ONE,)),
    text("utf-16", f"{HEAD}\n2025,01,50%\n", encoding="utf-16", good=(ONE,)),
    text("utf-16 big-endian without a mark", f"{HEAD}\n2025,01,50%\n", encoding="utf-16-be", good=(ONE,)),
    text("utf-16 little-endian without a mark", f"{HEAD}\n2025,01,50%\n", encoding="utf-16-le", good=(ONE,)),
    text("utf-32", f"{HEAD}\n2025,01,50%\n", encoding="utf-32", good=(ONE,)),
    text("cp1252", f"{HEAD},ket\n2025,01,50%,Café – “ya”\n", encoding="cp1252", good=({**ONE, "ket": "Café – “ya”"},)),
    text("no charset", f"{HEAD}\n2025,01,50%\n".encode() + b"\x81\xe9\n", refused="file-charset-unknown"),
    text("charset said", f"{HEAD},ket\n2025,01,50%,Žluť\n", encoding="cp1250", encoding_="cp1250", good=({"ket": "Žluť"},)),
    text("wrong charset said", f"{HEAD},ket\n2025,01,50%,é\n", encoding="cp1252", encoding_="utf-8", refused="file-charset"),
    text("no such charset", f"{HEAD}\n", encoding_="klingon", refused="encoding-unknown"),
    *(
        text(f"{name} is no charset", f"{HEAD}\n", encoding_=name, refused="encoding-unknown")
        for name in ("unicode_escape", "raw_unicode_escape", "idna", "punycode")
    ),
    text("a codec that is no charset", f"{HEAD}\n", encoding_="rot13", refused="encoding-unknown"),
    text("semicolons", "tahun;daerah;penerima\n2025;01;50%\n", good=(ONE,)),
    text("tabs", "tahun\tdaerah\tpenerima\n2025\t01\t50%\n", file="espm.tsv", good=(ONE,)),
    text("bars", "tahun|daerah|penerima\n2025|01|50%\n", file="espm.txt", good=(ONE,)),
    text("delimiter said", "tahun:daerah:penerima\n2025:01:50%\n", delimiter=":", good=(ONE,)),
    text("sep line", "sep=;\ntahun;daerah;penerima\n2025;01;50%\n", good=(ONE,)),
    text("commas in a file of semicolons", "tahun;daerah;penerima\n2025;01;50,5%\n", good=({"penerima": 50500},)),
    text("unknown extension", f"{HEAD}\n2025,01,50%\n", file="espm.dat", good=(ONE,)),
    text("mixed line ends", f"{HEAD}\r\n2025,01,50%\n2025,02,60%\r2025,03,70%\r\n", good=(ONE, {"daerah": "02"}, {"daerah": "03"})),
    text("no last line end", f"{HEAD}\n2025,01,50%", good=(ONE,)),
    text("a row too short and one too long", f"{HEAD}\n2025,01\n2025,02,5%,x\n2025,03,50%\n", good=({"daerah": "03"},),
         bad=((2, "", "row.width"), (3, "", "row.width"))),
    text("empty cells after the last", f"{HEAD},,\n2025,01,50%,,\n2025,02,50%,,,,\n", good=(ONE, {"daerah": "02"})),
    text("a column without a name", "tahun,,daerah,penerima\n2025,,01,50%\n2025,x,02,50%\n", good=(ONE,), bad=((3, "", "row.nameless"),)),
    text("empty lines", f"\n\n{HEAD}\n\n2025,01,50%\n,,\n  \n2025,77,50%\n", good=(ONE,), bad=((8, "daerah", "row.member"),)),
    text("title rows", f"REKAP CAPAIAN\nTahun 2025\n\n{HEAD}\n2025,01,50%\n", good=(ONE,), not_data=((1, "above"), (2, "above"))),
    text("data above the header", f"2025,02,5%\n{HEAD}\n2025,01,50%\n", refused="file-data-above"),
    text("notes and marks", f"# tanda: ilustratif\n\"# catatan, dua\",,\n{HEAD}\n2025,01,50%\n", good=(ONE,)),
    text("header in capitals with spaces", " TAHUN , Daerah,penerima \n2025,01,50%\n", good=(ONE,)),
    text("a header over two lines", 'tahun,daerah,penerima,"ket"\n2025,01,50%,"satu\ndua"\n2025,02,5,\n',
         good=({**ONE, "ket": "satu\ndua"},), bad=((4, "penerima", "cell.percent-sign"),)),
    text("duplicate headers", f"{HEAD},penerima\n2025,01,50%,50%\n", refused="column-twice"),
    text("unknown header", f"{HEAD},penerimaa\n2025,01,50%,x\n", refused="column-unknown"),
    text("a column lacking", "tahun,daerah\n2025,01\n", refused="column-lacking"),
    text("no period", "daerah,penerima\n01,50%\n", refused="period-lacking"),
    text("empty", "", refused="file-empty"),
    text("only spaces", " \n \n", refused="file-empty"),
    text("only notes", "# tanda: ilustratif\n# lain\n", refused="file-empty"),
    text("header only", f"{HEAD}\n"),
    text("only data", "2025,01,50%\n", refused="column-unknown"),
    text("nul bytes in a row", f"{HEAD}\n2025,01,5\0%\n2025,02,50%\n", good=({"daerah": "02"},), bad=((2, "penerima", "cell.nul"),)),
    text("nul bytes in the header", "tahun,daerah,pen\0erima\n", refused="file-not-text"),
    text("a quote that never closes", f'{HEAD}\n2025,01,50%\n2025,"02,50%\n2025,03,50%\n', refused="file-quote"),
    text("a quote closed too late", f'{HEAD}\n2025,"01,50%\n2025,02,"50%"\n', refused="file-malformed"),
    text("text after a quote", f'{HEAD}\n2025,"01"x,50%\n', refused="file-malformed"),
    text("a quote inside", f'{HEAD},ket\n2025,01,50%,5" pipa\n', good=({**ONE, "ket": '5" pipa'},)),
    text("a huge cell", f"{HEAD},ket\n2025,01,50%,{'x' * 1_100_000}\n", refused="file-quote"),
    text("a huge number", f"{HEAD},orang\n2025,01,50%,{'9' * 5000}\n", bad=((2, "orang", "cell.number"),)),
    text("10 000 columns", ",".join(f"k{n}" for n in range(10_000)) + "\n", refused="file-columns"),
    text("an endless line", b"x" * (17 * 2**20), refused="file-line"),
    text("a pdf", b"%PDF-1.7 tahun,daerah,penerima\n", refused="file-other"),
    text("a sheet of a text file", f"{HEAD}\n", sheet="Data", refused="sheet-none-here"),
    text("old excel", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, file="espm.xls", refused="workbook-other"),
    text("behind a password", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, file="espm.xlsx", refused="workbook-locked"),
    text("text called a workbook", f"{HEAD}\n2025,01,50%\n", file="espm.xlsx", refused="workbook-broken"),
    text("leading zeros", f"{HEAD}\n2025,1,50%\n2025,01,50%\n", good=(ONE,), bad=((2, "daerah", "row.member"),)),
    text("a key twice", f"{HEAD}\n2025,01,50%\n2025,01,60%\n", good=(ONE,), bad=((3, "daerah", "row.twice"),)),
    text("a total row", f"{HEAD}\n2025,01,50%\n2025,Jumlah,50%\n2025,-,50%\n", good=(ONE,),
         bad=((4, "daerah", "row.key-empty"),), not_data=((3, "total"),)),
    text("error cells", f"{HEAD},ket\n2025,01,#DIV/0!,\n2025,#REF!,50%,\n2025,03,50%,#N/A\n#NAME?,02,50%,\n",
         bad=((2, "penerima", "cell.fault"), (3, "daerah", "cell.fault"), (4, "ket", "cell.fault"), (5, "tahun", "cell.fault"))),
    text("formulas stay texts", f"{HEAD},ket\n2025,01,50%,=1+1\n2025,02,=A1,\n", good=({**ONE, "ket": "=1+1"},),
         bad=((3, "penerima", "cell.percentage"),)),
    text("invisible letters", f"{HEAD}\n2025,\u00a001\u00a0,\u00a050%\n", good=(ONE,)),
    Case("a folder", _folder, refused="file-unreadable"),
    Case("not there", lambda folder: folder / "espm.csv", refused="file-unreadable"),
    Case("a loop of links", _loop, refused="file-unreadable"),
    Case("a pipe", _pipe, refused="file-special"),
    Case("a name with a nul", lambda folder: folder / "es\0pm.csv", refused="file-unreadable"),
)  # fmt: skip

CELL_CASES = (
    cell("id percent beside another", "penerima", "93,025%", 93025, others=("3,5%",)),
    cell("id percent alone, by its range", "penerima", "93,025%", 93025),
    cell("decimal comma", "suhu", "3,50", 3_500_000),
    cell("rupiah", "anggaran", "Rp1.435.106,-", 143510600),
    cell("rupiah with decimals", "anggaran", "Rp 1.435.106,50", 143510650),
    cell("rupiah of another unit", "suhu", "Rp 5", bad="cell.unit"),
    cell("grouped", "orang", "1.435.106", 1435106),
    cell("grouped in English", "anggaran", "1,435,106.50", 143510650),
    cell("ambiguous comma", "suhu", "1,234", bad="cell.ambiguous"),
    cell("ambiguous comma, declared en", "suhu", "1,234", 1234_000_000, numbers="en"),
    cell("ambiguous comma, declared id", "suhu", "1,234", 1_234_000, numbers="id"),
    cell("ambiguous comma, beside English", "suhu", "1,234", 1234_000_000, others=("1,234.5",)),
    cell("a point as in specs", "suhu", "1.234", 1_234_000),
    cell("a point beside Indonesian", "suhu", "1.234", 1234_000_000, others=("3,5",)),
    cell("a point, declared id", "suhu", "1.234", 1234_000_000, numbers="id"),
    cell("both styles in one file", "suhu", "1.234", bad="cell.ambiguous", others=("3,5", "12.5")),
    cell("a point among whole numbers", "orang", "1.000", bad="cell.ambiguous"),
    cell("English number declared Indonesian", "suhu", "12.5", bad="cell.decimal-point", numbers="id"),
    cell("Indonesian number declared English", "suhu", "3,5", bad="cell.decimal-comma", numbers="en"),
    cell("brackets for negative", "suhu", "(12,5)", -12_500_000),
    cell("negative below its range", "anggaran", "(5)", bad="cell.range"),
    cell("scientific", "anggaran", "1.43E+06", bad="cell.number"),
    cell("missing words", "suhu", "n/a", None),
    cell("a dash", "suhu", "–", None),
    cell("a dash where something must be", "penerima", "-", bad="cell.says-missing"),
    cell("does not apply", "suhu", "tidak berlaku", None),
    cell("duration", "lama", "1:07:38", 4058_000_000),
    cell("duration: a clock", "lama", "01.30", bad="cell.clock"),
    cell("duration: a clock with a comma", "lama", "01.30", bad="cell.clock"),
    cell("duration: half an hour", "lama", "0.50", 1800_000_000),
    cell("a date in words", "mulai", "31 Desember 2025", date(2025, 12, 31).toordinal()),
    cell("a date in English", "mulai", "December 31, 2025", date(2025, 12, 31).toordinal()),
    cell("a date with slashes", "mulai", "03/04/2025", date(2025, 4, 3).toordinal()),
    cell("a date month first", "mulai", "12/31/2025", bad="cell.date-order"),
    cell("no such date", "mulai", "31/02/2025", bad="cell.date"),
    cell("two digits of a year", "mulai", "31/12/25", bad="cell.date"),
    cell("truth", "siap", "TRUE", 1),
    cell("a choice misspelt", "jenis", "Kotaa", bad="cell.choice"),
    text("a date that another makes ambiguous", f"{HEAD},mulai\n2025,01,50%,03/04/2025\n2025,02,50%,12/31/2025\n",
         bad=((2, "mulai", "cell.date-ambiguous"), (3, "mulai", "cell.date-order"))),
)  # fmt: skip

BOOK_CASES = (
    book("book: plain", sheet([2025, "01", "50%"]), good=(ONE,)),
    book("book: called csv", sheet([2025, "01", "50%"]), file="espm.csv", good=(ONE,)),
    book("book: percent by format", sheet([2025, "01", 0.93025], formats={"C2": "0.000%"}), good=({"penerima": 93025},)),
    book("book: percent that is only written", sheet([2025, "01", 93.025], formats={"C2": '0.000"%"'}), good=({"penerima": 93025},)),
    book("book: percent forgotten", sheet([2025, "01", 93.025]), bad=((2, "penerima", "cell.percent-sign"),)),
    book("book: percent in a plain column", sheet([2025, "01", "50%", 0.5], columns="penerima,suhu", formats={"D2": "0%"}),
         bad=((2, "suhu", "cell.no-percent"),)),
    book("book: binary dust", sheet([2025, "01", "50%", 0.1 + 0.2], columns="penerima,suhu"), good=({"suhu": 300_000},)),
    book("book: large and small", sheet([2025, "01", "50%", 1435106.0, 1e-7], columns="penerima,orang,suhu"),
         bad=((2, "suhu", "cell.digits"),)),
    book("book: a figure among Indonesian texts", sheet([2025, "01", "50%", 1.234], [2025, "02", "50%", "3,5"], columns="penerima,suhu"),
         good=({"suhu": 1_234_000}, {"suhu": 3_500_000})),
    book("book: numbers as text", sheet(["2025", "01", "93,025%", "1.435.106,-"], columns="penerima,anggaran"),
         good=({"penerima": 93025, "anggaran": 143510600},)),
    book("book: leading zeros by format", sheet([2025, 1, "50%"], formats={"B2": "00"}), good=(ONE,)),
    book("book: leading zeros lost", sheet([2025, 1, "50%"]), bad=((2, "daerah", "row.member"),)),
    book("book: dates of 1900", sheet([2025, "01", "50%", datetime(2025, 12, 31)], columns="penerima,mulai"),
         good=({"mulai": date(2025, 12, 31).toordinal()},)),
    book("book: dates of 1904", _calendar_1904, good=({"mulai": date(2025, 12, 31).toordinal()},)),
    book("book: a date with a time", sheet([2025, "01", "50%", datetime(2025, 12, 31, 13, 45)], columns="penerima,mulai"),
         bad=((2, "mulai", "cell.date"),)),
    book("book: a date beyond the calendar",
         sheet([2025, "01", "50%", 9_999_999_999], columns="penerima,mulai", formats={"D2": "yyyy-mm-dd"}),
         bad=((2, "mulai", "cell.fault"),)),
    book("book: a time", sheet([2025, "01", "50%", time(1, 7, 38)], columns="penerima,lama"), good=({"lama": 4058_000_000},)),
    book("book: a duration", sheet([2025, "01", "50%", timedelta(hours=25, minutes=7, seconds=38)], columns="penerima,lama",
         formats={"D2": "[h]:mm:ss"}), good=({"lama": 90458_000_000},)),
    book("book: booleans", sheet([2025, "01", "50%", True], [2025, "02", "50%", False], columns="penerima,siap"),
         good=({"siap": 1}, {"siap": 0})),
    book("book: error cells", sheet([2025, "01", "#N/A"], [2025, "02", "#REF!"]),
         bad=((2, "penerima", "cell.fault"), (3, "penerima", "cell.fault"))),
    book("book: a formula without its value", sheet([2025, "01", "=1/2"], [2025, "02", "50%"]), after=FORMULA, good=({"daerah": "02"},),
         bad=((2, "penerima", "cell.uncomputed"),)),
    book("book: a formula with its value", sheet([2025, "01", "50%", "=2+2"], columns="penerima,orang"),
         after=edited(SHEET, lambda t: t.replace("<v></v>", "<v>4</v>").replace("<v/>", "<v>4</v>").replace("<v />", "<v>4</v>")),
         good=({"orang": 4},)),
    book("book: merged keys", _merged, good=(ONE, {"daerah": "02", "penerima": 60000})),
    book("book: merged values", _merged_values, good=(ONE,), bad=((3, "penerima", "cell.merged"),)),
    book("book: two sheets that fit", _two_sheets, refused="sheet-several"),
    book("book: two sheets, one said", _two_sheets, sheet="lama", good=({"period": 2024, "penerima": 40000},)),
    book("book: a hidden sheet", lambda made: _two_sheets(made, "hidden"), good=(ONE,)),
    book("book: a very hidden sheet", lambda made: _two_sheets(made, "veryHidden"), good=(ONE,)),
    book("book: a hidden sheet, said", lambda made: _two_sheets(made, "hidden"), sheet="Lama", good=({"period": 2024},)),
    book("book: no such sheet", _two_sheets, sheet="Baru", refused="sheet-unknown"),
    book("book: the sheet beside the instructions", _beside, good=(ONE,)),
    book("book: no sheet that fits", _neither, refused="sheet-none"),
    book("book: title rows", _titled, good=(ONE,), not_data=((1, "above"),)),
    book("book: protected", _protected, good=(ONE,)),
    book("book: empty", lambda made: None, refused="file-empty"),
    book("book: header only", sheet()),
    book("book: 10 000 columns", lambda made: made.active.append([f"k{n}" for n in range(10_000)]), refused="file-columns"),
    book("book: a cell beyond the header", sheet([2025, "01", "50%", None, "x"], [2025, "02", "50%"]), good=({"daerah": "02"},),
         bad=((2, "", "row.width"),)),
    book("book: gaps between rows", lambda made: (sheet()(made), made.active.cell(9, 1, 2025), made.active.cell(9, 2, "77"),
         made.active.cell(9, 3, "5%"))[0], bad=((9, "daerah", "row.member"),)),
    book("book: a dimension that lies", sheet([2025, "01", "50%"]), good=(ONE,),
         after=edited(SHEET, lambda t: t.replace('<dimension ref="A1:C2"', '<dimension ref="A1:XFD1048576"'))),
    book("book: a row beyond the sheet", sheet([2025, "01", "50%"]), refused="sheet-rows",
         after=edited(SHEET, lambda t: t.replace('<row r="2"', '<row r="1048577"'))),
    book("book: a sheet cut off", sheet([2025, "01", "50%"]), refused="workbook-broken", after=edited(SHEET, lambda t: t[:-60])),
    book("book: cut off", sheet([2025, "01", "50%"]), refused="workbook-broken", after=lambda packed: packed[: len(packed) // 2]),
    book("book: not xml", sheet([2025, "01", "50%"]), refused="workbook-broken", after=edited("xl/workbook.xml", lambda _: "x")),
    book("book: a text that is not there", sheet([2025, "01", "50%"]), refused="sheet-fault",
         after=edited(SHEET, lambda t: t.replace('t="inlineStr"><is><t>50%</t></is>', 't="s"><v>99</v>'))),
    Case("book: a bomb", _bomb, refused="workbook-large"),
    Case("book: a bomb of looks", _strings_bomb, refused="workbook-large"),
    Case("book: any zip", _zip, refused="file-other"),
    Case("book: of another kind", _ods, refused="workbook-other"),
)  # fmt: skip

MAPPED_CASES = (
    text("mapped: names, constants, values", "No,Kab/Kota,Capaian,Siap\n1,01,50%,Sudah\n2,77,50%,Belum\n", good=({**ONE, "siap": 1},),
         bad=((3, "Kab/Kota", "row.member"),), mapping="""
skip = ["No"]
[columns]
"Kab/Kota" = "daerah"
Capaian = "penerima"
[constants]
tahun = 2025
[values.siap]
Sudah = "ya"
Belum = "tidak"
"""),
    text("mapped: years as columns", "daerah;2024;2025\n01;40%;50%\n02;x;60%\n",
         good=({"period": 2024, "penerima": 40000}, {"period": 2025, "penerima": 50000}, {"period": 2025, "penerima": 60000}),
         bad=((3, "2024", "cell.percentage"),), mapping="""
[wide]
into = "tahun"
value = "penerima"
columns = ["2024", "2025"]
"""),
    text("mapped: members as columns", "Tahun Data,Satu,Dua\n2025,50%,\n", good=({"daerah": "01", "penerima": 50000},), mapping="""
skip = ["Tahun Data"]
[constants]
tahun = "{Tahun Data}"
[wide]
into = "daerah"
value = "penerima"
columns = { Satu = "01", Dua = "02" }
skip_empty = true
"""),
    text("mapped: texts for missing", f"{HEAD},suhu\n2025,01,50%,tt\n",
         good=({**ONE, "suhu": None},), mapping='[missing]\nsuhu = ["tt"]\n'),
    text("mapped: all others skipped", f"a,{HEAD},b\n1,2025,01,50%,x\n", good=(ONE,), mapping='skip = "others"\n'),
    text("mapped: numbers", f'{HEAD},suhu\n2025,01,50%,"1.234"\n', good=({"suhu": 1234_000_000},), mapping='numbers = "id"\n'),
    text("mapped: the header's row", f"x,y,z\n{HEAD}\n{HEAD}\n2025,01,50%\n", good=(ONE,), mapping="header_row = 3\n",
         not_data=((1, "above"), (2, "above"))),
    text("mapped: a column that is not there", f"{HEAD}\n2025,01,50%\n", mapping='[columns]\nX = "ket"\n', refused="mapping-column"),
    text("mapped: a row too short", "daerah;2024;2025\n01;40%\n", bad=((2, "", "row.width"), (2, "", "row.width")), mapping="""
[wide]
into = "tahun"
value = "penerima"
columns = ["2024", "2025"]
"""),
    text("mapped: no toml", f"{HEAD}\n", mapping="[columns", refused="mapping-toml"),
    text("mapped: an unknown key", f"{HEAD}\n", mapping="kolom = 1", refused="mapping-wrong"),
    text("mapped: a wrong kind", f"{HEAD}\n", mapping="sheet = 1", refused="mapping-wrong"),
    text("mapped: a column twice", f"{HEAD}\n", mapping='[columns]\na = "tahun"\nb = "tahun"', refused="mapping-wrong"),
)  # fmt: skip

CASES = (*TEXT_CASES, *CELL_CASES, *BOOK_CASES, *MAPPED_CASES)
