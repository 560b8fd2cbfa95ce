"""Every command in Indonesian: no figure that people read has a decimal point, but for the exceptions of a table that says why."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import outputs_worlds
import pytest
from outputs_corpus import TABLES, outputs
from outputs_worlds import FEW, LARGE, SOME

from iku_cli.group import ROOT
from iku_cli.options import Commands

WORLD = replace(next(world for world in FEW if world.name == "kemensos-few"), languages=("id",), depth=LARGE)
FIGURE = re.compile(r"(?<![\w.,:/#])\d+\.\d+(?:[.,]\d+)*(?![\w.]|:\d)")  # `lke.csv:4` is none
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
SPECS = "quotes specs, or says what to write there"
PROGRAMS = "is read by programs"
COMMANDS = {  # whose words on a terminal are not looked at, and why
    "check": SPECS,
    "fmt": SPECS,
    "test": SPECS,
    "stages": SPECS,
}
LOOKED_AT = {".html", ".xlsx", ".docx"}
FILES = {  # that are not looked at, by the end of their name, and why
    ".iku": SPECS,
    ".csv": PROGRAMS,
    ".json": PROGRAMS,
    ".parquet": PROGRAMS,
    ".pem": PROGRAMS,
}
MEMBERS = re.compile(r"sharedStrings\.xml|document\.xml$")  # of books and documents: where their texts are
TEXTS = {  # what may stand in a line all the same, and why
    re.compile(r"\b1[12]\.01\b"): "the key of a region",
    re.compile(r"\b0\.\d+\.\d+\b"): "a version",
    re.compile(r"^ +espm 2025 .* = 72\.59%$"): "a supposition, as it was typed",
}
APART = {  # commands that have no figures of facts, which have tests of their own
    "init": "copies files", "explain": SPECS, "schema": PROGRAMS, "completion": PROGRAMS, "lsp": PROGRAMS,
    "runs key": "writes a key",
}  # fmt: skip


def read_by_people(text: str) -> Iterator[tuple[str, str]]:
    """Where something stands in an output, and each line or text of it that people read."""
    for block in re.split(r"(?m)^(?=\$ |--- )", text):
        head, _, body = block.partition("\n")
        if (
            head.startswith("$ ")
            and not (set(head.split()) & {"--json", "--sarif"})
            and head.split()[1] not in COMMANDS
        ) or head.startswith("--- stderr"):
            yield from ((head, line) for line in body.splitlines())
        elif head.startswith("--- member ") and MEMBERS.search(head):
            yield from ((head, html.unescape(one)) for one in re.findall(r">([^<]+)<", body))
        elif head.startswith("--- file ") and head.endswith(".html"):
            data = re.compile(r"<(style|script)\b[^>]*>(.*?)</\1>", re.S)
            for found in data.finditer(body):
                if found[2].startswith(("{", "[")):
                    yield from ((head, one) for one in told(json.loads(found[2])))
            yield from ((head, html.unescape(one)) for one in re.findall(r">([^<]+)<", data.sub("", body)))


DRAWN = {"at", "low", "high", "size", "sizes", "middles", "ends", "targets", "bands"}  # places of what is drawn


def told(data: object, name: str = "") -> Iterator[str]:
    """The texts of a page's data, without where something is drawn, and exact numbers."""
    match data:
        case dict():
            for key, value in data.items():
                yield from told(value, key)
        case list():
            for one in data:
                yield from told(one, name)
        case str() if name not in DRAWN:
            yield data


def with_points(line: str) -> list[str]:
    for known in TEXTS:
        line = known.sub("", line)
    return [found for found in FIGURE.findall(line) if not THOUSANDS.fullmatch(found)]


@pytest.mark.parametrize("indicators", [slice(-1, None), pytest.param(SOME[LARGE], marks=pytest.mark.soak)], ids=str)
def test_no_figure_has_a_decimal_point_in_indonesian(indicators: slice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs_worlds, "SOME", (indicators,) * len(SOME))
    rows = [
        one for one in TABLES["facts"] if one.arguments.split()[0] not in {*COMMANDS} - {"fmt"}
    ]  # which writes files
    monkeypatch.setitem(TABLES, "facts", tuple(rows))
    found, lines, files = [], 0, set[str]()
    for name, text in outputs(WORLD):
        if "/stored-" in name:
            continue  # what a store keeps has the signs of specs
        files.update(Path(one).suffix for one in re.findall(r"(?m)^--- file (.*)$", text))
        for place, line in read_by_people(text):
            lines += bool(re.search(r"\d,\d", line))
            found += [(name, place, figure, line.strip()[:200]) for figure in with_points(line)]
    assert found == [], "\n".join(map(str, found))
    assert lines > 500, "lines with figures"
    assert files == LOOKED_AT | set(FILES)


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    """All commands, those of groups by both words."""
    for name, one in (
        (name, group.get_command(click.Context(group), name)) for name in group.list_commands(click.Context(group))
    ):
        if isinstance(one, click.Group):
            yield from commands(one, f"{before}{name} ")
        else:
            yield before + name


def test_every_command_is_looked_at() -> None:
    run = [one.arguments for one in TABLES["facts"] if one.depth <= LARGE]
    assert isinstance(ROOT, Commands)
    missing = {name for name in commands(ROOT) if not any(f"{one} ".startswith(f"{name} ") for one in run)}
    assert missing == set(APART)


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("Nilai 79.55 nilai", ["79.55"]),
        ("61.54% dari 1.234", ["61.54"]),
        ("lke.csv:4 12.480 (11.01) 2025-12-07 iku-engine 0.1.0 1.234.567,50", []),
        ("antara 71.25 dan 75,75", ["71.25"]),
    ],
)
def test_what_is_taken_for_a_figure_with_a_point(line: str, figures: list[str]) -> None:
    assert with_points(line) == figures
