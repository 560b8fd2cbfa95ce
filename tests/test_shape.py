"""The shape of the house: who may import whom, how long a file may be, that documents name only what exists."""

import ast
import importlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from iku_cli.group import COMMANDS

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
MOST_IN_A_ROOM = 20  # modules of one folder
LONGEST_FUNCTION = 75  # a `match` over every kind of expression needs so many
DEEPEST = 2  # a class of ours, and one class of ours that it inherits from; what is raised may be a kind of a kind
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def modules() -> list[tuple[str, Path]]:
    return [(name, path) for name, folder in PACKAGES.items() for path in sorted(folder.rglob("*.py"))]


@dataclass(frozen=True)
class Written:
    """What a file of code has in it that there are rules for."""

    imports: frozenset[str]
    raised: frozenset[str]
    functions: tuple[tuple[str, int], ...]  # with their lines
    prints: bool
    catches_all: bool


@cache
def written(path: Path) -> Written:
    """Walked once for all tests."""
    imports: set[str] = set()
    raised: set[str] = set()
    functions, prints, catches_all = [], False, False
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                imports.update(alias.name.partition(".")[0] for alias in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                imports.add(module.partition(".")[0])
            case ast.Raise(exc=ast.Name(id=str(name)) | ast.Call(func=ast.Name(id=str(name)))):
                raised.add(name)
            case ast.FunctionDef(end_lineno=int(end)):
                functions.append((node.name, end - node.lineno + 1))
            case ast.Call(func=ast.Name(id="print")):
                prints = True
            case ast.ExceptHandler(type=None):
                catches_all = True
    return Written(frozenset(imports), frozenset(raised), tuple(functions), prints, catches_all)


def imported(path: Path) -> frozenset[str]:
    return written(path).imports


def classes() -> list[type]:
    """The classes of ours."""
    found = []
    for package, path in modules():
        parts = (package, *path.relative_to(PACKAGES[package]).with_suffix("").parts)
        module = importlib.import_module(".".join(part for part in parts if part != "__init__"))
        found += [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__]
    return found


def depth(one: type) -> int:
    """How many classes of ours stand one above the other."""
    ours = one.__module__.partition(".")[0] in PACKAGES
    return ours + max((depth(base) for base in one.__bases__), default=0)


def ids(item: tuple[str, Path]) -> str:
    return str(item[1].relative_to(ROOT))


def test_packages_import_only_what_they_may():
    for package, path in modules():
        foreign = imported(path) & (LIBRARIES | set(PACKAGES)) - {package}
        assert foreign <= ALLOWED[package], f"{path}: {foreign - ALLOWED[package]}"


def named(package: str, path: Path) -> str:
    """What a module is called; a folder's `__init__` is called as the folder."""
    parts = path.relative_to(PACKAGES[package]).with_suffix("").parts
    return ".".join((package, *(parts[:-1] if parts[-1] == "__init__" else parts)))


@cache
def imported_within(package: str) -> dict[str, set[str]]:
    """Each module of a package with those of the same that it imports: at the top, in functions, and for types alike."""
    paths = {named(package, path): path for path in PACKAGES[package].rglob("*.py")}
    found: dict[str, set[str]] = {name: set() for name in paths}
    for name, path in paths.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.ImportFrom(module=str(module), names=names, level=0):
                    of_module = {one for alias in names if (one := f"{module}.{alias.name}") in paths}
                    found[name] |= of_module or {module} & paths.keys()
                case ast.Import(names=names):
                    found[name] |= {alias.name for alias in names} & paths.keys()
    return {name: of - {name} for name, of in found.items()}


def room(package: str, name: str) -> str:
    """The folder that a module is in; an `__init__` is in its own."""
    return name if (PACKAGES[package].parent / Path(*name.split("."))).is_dir() else name.rpartition(".")[0]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_two_modules_and_no_two_rooms_import_each_other(package):
    modules = imported_within(package)
    assert sum(map(len, modules.values())) > 100
    rooms: dict[str, set[str]] = defaultdict(set)
    for name, of in modules.items():
        rooms[room(package, name)] |= {room(package, one) for one in of} - {room(package, name)}
    for graph in (modules, rooms):
        TopologicalSorter(graph).prepare()  # which names the first circle that there is


@pytest.mark.parametrize("package", PACKAGES)
def test_no_room_is_crowded(package):
    folders = Counter(path.parent for path in PACKAGES[package].rglob("*.py") if path.name != "__init__.py")
    assert all((folder / "__init__.py").exists() for folder in folders)
    assert {str(folder): n for folder, n in folders.items() if n > MOST_IN_A_ROOM} == {}


def test_the_reference_shares_no_arithmetic_with_the_evaluator():
    shared = {"iku_engine.results.evaluation", "iku_engine.database.books", "iku_engine.database.relations"}
    for path in (PACKAGES["iku_engine"] / "reference").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("iku_"):
                own = node.module.startswith("iku_engine.reference")
                language = node.module.startswith("iku_dsl") and not {"proofs", "bounds"} & {*node.module.split(".")}
                assert own or language or node.module in shared, f"{path.name}: {node.module}"
                assert node.module not in ("iku_dsl.rounding", "iku_dsl.program.readings"), (
                    f"{path.name}: {node.module}"
                )


def test_lark_stays_in_the_rooms_that_parse():
    users = {path.relative_to(PACKAGES["iku_dsl"]).parts[0] for package, path in modules() if "lark" in imported(path)}
    assert users <= {"parsing", "editing"}


def test_no_file_holds_a_second_product():
    long = {ids(module): len(module[1].read_text(encoding="utf-8").splitlines()) for module in modules()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_page():
    found = [(path, name, lines) for _, path in modules() for name, lines in written(path).functions]
    assert len(found) > 1000
    assert [one for one in found if one[2] > LONGEST_FUNCTION] == []


def test_classes_are_not_stacked_to_split_files():
    found = classes()
    assert len(found) > 200
    parts = [one for one in found if not issubclass(one, BaseException)]
    assert {f"{one.__module__}.{one.__name__}": depth(one) for one in parts if depth(one) > DEEPEST} == {}


def test_no_function_waits_for_a_subclass():
    assert [ids(module) for module in modules() if "NotImplementedError" in written(module[1]).raised] == []


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
    for command in set(re.findall(r"`iku-engine ([a-z]+)", text)):
        assert command in COMMANDS, f"{document.name} names iku-engine {command}"
