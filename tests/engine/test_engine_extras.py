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
