"""Checking a thousand generated specs, beside parsing the same lines with the bare Lark parser; and how it grows."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.measure import once, show
from bench.specs import spec, write
from iku_dsl.checking.check import check, check_files, read_files
from iku_dsl.keywords import keyword_at
from iku_dsl.lines import split
from iku_dsl.parsing.parse import parser
from iku_dsl.problem import SourceFile

_ROWS = {
    "DIMENSION": "row_member",
    "SCALE": "row_band",
    "TABLE": "row_entry",
    "WEIGHTS": "row_weight",
    "GIVEN": "row_cells",
}


def _bare(files: list[SourceFile]) -> None:
    """Only Lark: the same lines, to raw trees that nobody looks at."""
    lark = parser()
    for file in files:
        rows = ""
        for line in split(file).lines:
            keyword = keyword_at(line.text)
            lark.parse(line.text, start="statement" if keyword is not None else rows)
            if keyword is not None and keyword.terminal not in ("ATTRIBUTE", "OUTSIDE"):
                rows = _ROWS.get(keyword.terminal, "")


def _files(count: int) -> list[SourceFile]:
    return [SourceFile(f"spec_{number}.iku", spec(number)) for number in range(count)]


def _warm(count: int) -> None:
    """A folder of specs checked before, and one file of it changed: only that one is parsed again."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write(place, count)
        check([place])
        cold = once(lambda: check_files(read_files([place]).files))
        unchanged = once(lambda: check([place]))
        changed = place / "spec_00000.iku"
        changed.write_text(changed.read_text(encoding="utf-8").replace("90% .. 100%", "91% .. 100%"), encoding="utf-8")
        again = once(lambda: check([place]))
        of = f"{count:,} specs checked without the cache"
        show("cache warm, none changed", unchanged / cold, of, f"{unchanged:.2f} s, {cold:.1f} s")
        show("cache warm, one changed", again / cold, of, f"{again:.2f} s, {cold:.1f} s")


def run() -> None:
    parser()
    hundred, thousand, many = _files(100), _files(1_000), _files(10_000)
    problems = check_files(hundred).problems
    assert not problems, problems[0]
    size = sum(len(file.text) for file in thousand) / 1e6
    bare = once(lambda: _bare(thousand))
    checked = once(lambda: check_files(thousand))
    show(
        "check, 1,000 specs",
        checked / bare,
        "bare Lark, the same lines",
        f"{size:.1f} MB: {checked:.1f} s, {bare:.1f} s",
    )
    tenth = once(lambda: check_files(hundred))
    hundredfold = once(lambda: check_files(many))
    show("growth 100 → 1,000 specs", checked / tenth, "of 100 specs; linear is 10", f"{checked:.1f} s, {tenth:.2f} s")
    show(
        "growth 1,000 → 10,000",
        hundredfold / checked,
        "of 1,000; linear is 10",
        f"{hundredfold:.0f} s, {checked:.1f} s",
    )
    _warm(1_000)
