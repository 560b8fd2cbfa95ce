"""The site of the documents: it builds with every link whole, fetches nothing, and has each command and problem in both languages."""

import functools
import html
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from test_cli_help import NAMES

from iku_dsl.catalogue import IDS

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.needs_mkdocs
FETCHED = re.compile(
    r'<(?:script|img|iframe|source)[^>]*\ssrc="([^"]*)|<link[^>]*\shref="([^"]*)|@import[^;]*|url\(([^)]*)\)'
)


def built(site: Path, config: Path = ROOT / "website" / "mkdocs.yml") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", config, "--site-dir", site]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = built(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_it_fetches_nothing_from_elsewhere(site: Path):
    for path in [*site.rglob("*.html"), *site.rglob("*.css")]:
        for found in FETCHED.finditer(
            re.sub(r"<pre.*?</pre>|<code.*?</code>", "", path.read_text(encoding="utf-8"), flags=re.S)
        ):
            address = next((part for part in found.groups() if part), "")
            assert not re.match(r"(?:https?:)?//", address), f"{path.name}: {found[0]}"
            assert address.startswith("data:") or (path.parent / address).exists(), f"{path.name}: {found[0]}"


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_command_and_problem_has_a_page(site: Path, language: str):
    for name in NAMES:
        text = (site / language / "commands" / f"{name.replace(' ', '-')}.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in text
        assert f"iku-engine {name}" in html.unescape(re.sub(r"<[^>]+>", "", text))
        assert 'id="contoh"' in text if language == "id" else 'id="examples"' in text
    for id in IDS:
        assert f"{id}: " in (site / language / "problems" / f"{id}.html").read_text(encoding="utf-8")


def test_a_link_that_leads_nowhere_stops_it(tmp_path: Path):
    """Not in a copy of all documents: one page, with what the site's own settings say of links."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# One\n\n[two](#nowhere)\n", encoding="utf-8")
    settings = (ROOT / "website" / "mkdocs.yml").read_text(encoding="utf-8")
    validation = re.search(r"^validation:\n(?:  .*\n)+", settings, re.M)
    assert validation
    (tmp_path / "mkdocs.yml").write_text(f"site_name: one\n{validation[0]}", encoding="utf-8")
    done = built(tmp_path / "site", tmp_path / "mkdocs.yml")
    assert done.returncode == 1
    assert "nowhere" in done.stderr


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


PAGES = (("light", "index"), ("dark", "id/commands/report"), ("light", "en/problems/weights-sum"))


@pytest.mark.needs_browser
@pytest.mark.parametrize("pages", [PAGES[1:2], pytest.param(PAGES, marks=pytest.mark.soak)], ids=["one", "all"])
def test_it_is_searched_fits_a_phone_and_can_be_read_aloud(address: str, pages: tuple[tuple[str, str], ...]):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import expect, sync_playwright

    program = next(found for found in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if found)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for scheme, name in pages:
            page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme)
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(f"{address}/{name}.html")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
            found = Axe().run(page)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"
            assert all(url.startswith((address, "data:")) for url in asked), asked
            page.close()
        page = browser.new_page()
        page.goto(f"{address}/index.html", wait_until="networkidle")
        page.locator("#mkdocs-search-query").press_sequentially("penyangkal")
        expect(page.locator("#mkdocs-search-results article").first).to_be_visible()
        browser.close()
