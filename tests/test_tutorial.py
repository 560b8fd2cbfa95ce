"""The tutorials are true: whoever follows them in an empty folder sees what they show."""

import pytest
from console_blocks import ROOT, check_document, newcomer


@pytest.mark.parametrize("page", ["tutorial.md", "tutorial.en.md"])
def test_a_newcomer_sees_what_the_tutorial_shows(page, tmp_path):
    check_document(ROOT / "docs" / page, newcomer(), least=10, timeless=True, folder=tmp_path)
