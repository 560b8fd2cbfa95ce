"""Records: frozen dataclasses that are made quickly do all that others do."""

import pickle
from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from iku_dsl.records import record
from iku_dsl.records import replace as again


@record
class Point:
    x: int
    y: int = 2
    names: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False)
    size: int = field(init=False, default=1)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", self.x + self.y)


@record(kw_only=True)
class Named:
    name: str
    label: str = ""


@record
class Both(Named):
    at: int


def test_they_are_made_as_dataclasses_are() -> None:
    one = Point(1, note="a")
    assert (one.x, one.y, one.names, one.note, one.size) == (1, 2, [], "a", 3)
    assert Point(1).names is not Point(1).names
    assert one == Point(1, note="b")
    assert hash(Named(name="a")) == hash(Named(name="a"))
    assert replace(one, x=5).size == 7
    assert [f.name for f in fields(one)] == ["x", "y", "names", "note", "size"]
    assert repr(Named(name="a")) == "Named(name='a', label='')"
    assert Both(3, name="a") == Both(at=3, name="a", label="")
    assert pickle.loads(pickle.dumps(one)) == one
    assert pickle.loads(pickle.dumps(one)).size == 3
    match Both(3, name="a"):
        case Both(at):
            assert at == 3


@pytest.mark.parametrize("arguments", [(), (1, 2, [], "", 5)])
def test_wrong_arguments_are_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        Point(*arguments)  # type: ignore[arg-type]


def test_named_ones_are_not_given_by_place() -> None:
    with pytest.raises(TypeError):
        Named("a")  # type: ignore[misc]


def test_nothing_in_them_changes() -> None:
    one = Named(name="a")
    with pytest.raises(FrozenInstanceError):
        one.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.name  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        one.other = 1  # type: ignore[attr-defined]


def test_they_are_made_again_as_dataclasses_are() -> None:
    one, both = Point(1, 3, ["a"], "b"), Both(3, name="a", label="c")
    assert again(one, x=5) == replace(one, x=5) and again(one, x=5).size == 8
    assert again(one, note="d").note == "d" and again(one).names is one.names
    assert again(both, at=4) == replace(both, at=4)
    assert again(both, label="") == replace(both, label="")
    with pytest.raises(TypeError):
        again(one, size=5)
    with pytest.raises(TypeError):
        again(one, z=5)
