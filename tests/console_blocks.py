"""Documents that show what commands print: each ```console block is run, and must show what really came.

A block begins with its command, `$ iku-engine …`. Where its output is long, the fence says what is shown of it:

    ```console show=+3 "guards:"+10

is the first three lines, then ten from the next line that contains `guards:`; what is left out between, before or after stands as `…`.
`IKU_UPDATE_GOLDENS=1` writes the blocks anew.

What a reader does between two commands is done, too, in its place:

    ```iku title="indicator_specs/mine.iku"     the block is written to that file
    <!-- isi mine.xlsx -->                      the table below is what its first sheet holds once he has filled it in
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import openpyxl

from iku_cli.main import answer
from iku_dsl.wording import MONTHS

ROOT = Path(__file__).resolve().parent.parent
KEMENSOS = ROOT / "indicator_specs" / "kemensos"
ENGINE = Path(sys.executable).with_name("iku-engine")
BLOCK = re.compile(
    r"^```console(?P<show>[^\n]*)\n\$ (?P<command>iku-engine [^\n]+)\n(?P<output>.*?)^```$", re.DOTALL | re.MULTILINE
)
FILE = re.compile(r'^```\w+ title="(?P<file>[^"]+)"\n(?P<text>.*?)^```$', re.DOTALL | re.MULTILINE)
CELLS = re.compile(r"^<!-- isi (?P<book>\S+) -->\n\n(?P<table>(?:\|[^\n]*\n)+)", re.MULTILINE)
SEGMENT = re.compile(r'(?:"(?P<anchor>[^"]+)")?\+(?P<lines>\d+)')
LEFT_OUT = "…"


def environment(store: Path) -> dict[str, str]:
    """The surroundings of a reader at the top of the repository, with a store of his own and a hundred columns."""
    said = {"IKU_STORE": f"sqlite:///{store}", "IKU_SPECS": str(KEMENSOS.relative_to(ROOT)), "COLUMNS": "100"}
    return {**os.environ, **said, "NO_COLOR": "1"}


def newcomer() -> dict[str, str]:
    """The surroundings of somebody in a folder of his own, in which nothing is set but who he is."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IKU_")}
    return {**kept, "COLUMNS": "100", "NO_COLOR": "1", "IKU_USER": "siti"}


def printed(command: str, surroundings: dict[str, str], folder: Path = ROOT, *, installed: bool = False) -> str:
    """What a command prints, results first, without spaces at line ends; `installed` runs it as a process of its own."""
    arguments = shlex.split(command)[1:]
    run = _as_process if installed else _in_this_process
    status, out, err = run(arguments, surroundings, folder)
    assert status in (0, 1), err  # a block shows results and problems, never a fault
    assert "Traceback" not in err, err
    return "\n".join(line.rstrip() for line in (out + err).splitlines()).strip("\n") + "\n"


def _as_process(arguments: list[str], surroundings: dict[str, str], folder: Path) -> tuple[int, str, str]:
    given = [ENGINE, *arguments]
    done = subprocess.run(given, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def _in_this_process(arguments: list[str], surroundings: dict[str, str], folder: Path) -> tuple[int, str, str]:
    """As quick as many commands need it: Python starts once for all of them."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with patch.dict(os.environ, surroundings, clear=True), chdir(folder), redirect_stdout(out), redirect_stderr(err):
        status = answer(arguments)
    return status, *(stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]


def shown(output: str, show: str) -> str:
    """The part of an output that a fence asks for, all of it where it asks for nothing."""
    segments = list(SEGMENT.finditer(show.partition("show=")[2]))
    if not segments:
        return output
    lines, kept, at = output.splitlines(), list[str](), 0
    for segment in segments:
        anchor = segment["anchor"] or ""
        start = next((n for n in range(at, len(lines)) if anchor in lines[n]), None)
        assert start is not None, f"no line contains {anchor!r}:\n{output}"
        kept += [LEFT_OUT] if start > at else []
        at = min(len(lines), start + int(segment["lines"]))
        kept += lines[start:at]
    return "\n".join([*kept, *([LEFT_OUT] if at < len(lines) else [])]) + "\n"


def check_document(
    path: Path,
    surroundings: dict[str, str],
    least: int,
    timeless: bool = False,
    folder: Path = ROOT,
    installed: bool = False,
) -> None:
    """Every block of a document, in order, shows what its command prints; with IKU_UPDATE_GOLDENS=1 it is made to.

    A document is `timeless` where the days, minutes and sizes of files that it shows are those of when it was written. Its commands
    run, and its files are written, in `folder`; `installed` runs each as a process of its own, as the reader does.
    """
    text = path.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) >= least
    assert len(blocks) == text.count("```console")
    found = (match for pattern in (BLOCK, FILE, CELLS) for match in pattern.finditer(text))
    steps = sorted(found, key=re.Match.start)
    made = [output for step in steps for output in _done(step, surroundings, folder, installed)]
    if os.environ.get("IKU_UPDATE_GOLDENS") == "1":
        outputs = iter(made)
        new = BLOCK.sub(lambda b: f"```console{b['show']}\n$ {b['command']}\n{next(outputs)}```", text)
        path.write_text(new, encoding="utf-8")
        return
    for block, output in zip(blocks, made, strict=True):
        said, written = ((_without_time(text) if timeless else text) for text in (output, block["output"]))
        assert said == written, block["command"]


def _done(step: re.Match[str], surroundings: dict[str, str], folder: Path, installed: bool) -> list[str]:
    """Do one step of a document; what there is to show of it, which is nothing where the reader only writes."""
    if step.re is BLOCK:
        return [shown(printed(step["command"], surroundings, folder, installed=installed), step["show"])]
    if step.re is FILE:
        (folder / step["file"]).write_text(step["text"], encoding="utf-8")
    else:
        _fill(folder / step["book"], step["table"])
    return []


def _fill(book: Path, table: str) -> None:
    """Write a table of a document into the first sheet of a workbook, which has its header and first two columns already."""
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
    opened = openpyxl.load_workbook(book)
    sheet = opened.worksheets[0]
    assert [cell.value for cell in sheet[1]] == head
    for at, row in enumerate(rows, start=2):
        assert [cell.value for cell in sheet[at]][:2] == row[:2]
        for column, text in enumerate(row[2:], start=3):
            sheet.cell(at, column).value = int(text) if text.isdecimal() else text
    opened.save(book)


DAY = re.compile(rf"\d{{4}}-\d\d-\d\d( \d\d:\d\d)?|\d{{1,2}} (?:{MONTHS.replace(' ', '|')}) \d{{4}}")


def _without_time(text: str) -> str:
    return re.sub(r"\d+\.\d\d MB", "SIZE", DAY.sub("TIME", text))
