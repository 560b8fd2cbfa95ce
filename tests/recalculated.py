"""A workbook computed anew by LibreOffice: its cached values are taken out first, so that none of ours is read back."""

from __future__ import annotations

import atexit
import re
import shutil
import subprocess
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl


def without_caches(path: Path, into: Path) -> None:
    """The same workbook, its formulas without the values that we wrote beside them."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item.filename)
            if item.filename.startswith("xl/worksheets/sheet"):
                text = content.decode()
                text = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", text)
                content = text.encode()
            new.writestr(item, content)


@cache
def profile() -> str:
    """What LibreOffice knows of its user, in a folder of our own: its first start makes it, and takes twice as long as another."""
    folder = tempfile.mkdtemp(prefix="iku-office-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return f"-env:UserInstallation=file://{folder}"


def recalculated(path: Path, folder: Path) -> Any:
    """The workbook's values as LibreOffice computes them."""
    bare = folder / "bare.xlsx"
    without_caches(path, bare)
    out = folder / "computed"
    done = subprocess.run(
        ["soffice", profile(), "--headless", "--convert-to", "xlsx", "--outdir", out, bare],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert (out / "bare.xlsx").exists(), done.stdout + done.stderr
    return openpyxl.load_workbook(out / "bare.xlsx", data_only=True, read_only=True)
