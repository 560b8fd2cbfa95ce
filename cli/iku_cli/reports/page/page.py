"""A report to the text of its page: the template filled with summary and sections, its own style and scripts put in, no others allowed.

The summary: one line an indicator in the main period, and how many there are of which kind.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from iku_cli.messages import message
from iku_cli.messages.sentences import named, one_line
from iku_cli.render import saying
from iku_cli.render.beside import RESTATED, shared
from iku_cli.render.evaluation import cells_of, remark_of
from iku_cli.render.evaluation import summary as counted
from iku_cli.reports.gather import Report, Reported
from iku_cli.reports.page.sections import Budget, script_json, sections
from iku_dsl.keywords import Language
from iku_dsl.period import Period
from iku_engine.exact import exact_text
from iku_engine.results.beside import OF_DATA, local_time, together
from iku_engine.results.evaluation import Result, State

STYLES = ("page.css", "indicator.css", "print.css")
SCRIPTS = ("echarts.js", "page.js", "tables.js", "traces.js", "drawings.js", "charts.js")
FIGURES: Mapping[Language, tuple[str, ...]] = {
    "id": ("figures.id.js",),
    "en": (),
}  # which the library writes as English does
LONGEST_WORD = 24  # letters; a longer word is broken, lest it widen its column
MOST_TRACED = 20_000  # rows of traces in one page, some two megabytes


def page(report: Report) -> str:
    """The whole page; nothing in it is text of the reporter's that was not escaped."""
    language = report.language
    say = partial(_say, language)
    budget = Budget(MOST_TRACED)
    made = tuple(sections(report, budget))
    scripts = (*SCRIPTS[:-1], *FIGURES[language], SCRIPTS[-1])  # the last one draws
    return _template().render(
        report=report,
        language=language,
        say=say,
        style=asset(STYLES),
        scripts=[asset((name,)) for name in scripts],
        policy=policy(scripts),
        marks=saying.marks(report.marks, language),
        time=saying.moment(report.made.astimezone(), language),
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


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator: its section, its title, a tag for each mark, how far its results are, its texts by column, the place of its number.

    Of several members `note` says how many there are of each kind.
    """

    section: str
    title: str
    tags: tuple[str, ...]
    stages: tuple[str, ...]
    cells: Mapping[str, str]
    exact: str
    place: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The lines, and counts with their words: indicators, with a value, in each other state, targets reached of those that are set."""

    lines: tuple[Line, ...]
    counts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]


def summary(report: Report) -> Summary:
    """The summary of a report's main period."""
    lines = tuple(_line(number, one, report.period, report.language) for number, one in enumerate(report.indicators))
    optional = [name for name in ("category", "target", "achievement") if any(line.cells.get(name) for line in lines)]
    return Summary(lines, tuple(_counts(report)), ("value", *optional))


def _counts(report: Report) -> Iterator[tuple[str, str]]:
    language = report.language
    yield str(len(report.indicators)), message("report.indicators", language)
    single = [one.main[0] for one in report.indicators if len(one.main) == 1 and not one.main[0].key]
    for state in State:
        found = sum(result.state is state for result in single)
        if found or state is State.VALUE:
            word = "report.with-value" if state is State.VALUE else f"state.{state.value}"
            yield str(found), message(word, language)
    keyed = sum(bool(one.dimensions) for one in report.indicators)
    if keyed:
        yield str(keyed), message("report.with-members", language)
    targets = [t.reached for result in single for t in result.targets if not t.name and t.reached is not None]
    if targets:
        count = message("report.reached.of", language, count=sum(targets), total=len(targets))
        yield count, message("report.reached", language)


def _line(number: int, one: Reported, period: Period, language: Language) -> Line:
    main = one.main
    single = main[0] if len(main) == 1 and not main[0].key else None
    return Line(
        section=f"i-{number}",
        title=one.in_summary(one_line(one.declared.title), period),
        stages=tuple(dict.fromkeys(_stage(result, language) for result in main if result.status is not None)),
        tags=tuple(saying.tags(together(*(result.marks for result in main)), language)),
        cells=cells_of(single, "", language, False) if single is not None else {},
        exact=_exact(single),
        place=f"{number}/0/{one.periods.index(one.period)}" if single is not None else "",
        state=single.state.value if single is not None else "",
        note=_note(one, single, language),
    )


def _stage(result: Result, language: Language) -> str:
    """`draf`, `final`; of one that is not what was made final that, too."""
    assert result.status is not None
    word = message(f"status.word.{result.status.stage}", language)
    return word if result.restated is None else message("status.word.changed", language, stage=word)


def _exact(result: Result | None) -> str:
    return exact_text(result.value) if result is not None and result.value is not None else ""


def _note(one: Reported, single: Result | None, language: Language) -> str:
    """Why there is no value; of several members how many there are of each kind."""
    if single is not None:
        return remark_of(single, language)
    if not one.main:
        return message("report.nothing", language)
    kinds = ", ".join(f"{name} {count}" for name, count in counted(one.main, language))
    return message("report.members", language, count=len(one.main), summary=kinds)
