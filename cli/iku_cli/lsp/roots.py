"""Where an editor's spec sets are, and which language its user reads: as it says itself, else as the command line would find it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from lsprotocol import types

from iku_cli.lsp.specs import path_of
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.settings import DEFAULTS, FILE
from iku_dsl.keywords import LANGUAGES, Language


def folders_of(params: types.InitializeParams) -> tuple[Path, ...]:
    """The folders that the editor has open."""
    if params.workspace_folders:
        return tuple(Path(path_of(folder.uri)) for folder in params.workspace_folders)
    if params.root_uri:
        return (Path(path_of(params.root_uri)),)
    return (Path(params.root_path),) if params.root_path else ()


def roots_of(folders: Iterable[Path], options: object) -> tuple[Path, ...]:
    """The spec sets of some folders: `specs` of the options, else `specs` of `iku.toml`, else `indicator_specs`, else the folder.

    `specs` is one path or several; each is a set of its own.
    """
    roots: list[Path] = []
    for folder in folders:
        wanted = _wanted(options)
        roots += [(folder / path) for path in wanted] if wanted else [_found(folder)]
    return tuple(dict.fromkeys(Path(_plain(root)) for root in roots))


def language_of(params: types.InitializeParams, otherwise: Language) -> Language:
    """The reader's language: `language` of the options, else Indonesian where the editor is, else what the command line found."""
    options = params.initialization_options
    wanted = options.get("language") if isinstance(options, Mapping) else None
    if wanted in LANGUAGES:
        return "en" if wanted == "en" else "id"
    return "id" if (params.locale or "").lower().startswith("id") else otherwise


def _wanted(options: object) -> list[str]:
    specs = options.get("specs") if isinstance(options, Mapping) else None
    found = [specs] if isinstance(specs, str) else specs if isinstance(specs, list) else []
    return [path for path in found if isinstance(path, str) and path.strip()]


def _found(folder: Path) -> Path:
    """What the command line would check in a folder; the folder itself where that is not there."""
    named = DEFAULTS["specs"]
    if (folder / FILE).is_file():
        from iku_cli.terminal.settings_file import read

        with suppress(Fault):  # the command line tells what is wrong with it
            named = read(folder / FILE).get("specs", named)
    return folder / named if (folder / named).exists() else folder


def _plain(path: Path) -> str:
    """A path without `..` and `.`, links as they are: the editor's addresses have none of these either."""
    return os.path.normpath(path)
