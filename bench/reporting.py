"""`report` beside `eval` of the same periods, whole commands: an indicator of 552 regions in ten years, and the size of its page."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.facts import SPECS, spm_store
from bench.measure import command, show, surroundings

REGIONS = 552
YEARS = range(2016, 2026)


def run() -> None:
    engine = str(Path(sys.executable).with_name("iku-engine"))
    with tempfile.TemporaryDirectory() as name:
        url, page = f"sqlite:///{name}/iku.db", Path(name, "report.html")
        with spm_store(REGIONS, YEARS, url):
            pass
        environment = surroundings(IKU_STORE=url, IKU_SPECS=str(SPECS))
        periods = f"{YEARS[0]}..{YEARS[-1]}"
        evaluated = command([engine, "eval", "indeks_spm", "--period", periods, "--no-trace"], 3, environment)
        asked = ["report", "indeks_spm", "--period", str(YEARS[-1]), "--years", str(len(YEARS)), "--to", str(page)]
        reported = command([engine, *asked], 3, environment)
        size = page.stat().st_size / 1_000_000
        detail = f"{reported:.2f} s, {evaluated:.2f} s; {size:.2f} MB"
        show(f"report, {REGIONS * len(YEARS):,} results", reported / evaluated, f"eval --no-trace, {periods}", detail)
