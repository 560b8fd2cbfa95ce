"""Links between the documents lead somewhere: to a file that exists, and to a heading in it."""

import re
from pathlib import Path

import pytest
from console_blocks import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\((?P<file>[^)#\s]*)(?:#(?P<heading>[^)\s]+))?\)")


def prose(path: Path) -> str:
    """A document without its code."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def headings(path: Path) -> set[str]:
    """The headings of a document as links write them."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    for link in LINK.finditer(prose(document)):
        if link["file"].startswith(("https://", "http://", "mailto:")):
            continue
        target = (document.parent / link["file"]).resolve() if link["file"] else document
        assert target.exists(), link[0]
        assert not link["heading"] or link["heading"] in headings(target), link[0]
