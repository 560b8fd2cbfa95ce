"""The built wheel, installed away from the checkout: specs, grammar and pages are in it, and it works in an empty folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("dsl/iku_dsl", "engine/iku_engine", "cli/iku_cli", "indicator_specs")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", folder, wheel],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def test_the_wheel_carries_what_the_code_reads(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    shipped = [path for folder in PACKAGES for path in (ROOT / folder).rglob("*") if path.is_file()]
    read = [path for path in shipped if path.suffix not in (".py", ".pyc")]
    assert {path.suffix for path in read} >= {
        ".lark",
        ".md",
        ".j2",
        ".css",
        ".js",
        ".iku",
        ".csv",
        ".typed",
        ".NOTICE",
    }
    for path in read:
        place = path.relative_to(ROOT)
        inside = Path("iku_cli", place) if place.parts[0] == "indicator_specs" else place.relative_to(place.parts[0])
        assert inside.as_posix() in names
    assert not [name for name in names if name.startswith(("tests", "bench", "docs", "website"))]


def test_it_works_in_an_empty_folder(installed, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IKU_")}
    environment |= {"PYTHONPATH": str(installed), "COLUMNS": "100", "IKU_LANG": "id"}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-c", "from iku_cli.main import run; run()", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = run("--version")
    assert where.startswith("iku-engine ")
    run("init", "kerja")
    (tmp_path / "kerja").rename(tmp_path / "lain")  # what init made rests on nothing but itself
    environment["IKU_SPECS"] = str(tmp_path / "lain" / "indicator_specs")
    run("check")
    facts = sorted(path for path in (tmp_path / "lain").rglob("*.csv") if path.stem != "asistensi-2021")
    run("import", *map(str, facts))
    shown = run("eval", "nilai_akip", "--period", "2022")
    assert "66,25" in shown
    assert "lke.csv:" in shown
    assert "Permen PAN-RB 88/2021" in shown
    loaded = subprocess.run(
        [sys.executable, "-c", "import iku_dsl, iku_engine, iku_cli; print(iku_dsl.__file__, iku_engine.__file__, iku_cli.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert loaded.count(str(installed)) == 3, "it ran from the wheel, not from the checkout"
