"""Checking a thousand generated specs, beside parsing the same lines with the bare Lark parser; and how it grows."""

from __future__ import annotations

from bench.measure import once, show
from bench.specs import spec
from iku_dsl.check import check_files
from iku_dsl.keywords import keyword_at
from iku_dsl.lines import split
from iku_dsl.parse import parser
from iku_dsl.source import SourceFile

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


def run() -> None:
    parser()
    hundred, thousand = _files(100), _files(1_000)
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
    show("growth 100 → 1,000 specs", checked / tenth, "of 100 specs; linear is 10", f"{checked:.1f} s, {tenth:.2f} s")
