"""The engines beside the store: one line each, light enough to be read for a help text."""

from __future__ import annotations

import re

from iku_dsl.records import record

STORES = ("sqlite", "postgresql")


@record
class Beside:
    """An engine beside the store: the extra that brings it, and where its `make` stands.

    `addresses` are how a name of it may start that is an address, as `sc://host:port`; with `sized` its name may say after a colon how
    much memory it may take.
    """

    extra: str
    module: str
    addresses: tuple[str, ...] = ()
    sized: bool = False


BESIDE = {
    "duckdb": Beside("duckdb", "iku_engine.engines.duck", sized=True),
    "spark": Beside("spark", "iku_engine.engines.spark", addresses=("sc://", "local[")),
}
NAMES = (*STORES, *BESIDE)
MEMORY = re.compile(r"[1-9][0-9]{0,5}[MG]B")  # DuckDB counts bytes in 64 bits
