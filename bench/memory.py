"""The most memory that `iku-engine eval` takes, as a whole process: about many facts beside few, in SQLite and by DuckDB's copies of it.

DuckDB may take 256 MB here, so that the bound is met already where ten million facts are many.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from bench.evaluating import SET, SIZES, indicators
from bench.facts import SPECS, kept_store
from bench.measure import process, show, surroundings

QUESTIONS = {"SPM": ["spm_meningkat"], "set": [f"set_{n}" for n in range(SET)]}


def run() -> None:
    """Each size beside the smallest."""
    shell = str(Path(sys.executable).with_name("iku-engine"))
    with tempfile.TemporaryDirectory() as name:
        specs = Path(name)
        for file in SPECS.glob("*.iku"):
            shutil.copy(file, specs)
        (specs / "set.iku").write_text(indicators(SET), encoding="utf-8")
        for engine in ("sqlite", "duckdb"):
            for question, names in QUESTIONS.items():
                first = 0.0
                for regions in SIZES:
                    environment = surroundings(IKU_STORE=kept_store(regions), IKU_SPECS=str(specs), IKU_MEMORY="256MB")
                    asked = [shell, "eval", *names, "--period", "2023", "--no-trace", "--engine", engine]
                    _, peak = process(asked, environment)
                    first = first or peak
                    facts = regions * 5 // 2 if question == "SPM" else regions
                    what = f"{question}, {facts:,} facts, {engine}"
                    show(f"memory, {what}", peak / first, "of that about the fewest", f"{peak:.0f} MB")
