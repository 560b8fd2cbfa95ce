"""The page of a report in Chromium: it opens at once and alone, is drawn, sorted, searched, traced, read aloud and printed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from lkjip import INDICATORS, many_regions
from playwright.sync_api import Browser, Page, expect, sync_playwright

from iku_cli.main import answer

pytestmark = pytest.mark.needs_browser
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 2.0
# Between them they show whatever the eighteen do, which a test holds: a browser looks at these, and draws all eighteen once.
FEW = ("nilai_akip", "indeks_spm", "ikpa", "ip_asn_rekap", "indeks_spbe")
SHAPE = re.compile(r'<(\w+)[^>]*?\sclass="([^"]*)"(?:[^>]*?\sdata-kind="(\w+)")?')
CUT = """() => [...document.querySelectorAll('figure.chart .drawing svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const within = (box, low, high) => box[low] >= frame[low] - 2 && box[high] <= frame[high] + 2;
  const outside = (box) => !within(box, 'left', 'right') || !within(box, 'top', 'bottom');
  return [...svg.querySelectorAll('text')].filter((text) => outside(text.getBoundingClientRect()) && text.textContent.trim())
    .map((text) => svg.closest('figure').dataset.kind + ': ' + text.textContent);
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(found for found in map(shutil.which, PROGRAMS) if found)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


def written(folder: Path, specs: Path, *asked: str) -> None:
    """A report of specs over the store in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IKU_STORE", f"sqlite:///{folder}/iku.db")
        patch.setenv("IKU_SPECS", str(specs))
        assert answer(["report", *asked, "--period", "2025"]) == 0


@pytest.fixture(scope="module")
def reports(eighteen: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of the eighteen indicators in Indonesian, and of a few in either language."""
    folder = tmp_path_factory.mktemp("report")
    found = {name: folder / f"{name}.html" for name in ("eighteen", "id", "en")}
    for path, language, shown in zip(found.values(), ("id", "id", "en"), (INDICATORS, FEW, FEW), strict=True):
        written(eighteen, eighteen / "indicator_specs", *shown, "--lang", language, "--to", str(path))
    return found


def test_the_few_show_all_that_the_eighteen_show(reports):
    eighteen, *few = (set(SHAPE.findall(path.read_text(encoding="utf-8"))) for path in reports.values())
    assert len(eighteen) > 50
    assert few == [eighteen, eighteen]


def opened(browser: Browser, path: Path, width: int = 1440, scheme: str = "light") -> tuple[Page, list[str]]:
    """A page and what went wrong on it: errors, warnings, and every request but the one for itself."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: wrong.append(asked.url) if asked.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, wrong


def look_at_all(page: Page) -> None:
    """Go down the page, so that everything is drawn."""
    page.evaluate(
        """async () => {
          const seen = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          for (let y = 0; y < document.documentElement.scrollHeight; y += 800) {
            window.scrollTo(0, y);
            await seen();
          }
          window.scrollTo(0, 0);
          await seen();
          await seen();
        }"""
    )


@pytest.mark.few("eighteen-390-light", "en-1440-dark")
@pytest.mark.parametrize(
    ("shown", "width", "scheme"),
    [("eighteen", 390, "light"), ("id", 1440, "light"), ("en", 390, "light"), ("en", 1440, "dark")],
)
def test_it_draws_everything_and_asks_for_nothing(browser, reports, shown, width, scheme):
    page, wrong = opened(browser, reports[shown], width, scheme)
    took = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert took < SECONDS * 1000
    look_at_all(page)
    assert wrong == []
    drawn = page.locator("figure.chart").evaluate_all(
        "all => all.map((one) => [one.dataset.kind, one.querySelectorAll('.drawing svg path').length])"
    )
    assert len(drawn) == (29 if shown == "eighteen" else 12)
    assert [(n, kind) for n, (kind, paths) in enumerate(drawn) if paths <= 3] == [], "charts that are empty"
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (
        "nothing makes the page wider than the screen"
    )
    assert page.evaluate(CUT) == [], "labels are whole"
    page.close()


FIGURES = r"""() => [...document.querySelectorAll('figure.chart .drawing svg text')].map((text) => text.textContent.trim())
  .filter((text) => /^[-+]?\d[\d.,]*[.,]\d+%?$/.test(text))"""


@pytest.mark.parametrize(("shown", "tick", "other"), [("id", "2,5", "."), ("en", "2.5", ",")])
def test_axes_and_labels_have_the_decimal_sign_of_the_language(browser, reports, shown, tick, other):
    page, _ = opened(browser, reports[shown])
    look_at_all(page)
    figures = page.evaluate(FIGURES)
    assert len(figures) > 50
    assert [figure for figure in figures if other in figure] == []
    assert tick in figures, "of an axis"
    page.close()


# Contrast, which is dear, is a matter of classes: it is looked at in one row of each make, and not in drawings, of which axe cannot say.
ALIKE = """() => {
  const seen = new Set();
  for (const row of document.querySelectorAll('tbody tr, li')) {
    const make = [row, ...row.querySelectorAll('*')].map((one) => one.tagName + one.getAttribute('class')).join();
    if (seen.has(make)) row.hidden = true;
    seen.add(make);
  }
  document.querySelectorAll('svg').forEach((drawing) => drawing.remove());
}"""
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
WITHOUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}
LANGUAGE = {"runOnly": {"type": "rule", "values": ["html-has-lang", "html-lang-valid"]}}


# The same page in the other language and display: only what colours make of it is another.
@pytest.mark.parametrize(
    ("scheme", "language", "rules", "of_dialog"),
    [("light", "id", WITHOUT_CONTRAST, {}), ("dark", "en", LANGUAGE, CONTRAST)],
    ids=["light", "dark"],
)
def test_axe_finds_nothing(browser, reports, language, scheme, rules, of_dialog):
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page.goto(reports[language].as_uri())
    look_at_all(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    def wrong(only: dict[str, object], context: str | None = None) -> str:
        found = Axe().run(page, context=context, options={"resultTypes": ["violations"], **only})
        return found.generate_report() if found.violations_count else ""

    assert wrong(rules) == ""
    page.evaluate(ALIKE)
    assert wrong(CONTRAST) == ""
    page.locator(".big button.n").first.click()
    assert wrong(of_dialog, "dialog[open]") == ""
    page.close()


MONEY = """\
sumber kas "Kas" per bulan
  kolom belanja uang 0..

indikator belanja "Belanja" per bulan
  satuan rupiah
  arah naik
  rumus kas.belanja
"""
TOUCHING = """() => [...document.querySelectorAll('.drawing svg')].flatMap((svg) => {
  const all = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
  const told = all.filter(([text]) => /\\d{9}\\.\\d\\d$/.test(text)).sort((a, b) => a[1].left - b[1].left);
  return [...all.filter(([text]) => text.startsWith('-')), ...told.filter(([, box], n) => n && box.left < told[n - 1][1].right),
    ...(told.length ? [] : [['no label at all']])].map(([text]) => text);
})"""


@pytest.mark.parametrize("width", [390, 1440])
def test_many_long_numbers_are_labelled_without_touching(browser, tmp_path, width):
    """Two years of amounts of nine digits and more: labels apart and whole, and no axis of spending below nothing."""
    (tmp_path / "m.iku").write_text(MONEY, encoding="utf-8")
    rows = (f"{year}-{month:02},{10**9 * (1 + month * 7 % 11)}\n" for year in (2024, 2025) for month in range(1, 12))
    (tmp_path / "kas.csv").write_text("bulan,belanja\n" + "".join(rows), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IKU_STORE", f"sqlite:///{tmp_path}/iku.db")
        patch.setenv("IKU_SPECS", str(tmp_path / "m.iku"))
        assert answer(["import", str(tmp_path / "kas.csv")]) == 0
    written(tmp_path, tmp_path / "m.iku", "belanja", "--years", "2", "--to", str(tmp_path / "m.html"))
    page, wrong = opened(browser, tmp_path / "m.html", width)
    look_at_all(page)
    assert (wrong, page.evaluate(CUT), page.evaluate(TOUCHING)) == ([], [], [])
    assert page.locator("#i-0 tbody th.nowrap").count() == 24, "no period is broken into two lines"
    page.close()


def test_552_regions_in_ten_years_open_at_once(browser, tmp_path):
    path = tmp_path / "large.html"
    written(tmp_path / "many", many_regions(tmp_path / "many"), "indeks_spm", "--years", "10", "--to", str(path))
    page, wrong = opened(browser, path)
    took = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert took < SECONDS * 1000
    members = page.locator(".entities")
    members.scroll_into_view_if_needed()
    expect(members.locator("tbody tr")).to_have_count(25)
    assert members.locator("thead th").count() == 1 + 2 + 10 + 1
    look_at_all(page)
    assert page.evaluate(CUT) == [], "labels are whole"
    members.locator("button.n").first.click()
    assert "iku-engine trace indeks_spm --period 2016 --key D0" in page.locator("dialog#trace").inner_text()
    assert wrong == []
    page.close()


def test_a_number_opens_its_trace_by_mouse_and_by_keyboard(browser, reports):
    page, wrong = opened(browser, reports["id"])
    page.locator("#i-0 .big button.n").click()
    dialog = page.locator("dialog#trace")
    assert dialog.locator("h2").inner_text() == "Nilai akuntabilitas kinerja Kementerian Sosial · 2025"
    said = dialog.inner_text()
    assert "lke.csv:40" in said
    assert "antara 71,25 dan 75,75" in said
    assert "iku-engine trace nilai_akip --period 2025" in said
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    number = page.locator("#i-0 .big button.n")
    assert number.evaluate("element => element === document.activeElement"), "one is where one was"
    page.keyboard.press("Enter")
    assert dialog.is_visible()
    page.keyboard.press("Escape")
    page.locator("#i-0 table button.n").last.focus()
    page.keyboard.press("Enter")
    assert dialog.locator("h2").inner_text().endswith("· 2021")
    assert wrong == []
    page.close()


def test_members_are_searched_sorted_by_exact_value_and_traced(browser, reports):
    page, wrong = opened(browser, reports["id"])
    members = page.locator("#i-1 .entities")
    members.scroll_into_view_if_needed()
    members.locator("tbody tr").first.wait_for()
    assert "25 dari 58 baris" in members.inner_text()
    members.locator("input").fill("nias")
    expect(members.locator("tbody tr")).to_have_count(4)
    names = members.locator("tbody th").all_inner_texts()
    assert names
    assert all("nias" in name.lower() for name in names)
    members.locator("input").fill("")
    expect(members.locator("tbody tr")).to_have_count(25)
    members.locator(".more button").click()
    assert members.locator("tbody tr").count() == 58
    members.get_by_role("button", name="2025", exact=True).click()
    shown = members.locator("tbody tr td:nth-child(8) button")
    assert shown.count() == 58
    exact = [Fraction(part) for part in shown.evaluate_all("all => all.map((one) => one.dataset.exact)")[:-5]]
    assert len(exact) == 53
    assert exact == sorted(exact)
    assert members.locator("th[aria-sort=ascending]").inner_text().startswith("2025")
    last = "all => all.slice(-5).map((one) => one.innerText)"
    assert set(shown.evaluate_all(last)) == {"kosong"}, "what is missing comes last"
    members.locator("thead button", has_text="2025").click()
    assert set(shown.evaluate_all(last)) == {"kosong"}
    shown.first.click()
    assert "espm.csv:" in page.locator("dialog#trace").inner_text()
    assert wrong == []
    page.close()


def test_the_display_can_be_switched(browser, reports):
    page, wrong = opened(browser, reports["en"], scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark display").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert page.get_by_role("button", name="Dark display").get_attribute("aria-pressed") == "true"
    assert wrong == []
    page.close()


def test_on_paper_no_chart_is_cut_and_all_is_light(browser, reports, tmp_path):
    page, wrong = opened(browser, reports["id"], scheme="dark")
    page.pdf(path=tmp_path / "r.pdf", prefer_css_page_size=True)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    tall = page.evaluate(
        "[...document.querySelectorAll('figure.chart')].map((one) => [one.dataset.kind, one.getBoundingClientRect().height])"
    )
    assert all(0 < height < 1000 for _, height in tall), tall  # a page of A4 has some 990 pixels between its margins
    drawn = page.evaluate(
        "[...document.querySelectorAll('figure.chart .drawing')].every((one) => one.querySelector('svg path'))"
    )
    assert drawn, "charts that nobody scrolled to are drawn, too"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert (tmp_path / "r.pdf").stat().st_size > 100_000
    assert wrong == []
    page.close()
