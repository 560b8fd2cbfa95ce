"""The words that scripts of the page show, by the names under which they ask for them."""

from __future__ import annotations

from iku_cli.messages import message
from iku_dsl.keywords import Language

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
