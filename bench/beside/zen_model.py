"""ZEN: a JSON decision model with one expression node, evaluated for each region."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import zen

from bench.beside.questions import Raw
from bench.beside.rows import Record, adding, expressions, records


def made(question: str, store: Path) -> Callable[[], Raw]:
    """The model is compiled once."""
    asked = [
        {"id": name, "key": name, "value": text.replace("&&", "and")} for name, text in expressions(question).items()
    ]
    kinds = (("in", "inputNode", {}), ("rules", "expressionNode", {"expressions": asked}), ("out", "outputNode", {}))
    nodes = [
        {"id": name, "name": name, "type": kind, "position": {"x": x, "y": 0}, "content": content}
        for x, (name, kind, content) in enumerate(kinds)
    ]
    edges = [
        {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "rules"), ("rules", "out"))
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def decide(record: Record) -> Mapping[str, object]:
        return cast(Mapping[str, object], decision.evaluate(record)["result"])

    return adding(question, records(question, store), decide)
