"""An engine whose extra is not installed says which one it is."""

from __future__ import annotations

import sys

import pytest
from test_duckdb import SPEC
from worlds import world

from iku_engine.engines.opening import opened
from iku_engine.errors import StoreError


@pytest.mark.parametrize(
    ("engine", "module", "own"),
    [("duckdb", "duckdb", "duck"), ("spark", "pyspark", "spark"), ("sc://server:15002", "pyspark", "spark")],
)
def test_an_engine_that_is_not_installed_names_its_extra(
    engine: str, module: str, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [*sys.modules]:
        if name.startswith((f"{module}.", f"iku_engine.engines.{own}")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    with world(SPEC) as made, made.store.reading() as connection, pytest.raises(StoreError) as error:
        opened(engine, connection).__enter__()
    assert error.value.text.key == "engine-extra"
    assert dict(error.value.text.arguments)["extra"] == module.removeprefix("py")


def test_a_part_of_it_that_is_missed_only_when_it_is_made_names_the_extra_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the libraries for a server, which an address alone asks for."""

    def make(*_: object) -> None:
        raise ImportError("grpc")

    monkeypatch.setattr("iku_engine.engines.duck.make", make)
    with world(SPEC) as made, made.store.reading() as connection, pytest.raises(StoreError) as error:
        opened("duckdb", connection).__enter__()
    assert error.value.text.key == "engine-extra"
