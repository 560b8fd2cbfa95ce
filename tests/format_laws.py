"""What formatting must keep of a text, as functions of the text: its nodes, its comments, and what they say in either language."""

from dataclasses import fields, is_dataclass

from iku_dsl import keywords as kw
from iku_dsl import statements as s
from iku_dsl.editing.format import format_spec
from iku_dsl.parsing.parse import Parsed, parse
from iku_dsl.problem import SourceFile
from iku_dsl.statements import syntax as x

PAIRS = (
    *kw.FUNCTIONS, *kw.SUBJECTS, *kw.COMPARISONS, *kw.TRUTHS, *kw.UNITS, *kw.BUILT_IN_NAMES,
    ("uang", "money"), ("angka", "number"), ("bilangan", "integer"),
)  # fmt: skip
INDONESIAN = {english: indonesian for indonesian, english in PAIRS}
INDONESIAN |= {plural: INDONESIAN[singular] for plural, singular in kw.PLURALS}


def read(text: str) -> Parsed:
    return parse(SourceFile("spec.iku", text))


def formatted(text: str, language: kw.Language | None = None) -> str:
    return format_spec(read(text).spec, language)


def nodes(spec: s.SpecFile) -> list[object]:
    return [line.node for line in spec.lines]


def comments(spec: s.SpecFile) -> list[str]:
    found = [comment for line in spec.lines for comment in (*line.comments, *line.beside)]
    return sorted(comment for comment in (*found, *spec.comments) if comment)


def neutral(node: object) -> object:
    """The same with every name that has two spellings in the Indonesian one."""
    if isinstance(node, x.Name):
        return x.Name(INDONESIAN.get(node.text, node.text))
    if isinstance(node, tuple | list):
        return [neutral(part) for part in node]
    if is_dataclass(node) and not isinstance(node, type):
        return type(node), [neutral(getattr(node, field.name)) for field in fields(node) if field.name != "span"]
    return node


def kept(text: str) -> None:
    """Formatting a text, broken or not, changes only its looks; what has no problem goes to the other language and back."""
    before = read(text)
    once = format_spec(before.spec)
    after = read(once).spec
    assert neutral(nodes(after)) == neutral(nodes(before.spec))
    assert comments(after) == comments(before.spec)
    assert format_spec(after) == once
    indonesian = format_spec(before.spec, "id")
    english = formatted(indonesian, "en")
    assert comments(read(english).spec) == comments(before.spec)
    if not before.problems:
        assert formatted(english, "id") == indonesian
        assert neutral(nodes(read(english).spec)) == neutral(nodes(before.spec))
