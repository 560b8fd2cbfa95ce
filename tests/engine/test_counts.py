"""Packed counts keep apart what is certain and what is unknown, or say that they cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iku_engine.errors import StoreError
from iku_engine.sql.sets import PACK, unpacked

COUNTS = st.tuples(*[st.integers(0, PACK // 3)] * 3)


@given(COUNTS)
def test_what_was_packed_comes_apart_again(counts: tuple[int, int, int]) -> None:
    certain, unknown, out = counts
    assert unpacked(certain + unknown * PACK, certain + unknown + out) == (certain, unknown)


def test_more_than_can_be_kept_apart_is_an_error_and_no_number() -> None:
    assert unpacked(PACK - 1, PACK - 1) == (PACK - 1, 0)
    with pytest.raises(StoreError) as error:
        unpacked(PACK, PACK)
    assert error.value.text.key == "too-many-elements"
