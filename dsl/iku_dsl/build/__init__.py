"""Raw trees to nodes: what `parse.py` needs of it."""

from iku_dsl.build.builder import Builder
from iku_dsl.build.line import in_building_order

__all__ = ["Builder", "in_building_order"]
