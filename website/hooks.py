"""What the site has beside the documents: a home page, a page for each command and problem, links between the two languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import highlight
import reference
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
TAKEN = {"index.md": "README.md", "contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
PAIRS = {"beranda.md": "index.md", "tutorial.md": "tutorial.en.md", "bahasa.md": "language.md"}  # Indonesian: English
INDONESIAN = {*PAIRS, "editor.md"}
FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<word>[\w-]+)[^\n]*$", re.M
)  # what tests read after the word is not for readers
NAMED = re.compile(r"(?<!\[)`(?:docs/)?(?P<file>[\w.-]+\.md)`")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The navigation, with the generated pages where the settings name them."""
    highlight.register()
    config.nav = _filled(config.nav)
    config.mdx_configs["toc"]["slugify"] = _anchor
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The files of the site: also those that are made, and those that lie beside the folder of documents."""
    for name, source in TAKEN.items():
        files.append(File.generated(config, name, content=(ROOT / source).read_text(encoding="utf-8")))
    for name, text in reference.pages().items():
        files.append(File.generated(config, name, content=text))
    files.append(File.generated(config, "code.css", content=highlight.styles()))
    return files


def on_page_markdown(markdown: str, page: Page, files: Files, **_: Any) -> str:
    """A document as the site takes it: a document that is named is linked, and its language and twin are known."""
    uri = page.file.src_uri
    known = {source: name for name, source in TAKEN.items()}
    parts = re.split(r"(^```.*?^```[^\n]*$)", markdown, flags=re.M | re.S)

    def linked(found: re.Match[str]) -> str:
        name = known.get(found["file"], found["file"])
        there = files.get_file_from_path(name) is not None and name != uri
        return f"[{found[0]}]({_from(uri, name)})" if there else found[0]

    parts[::2] = [NAMED.sub(linked, prose) for prose in parts[::2]]
    parts[1::2] = [FENCE.sub(r"\g<fence>\g<word>", code, count=1) for code in parts[1::2]]
    page.meta |= {"language": _language(uri), "twin": _address(_twin(uri))}
    return "".join(parts)


def on_page_content(content: str, **_: Any) -> str:
    """The page as HTML; an empty cell at the head of a table heads nothing."""
    return content.replace("<th></th>", "<td></td>")


def _anchor(heading: str, separator: str) -> str:
    """The anchor of a heading, as code hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", separator)


def _filled(item: Any) -> Any:
    """A part of the navigation, `COMMANDS id` replaced by the list of pages."""
    if isinstance(item, list):
        return [_filled(inner) for inner in item]
    if isinstance(item, dict):
        return {title: _filled(inner) for title, inner in item.items()}
    kind, _, language = str(item).partition(" ")
    return reference.NAVIGATION[kind](language) if kind in reference.NAVIGATION else item


def _language(uri: str) -> str:
    return "id" if uri in INDONESIAN or uri.startswith("id/") else "en"


def _twin(uri: str) -> str:
    """The same page in the other language, or nothing."""
    if uri.startswith(("id/", "en/")):
        return ("en" if uri.startswith("id/") else "id") + uri[2:]
    both = PAIRS | {english: indonesian for indonesian, english in PAIRS.items()}
    return both.get(uri, "")


def _address(uri: str) -> str:
    return uri.removesuffix(".md") + ".html" if uri else ""


def _from(uri: str, target: str) -> str:
    return "../" * uri.count("/") + target
