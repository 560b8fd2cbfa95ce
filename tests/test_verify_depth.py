"""A run is whole however many members its traces listed: how many missing inputs that told is no part of its result."""

from cli_workspace import workspace_in
from demonstration import FACTS, SPECS


def test_runs_of_every_depth_verify(tmp_path, capsys, monkeypatch):
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_SPECS=str(SPECS))
    assert workspace("import", *(FACTS / f"{name}.csv" for name in ("perjanjian", "daftar", "monev"))).status == 0
    told = set()
    for depth in ("0", "3", "100", "all"):
        asked = ("eval", "perjanjian_diimplementasikan", "--period", "2021", "--depth", depth, "--json")
        document = workspace(*asked).document
        told.add(document["results"][0]["missing_total"])
        said = workspace("runs", "verify", document["run"])
        assert said.status == 0, said.out
    assert len(told) > 1, "what is told of missing inputs depends on the depth"
