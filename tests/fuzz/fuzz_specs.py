"""A coverage-guided fuzz target over the parser, the checker, the proofs and the formatter: see README.md beside it."""

import sys
from pathlib import Path
from random import Random

import atheris

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / name) for name in ("dsl", "engine", "cli", "tests")]

with atheris.instrument_imports(include=["iku_dsl", "iku_cli.render.diagnostics"]):
    import hostile
    import spec_mutations

    import iku_dsl.proofs
    import iku_dsl.resolve  # noqa: F401  imported by the checker only when they are needed

BLIND = 0.3  # how often bytes are changed, and not words


def one_input(data: bytes) -> None:
    """One text: whatever bytes are no text are left out."""
    hostile.examine(data.decode("utf-8", "ignore").replace("\r\n", "\n").replace("\r", "\n"))


def change(data: bytes, max_size: int, seed: int) -> bytes:
    """Mostly mistakes as people make them, at times any bytes at all."""
    random = Random(seed)
    if random.random() < BLIND:
        return atheris.Mutate(data, max_size)
    text = spec_mutations.mutated(data.decode("utf-8", "ignore"), random, random.randint(1, 4))
    return text.encode()[:max_size]


def write_seeds(folder: Path) -> None:
    """The specs of the corpus and those that are shipped, and their declarations one by one."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate((*spec_mutations.specs(), *spec_mutations.declarations())):
        (folder / f"{number:04}.iku").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--seeds"]:
        write_seeds(Path(sys.argv[2]))
    else:
        atheris.Setup(sys.argv, one_input, custom_mutator=change)
        atheris.Fuzz()
