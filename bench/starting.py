"""How long the command takes to start, beside Python itself and beside importing its libraries."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.measure import command, show, surroundings

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT / "indicator_specs" / "kemensos" / "fakta"
LIBRARIES = "import sqlalchemy, lark, pydantic, click, rich"


def run() -> None:
    engine = str(Path(sys.executable).with_name("iku-engine"))
    bare = command([sys.executable, "-c", "pass"])
    version = command([engine, "--version"])
    show("--version", version / bare, "python -c pass", f"{version * 1000:.0f} ms, {bare * 1000:.0f} ms")
    libraries = command([sys.executable, "-c", LIBRARIES])
    with tempfile.TemporaryDirectory() as folder:
        specs = str(ROOT / "indicator_specs" / "kemensos")
        environment = surroundings(IKU_STORE=f"sqlite:///{folder}/iku.db", IKU_SPECS=specs)
        names = ("daerah", "perjanjian", "asistensi", "espm", "lke", "lhe", "daftar", "monev")
        command([engine, "import", *(str(FACTS / f"{name}.csv") for name in names)], runs=0, environment=environment)
        three = ["nilai_akip", "spm_meningkat", "perjanjian_diimplementasikan"]
        evaluated = command([engine, "eval", *three, "--period", "2024"], runs=5, environment=environment)
        show(
            "eval, three IKUs",
            evaluated / libraries,
            LIBRARIES,
            f"{evaluated * 1000:.0f} ms, {libraries * 1000:.0f} ms",
        )
        checked = command([engine, "check"], runs=5, environment=environment)
        show("check, three IKUs", checked / libraries, LIBRARIES, f"{checked * 1000:.0f} ms, {libraries * 1000:.0f} ms")
