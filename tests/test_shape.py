"""The shape of the house: who may import whom, how long a file may be, that documents name only what exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    "iku_dsl": ROOT / "dsl" / "iku_dsl",
    "iku_engine": ROOT / "engine" / "iku_engine",
    "iku_cli": ROOT / "cli" / "iku_cli",
}
# Which of our packages, and which libraries, each package may import.
ALLOWED = {
    "iku_dsl": {"lark", "platformdirs"},
    "iku_engine": {"iku_dsl", "sqlalchemy", "pydantic", "openpyxl"},
    "iku_cli": {
        "iku_dsl",
        "iku_engine",
        "click",
        "rich",
        "pydantic",
        "pydantic_core",
        "pygls",
        "lsprotocol",
        "jinja2",
        "xlsxwriter",
        "docx",
        "markupsafe",
    },
}
LIBRARIES = {
    "lark",
    "platformdirs",
    "sqlalchemy",
    "pydantic",
    "pydantic_core",
    "click",
    "rich",
    "pygls",
    "lsprotocol",
    "openpyxl",
    "jinja2",
    "xlsxwriter",
    "docx",
    "markupsafe",
}
LONGEST_FILE = 600
LONGEST_FUNCTION = 75  # a `match` over every kind of expression needs so many
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def modules() -> list[tuple[str, Path]]:
    return [(name, path) for name, folder in PACKAGES.items() for path in sorted(folder.rglob("*.py"))]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def ids(item: tuple[str, Path]) -> str:
    return str(item[1].relative_to(ROOT))


def test_packages_import_only_what_they_may():
    for package, path in modules():
        foreign = imported(path) & (LIBRARIES | set(PACKAGES)) - {package}
        assert foreign <= ALLOWED[package], f"{path}: {foreign - ALLOWED[package]}"


def test_the_reference_shares_no_arithmetic_with_the_evaluator():
    folder = PACKAGES["iku_engine"] / "reference"
    shared = {"iku_engine.evaluation", "iku_engine.facts.books", "iku_engine.facts.relations"}
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("iku_"):
                own = node.module.startswith("iku_engine.reference")
                language = node.module.startswith("iku_dsl") and "proofs" not in node.module
                assert own or language or node.module in shared, f"{path.name}: {node.module}"
                assert node.module not in ("iku_dsl.rounding", "iku_dsl.readings"), f"{path.name}: {node.module}"


def test_lark_stays_in_the_rooms_that_parse():
    users = {path.relative_to(PACKAGES["iku_dsl"]).parts[0] for package, path in modules() if "lark" in imported(path)}
    assert users <= {"parse.py", "build", "unexpected.py", "suggest"}


def test_no_file_holds_a_second_product():
    long = {ids(module): len(module[1].read_text(encoding="utf-8").splitlines()) for module in modules()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_page():
    long = {}
    for _, path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                lines = node.end_lineno - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert long == {}


def test_nothing_prints_and_nothing_is_caught_bare():
    for _, path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"), (
                path
            )
            assert not (isinstance(node, ast.ExceptHandler) and node.type is None), path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_only_what_exists(document):
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for named in set(re.findall(r"`((?:dsl|engine|cli|tests|docs|bench|indicator_specs|editors)/[\w./-]*\w/?)`", text)):
        built = "/dist/" in named  # what a command makes
        assert built or (ROOT / named).exists(), f"{document.name} names {named}"
    commands = {path.stem for path in (PACKAGES["iku_cli"] / "commands").iterdir()} - {"__init__", "__pycache__"}
    words = {"evaluate": "eval", "importing": "import"}
    known = {words.get(name, name) for name in commands}
    for command in set(re.findall(r"`iku-engine ([a-z]+)", text)):
        assert command in known, f"{document.name} names iku-engine {command}"
