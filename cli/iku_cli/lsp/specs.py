"""The spec sets that an editor has before it: files on disk, overridden by what is open; each read and checked once a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pygls.uris import from_fs_path, to_fs_path

from iku_dsl.checking.check import Checked, check_parsed, files_below, read_files
from iku_dsl.editing.references import Index, references
from iku_dsl.parsing.parse import Parsed, parse
from iku_dsl.problem import Diagnostic, SourceFile, Text
from iku_dsl.proofs.proven import proven
from iku_dsl.statements.blocks import gather


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is open in the editor: its text with plain line ends, and whether the editor has others."""

    uri: str
    version: int
    text: str
    carriage_returns: bool


@dataclass(frozen=True)
class State:
    """A spec set as its texts are now; each stage is made when it is first asked for."""

    parsed: tuple[Parsed, ...]
    unread: tuple[Diagnostic, ...]

    @cached_property
    def index(self) -> Index:
        """Its names."""
        return references(gather((one.file, one.spec) for one in self.parsed).blocks)

    @cached_property
    def checked(self) -> Checked:
        """Its program and problems."""
        return check_parsed(self.parsed, self.unread)

    @cached_property
    def proven(self) -> Mapping[str, tuple[Text, ...]]:
        """What is proven of each declaration, by its name; nothing while there are errors."""
        found: dict[str, list[Text]] = {}
        for one in proven(self.checked.program) if not self.checked.errors else ():
            found.setdefault(one.name, []).append(one.text)
        return {name: tuple(texts) for name, texts in found.items()}

    def check(self) -> None:
        """Make `checked`, somewhere that has the time."""
        _ = self.checked

    @cached_property
    def _files(self) -> Mapping[str, Parsed]:
        return {one.file.path: one for one in self.parsed}

    def file(self, path: str) -> SourceFile | None:
        """A file of the set."""
        return self._files[path].file if path in self._files else None

    def read(self, path: str) -> Parsed:
        """What was read in a file of the set."""
        return self._files[path]


class Specs:
    """All spec sets. A set is a configured folder with its subfolders, or a file given alone."""

    def __init__(self) -> None:
        self.roots: tuple[Path, ...] = ()
        self.documents: dict[str, Document] = {}
        self._listed: dict[str, frozenset[str]] = {}
        self._disk: dict[str, tuple[SourceFile, tuple[Diagnostic, ...]]] = {}
        self._parsed: dict[str, Parsed] = {}
        self._states: dict[str, State] = {}

    # ---- what the editor tells

    def open(self, uri: str, version: int, text: str) -> str:
        """A document was opened or changed; the set it belongs to."""
        path = path_of(uri)
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        self.documents[path] = Document(uri, version, _unmarked(plain), "\r\n" in text)
        return self.set_of(path)

    def close(self, uri: str) -> str:
        """A document was closed: the file on disk counts again."""
        path = path_of(uri)
        self.documents.pop(path, None)
        self.forget()
        return self.set_of(path)

    def forget(self) -> None:
        """Files on disk may have changed, come or gone."""
        self._listed.clear()
        self._disk.clear()

    # ---- sets

    def set_of(self, path: str) -> str:
        """The set that a file belongs to: its innermost configured folder, else the file alone."""
        around = [root for root in self.roots if Path(path) == root or root in Path(path).parents]
        return str(max(around, key=lambda root: len(root.parts))) if around else path

    def state(self, key: str) -> State:
        """A set as it is now."""
        files = [self._file(path) for path in self._paths(key)]
        parsed = tuple(self._parse(file) for file, _ in files)
        known = self._states.get(key)
        if known is not None and [*map(id, known.parsed)] == [*map(id, parsed)]:
            return known
        state = State(parsed, tuple(problem for _, problems in files for problem in problems))
        self._states[key] = state
        return state

    def sets(self) -> tuple[str, ...]:
        """Every set that has a file."""
        alone = (self.set_of(path) for path in self.documents)
        return tuple(dict.fromkeys([*(str(root) for root in self.roots if self._paths(str(root))), *alone]))

    def uri(self, path: str) -> str:
        """How the editor calls a file."""
        document = self.documents.get(path)
        return document.uri if document is not None else (from_fs_path(path) or path)

    # ---- files

    def _paths(self, key: str) -> tuple[str, ...]:
        listed = self._listed.get(key)
        if listed is None:
            listed = frozenset(_on_disk(Path(key)))
            self._listed[key] = listed
        here = (path for path in self.documents if path not in listed and self.set_of(path) == key)
        return tuple(sorted([*listed, *here]))

    def _file(self, path: str) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
        document = self.documents.get(path)
        if document is not None:
            return SourceFile(path, document.text), ()
        if path not in self._disk:
            try:
                read = read_files([Path(path)])
            except OSError:  # gone since it was listed, or not ours to read: as if it were empty
                return SourceFile(path, ""), ()
            self._disk[path] = (read.files[0], read.problems)
        return self._disk[path]

    def _parse(self, file: SourceFile) -> Parsed:
        known = self._parsed.get(file.path)
        if known is None or known.file.text != file.text:
            known = self._parsed[file.path] = parse(file)
        return known


def path_of(uri: str) -> str:
    """The path of a file, the address itself of a document that has none yet, or whose address is none."""
    try:
        path = to_fs_path(uri)
    except ValueError:
        return uri
    return str(Path(path)) if path else uri


def _unmarked(text: str) -> str:
    """The text with a blank for a byte order mark, so that no column moves."""
    return f" {text[1:]}" if text.startswith("\ufeff") else text


def _on_disk(place: Path) -> Iterable[str]:
    try:
        if place.is_dir():
            return [*map(str, files_below(place))]
        return [str(place)] if place.is_file() else []
    except OSError:
        return []
