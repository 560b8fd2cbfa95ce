"""`docs/api.md` and what the packages export: every example runs, it shows every public name, and it takes them from the packages."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "api.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)
PACKAGES = ("iku_dsl", "iku_engine", "iku_cli")


def imports(text: str) -> dict[str, list[tuple[str, str]]]:
    """By name what a text imports from where."""
    found: dict[str, list[tuple[str, str]]] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found.setdefault(alias.name, []).append((alias.name, node.module or ""))
    return found


def test_every_example_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert len(EXAMPLES) >= 7
    names: dict[str, object] = {}
    for example in EXAMPLES:
        exec(compile(example, "api.md", "exec"), names)
    assert "espm.csv:2" in capsys.readouterr().out


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_exports_what_the_page_shows_and_what_its_types_say(package):
    module = importlib.import_module(package)
    stub = imports(Path(module.__file__ or "").with_suffix(".pyi").read_text(encoding="utf-8"))
    assert {name: home for ((name, home),) in stub.values()} == module.PUBLIC
    assert all(callable(getattr(module, name)) for name in module.__all__)
    shown = {name for example in EXAMPLES for name, of in imports(example).items() if (name, package) in of}
    said = set(re.findall(rf"`{package}\.(\w+)`", DOCUMENT.read_text(encoding="utf-8")))
    assert shown | said == set(module.PUBLIC)
    with pytest.raises(AttributeError):
        _ = module.no_such_name
