"""The map of rooms in CONTRIBUTING.md: each folder, what it is for and its layer, made from the code; and the nouns of docs/glossary.md.

`IKU_UPDATE_GOLDENS=1` writes the map anew.
"""

from __future__ import annotations

import ast
import os
import re
from collections import defaultdict

from test_shape import PACKAGES, ROOT, imported_within, room

CONTRIBUTING, GLOSSARY = ROOT / "CONTRIBUTING.md", ROOT / "docs" / "glossary.md"
MAP = re.compile(r"(?<=<!-- rooms -->\n).*?(?=<!-- end of rooms -->)", re.S)
MOST_NOUNS = 60


def layers(package: str) -> dict[str, int]:
    """Each room with its layer: 0 where it imports no other, else one above the highest of those that it imports."""
    above: dict[str, set[str]] = defaultdict(set)
    for name, of in imported_within(package).items():
        above[room(package, name)] |= {room(package, one) for one in of} - {room(package, name)}
    found: dict[str, int] = {}

    def layer(of: str) -> int:
        if of not in found:
            found[of] = 1 + max(map(layer, above[of]), default=-1)
        return found[of]

    for name in list(above):
        layer(name)
    return found


def room_map() -> str:
    """A table for each package, lowest layers first."""
    parts = []
    for package, folder in PACKAGES.items():
        lines = [f"`{folder.relative_to(ROOT)}`", "", "| room | what it is for | layer |", "|---|---|---|"]
        for name, layer in sorted(layers(package).items(), key=lambda item: (item[1], item[0])):
            place = ROOT.joinpath(folder.parent, *name.split("."))
            said = ast.get_docstring(ast.parse((place / "__init__.py").read_text(encoding="utf-8"))) or ""
            lines.append(f"| {name.removeprefix(package).lstrip('.') or '.'} | {said.splitlines()[0]} | {layer} |")
        parts.append("\n".join(lines))
    return "\n" + "\n\n".join(parts) + "\n\n"


def test_the_map_shows_every_room_as_it_is():
    text = CONTRIBUTING.read_text(encoding="utf-8")
    if os.environ.get("IKU_UPDATE_GOLDENS") == "1":
        CONTRIBUTING.write_text(MAP.sub(lambda _: room_map(), text), encoding="utf-8")
        return
    (shown,) = MAP.findall(text)
    assert shown == room_map()
    assert shown.count("\n| ") > 60


def test_every_noun_of_the_glossary_stands_for_something_in_the_code():
    rows = re.findall(r"^\| ([\w -]+) \| .+ \| `([\w./]+)` \|$", GLOSSARY.read_text(encoding="utf-8"), re.M)
    nouns = [noun for noun, _ in rows]
    assert nouns == sorted(set(nouns)) and 40 <= len(nouns) <= MOST_NOUNS
    for noun, home in rows:
        text = (ROOT / home).read_text(encoding="utf-8")
        assert re.search(rf"\b{noun.removesuffix('y')}(?:y|ies|s|es)?\b", text, re.I), (noun, home)
