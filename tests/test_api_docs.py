"""`docs/api.md`: every example runs, one after the other, in an empty folder."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "api.md"


def test_every_example_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(examples) >= 7
    names: dict[str, object] = {}
    for example in examples:
        exec(compile(example, "api.md", "exec"), names)
    assert "espm.csv:2" in capsys.readouterr().out
