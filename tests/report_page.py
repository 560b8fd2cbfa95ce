"""A report's page as a reader's program sees it: numbers that open, data of scripts, and what the browser would run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

VOID = {"meta", "link", "br", "input", "img", "hr"}


@dataclass
class Number:
    """A number that opens its trace."""

    place: tuple[int, int, int]
    exact: str
    text: str
    state: str


@dataclass
class Page(HTMLParser):
    """What is on a page; `open` must be empty at its end."""

    path: Path
    numbers: list[Number] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    charts: list[Any] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._into: dict[str, str] | None = None
        self.feed(self.path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attributes}
        self.tags.append((tag, held))
        if tag not in VOID:
            self.open.append(tag)
        self._into = {"": "", **held} if tag in ("script", "button", "style") else self._into

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        held = self._into or {}
        if tag == "script":
            self._script(held)
        elif tag == "button" and "data-r" in held:
            place = tuple(int(part) for part in held["data-r"].split("/"))
            self.numbers.append(Number(place, held["data-exact"], held[""], held["class"].removeprefix("n ")))
        self._into = None if tag in ("script", "button", "style") else self._into

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[""] += data
        if self.open[-1:] not in (["script"], ["style"]):
            self.texts.append(data)

    def _script(self, held: dict[str, str]) -> None:
        if held.get("type") != "application/json":
            self.scripts.append(held[""])
        elif "id" in held:
            self.data[held["id"]] = json.loads(held[""])
        else:
            self.charts.append(json.loads(held[""]))

    @property
    def text(self) -> str:
        """All that is read on it, without the data of scripts."""
        return " ".join(" ".join(self.texts).split())


@dataclass
class Cell:
    """One result in the data of a page."""

    indicator: str
    period: str
    key: list[str]
    text: str
    exact: str
    state: str
    category: str
    rank: int
    told: dict[str, str]
    trace: list[Any] | None
    texts: list[str]


def cells(page: Page) -> Iterator[Cell]:
    """Every result in the data of a page."""
    states = ("value", "missing", "not-applicable", "error")
    for number in range(sum(name.startswith("r-") for name in page.data)):
        found, traces = page.data[f"r-{number}"], page.data[f"t-{number}"]
        texts = found["texts"]
        for entity, row in enumerate(found["cells"]):
            for place, cell in enumerate(row):
                if cell:
                    text, exact, state, category, rank, told = cell
                    said = dict(zip((texts[n] for n in told[::2]), (texts[n] for n in told[1::2]), strict=True))
                    yield Cell(
                        found["name"],
                        found["periods"][place],
                        [texts[n] for n in found["entities"][entity][0]],
                        texts[text],
                        texts[exact],
                        states[state],
                        texts[category],
                        rank,
                        said,
                        traces["traces"][entity][place] or None,
                        traces["texts"],
                    )


def places(rows: list[Any], texts: list[str]) -> set[str]:
    """The files and rows that a packed trace names."""
    found: set[str] = set()
    for row in rows:
        label, value, state, between, place, remarks, below = row + [0] * (7 - len(row))
        del label, value, state, between, remarks
        if place:
            found.add(texts[place])
        found |= places(below or [], texts)
    return found
