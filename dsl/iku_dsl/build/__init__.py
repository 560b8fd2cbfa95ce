"""Raw trees to nodes: what `parse.py` needs of it."""

from iku_dsl.build.build import build, in_building_order
from iku_dsl.build.line import BuiltLine

__all__ = ["BuiltLine", "build", "in_building_order"]
