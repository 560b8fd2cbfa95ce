"""The shape of the house: who may import whom, how long a file may be, that documents name only what exists."""

import ast
import re
from dataclasses import dataclass
from functools import cache
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
        "typing_extensions",
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
    "typing_extensions",
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
DEEPEST = 2  # classes of ours above one: a part that only stands in another file is functions on the same data
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def modules() -> list[tuple[str, Path]]:
    return [(name, path) for name, folder in PACKAGES.items() for path in sorted(folder.rglob("*.py"))]


@dataclass(frozen=True)
class Written:
    """What a file of code has in it that there are rules for."""

    imports: frozenset[str]
    functions: tuple[tuple[str, int], ...]  # with their lines
    prints: bool
    catches_all: bool
    stubs: bool  # what only a class below would fill
    classes: dict[str, list[str]]  # with their bases, all named in full
    origins: dict[str, str]  # of what is imported


@cache
def written(path: Path) -> Written:
    """Walked once for all tests."""
    names: set[str] = set()
    functions, prints, catches_all, stubs = [], False, False, False
    classes: dict[str, list[str]] = {}
    origins: dict[str, str] = {}
    own = ".".join(path.relative_to(ROOT).with_suffix("").parts[1:]).removesuffix(".__init__")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                names.update(alias.name.partition(".")[0] for alias in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                names.add(module.partition(".")[0])
                origins.update(
                    (f"{own}.{alias.asname or alias.name}", f"{module}.{alias.name}") for alias in node.names
                )
            case ast.ClassDef(name=name, bases=bases):
                classes[f"{own}.{name}"] = [f"{own}.{base.id}" for base in bases if isinstance(base, ast.Name)]
            case ast.Raise(exc=ast.Name(id="NotImplementedError")):
                stubs = True
            case ast.FunctionDef(end_lineno=int(end)):
                functions.append((node.name, end - node.lineno + 1))
            case ast.Call(func=ast.Name(id="print")):
                prints = True
            case ast.ExceptHandler(type=None):
                catches_all = True
    return Written(frozenset(names), tuple(functions), prints, catches_all, stubs, classes, origins)


def imported(path: Path) -> frozenset[str]:
    return written(path).imports


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
    found = [(path, name, lines) for _, path in modules() for name, lines in written(path).functions]
    assert len(found) > 1000
    assert [one for one in found if one[2] > LONGEST_FUNCTION] == []


def test_classes_of_the_engine_are_no_way_to_part_a_file():
    every = [written(path) for package, path in modules() if package == "iku_engine"]
    classes = {name: bases for one in every for name, bases in one.classes.items()}
    origins = {name: origin for one in every for name, origin in one.origins.items()}

    def above(name: str) -> int:
        while name not in classes and name in origins:
            name = origins[name]
        return 1 + max(map(above, classes[name]), default=0) if name in classes else 0

    assert above("iku_engine.results.Evaluator") == 2, "it is found where it is imported from"
    assert {name: above(name) - 1 for name in classes if above(name) - 1 > DEEPEST} == {}
    assert not [path for package, path in modules() if package == "iku_engine" and written(path).stubs]


def test_nothing_prints_and_nothing_is_caught_bare():
    for _, path in modules():
        assert not written(path).prints, path
        assert not written(path).catches_all, path


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
