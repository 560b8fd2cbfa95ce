"""Stores that many tests begin from: each is filled once and then copied, as filling one costs more than most tests do with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from postgres_server import Server, name_in

# Puts what is to be there into the new store at a URL; what it puts there depends on its further arguments alone.
Fill = Callable[..., None]


def copied(place: Path | Server, fill: Fill, *arguments: str) -> str:
    """The URL of a store of the test's own, in a file or on a server: as `fill` leaves a new one."""
    if isinstance(place, Server):
        return place.new(like=_database(place, fill, *arguments))
    place.write_bytes(_file(fill, *arguments))
    return f"sqlite:///{place}"


def filled_url(request: pytest.FixtureRequest, fill: Fill, *arguments: str) -> str:
    """The URL of a filled store on the engine that a test runs on (`postgres_server.ENGINES`)."""
    if request.param == "sqlite":
        return copied(request.getfixturevalue("tmp_path") / "iku.db", fill, *arguments)
    return copied(request.getfixturevalue("postgres_server"), fill, *arguments)


@cache
def _file(fill: Fill, *arguments: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "iku.db"
        fill(f"sqlite:///{path}", *arguments)
        assert [one.name for one in path.parent.iterdir()] == [path.name], "all that was written is in the one file"
        return path.read_bytes()


@cache
def _database(server: Server, fill: Fill, *arguments: str) -> str:
    url = server.new()
    fill(url, *arguments)
    return name_in(url)
