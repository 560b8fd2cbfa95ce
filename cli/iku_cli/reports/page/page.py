"""A report to the text of its page: the template filled with sections, its own style and scripts put in, and no others allowed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from iku_cli.messages import message
from iku_cli.messages.visible import named, one_line
from iku_cli.render import saying
from iku_cli.render.beside import RESTATED, shared
from iku_cli.reports.gather import Report
from iku_cli.reports.page.packing import Budget, script_json
from iku_cli.reports.page.sections import sections
from iku_cli.reports.page.summary import summary
from iku_dsl.keywords import Language
from iku_engine.results.beside import OF_DATA, local_time

STYLES = ("page.css", "indicator.css", "print.css")
SCRIPTS = ("echarts.js", "page.js", "tables.js", "traces.js", "drawings.js", "charts.js")
LONGEST_WORD = 24  # letters; a longer word is broken, lest it widen its column
MOST_TRACED = 20_000  # rows of traces in one page, some two megabytes


def page(report: Report) -> str:
    """The whole page; nothing in it is text of the reporter's that was not escaped."""
    language = report.language
    say = partial(_say, language)
    budget = Budget(MOST_TRACED)
    made = tuple(sections(report, budget))
    return _template().render(
        report=report,
        language=language,
        say=say,
        style=asset(STYLES),
        scripts=[asset((name,)) for name in SCRIPTS],
        policy=policy(SCRIPTS),
        marks=saying.marks(report.marks, language),
        time=saying.clock(report.made.isoformat()),
        sections=made,
        summary=summary(report),
        origin=tuple(origin(report)),
        notes=[saying.reason(note, language) for note in report.caveats],
        restated=list(shared(report.evaluation.results, RESTATED, language)),
        words=script_words(language),
        script_json=script_json,
        footer=_css_text(_footer(report)),
        page_word=_css_text(say("report.page")),
    )  # fmt: skip


def _footer(report: Report) -> str:
    """What stands below each printed page: the period, and that the data is not what it may seem."""
    marks = saying.marks((mark for mark in report.marks if mark.kind in OF_DATA), report.language)
    return " · ".join([message("report.period.alone", report.language, period=report.period), *marks])


def _say(language: object, key: str, /, **arguments: object) -> str:
    return message(key, "en" if language == "en" else "id", **arguments)


@cache
def _template() -> Template:
    loader = PackageLoader("iku_cli.reports.page", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["line"] = one_line
    environment.filters["named"] = named
    environment.filters["long"] = lambda text: "long" if any(len(word) > LONGEST_WORD for word in text.split()) else ""
    return environment.get_template("page.html.j2")


@cache
def asset(names: tuple[str, ...]) -> Markup:
    """Our own style or script, as it stands in its element."""
    folder = files("iku_cli.reports.page") / "assets"
    return Markup("\n".join((folder / name).read_text(encoding="utf-8").strip() for name in names))


def policy(scripts: tuple[str, ...]) -> str:
    """What the browser may do for this page: run these scripts, and fetch nothing."""
    hashes = " ".join(f"'sha256-{_sha256(str(asset((name,))))}'" for name in scripts)
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src {hashes}; img-src data:; base-uri 'none'; form-action 'none'"


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _css_text(text: str) -> Markup:
    """A text as a string of CSS: every letter that is more than a letter by its number."""
    escaped = "".join(letter if letter.isalnum() or letter in " .,-()" else f"\\{ord(letter):x} " for letter in text)
    return Markup(f'"{escaped}"')


def origin(report: Report) -> Iterator[tuple[str, str, bool]]:
    """Name, text, and whether the text is to be typed or compared letter by letter."""
    language, evaluation = report.language, report.evaluation
    run = message("report.run", language, run=report.run) if report.run is not None else ""
    yield message("report.origin.run", language), run or message("report.run.none", language), False
    if report.run is not None:
        yield message("report.origin.verify", language), f"iku-engine runs verify {report.run}", True
    if report.head:
        yield message("report.origin.head", language), report.head, True
    if evaluation.as_of is not None:
        yield message("report.origin.known", language), local_time(evaluation.as_of), False
    yield message("report.origin.specs", language), evaluation.specs, True
    yield message("report.origin.facts", language), evaluation.facts, True
    yield message("report.origin.engine", language), f"iku-engine {evaluation.engine}", True


KEYS = {
    "all": "report.show-all",
    "fewer": "report.show-fewer",
    "found": "report.search.found",
    "search": "report.search",
    "sort": "report.sort",
    "exact": "report.trace.exact",
    "left": "report.trace.command",
    "command": "report.trace.print",
    "open": "report.trace.open",
    "trace": "report.trace",
    "value": "state.value",
    "missing": "state.missing",
    "not-applicable": "state.not-applicable",
    "error": "state.error",
    "period": "table.period",
    "key": "table.key",
    "category": "table.category",
    "rank": "table.rank",
}


def script_words(language: Language) -> dict[str, str]:
    """Each word in the report's language; places in a sentence stay as `{name}`."""
    return {name: message(key, language) for name, key in KEYS.items()}
