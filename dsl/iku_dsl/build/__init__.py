"""Raw trees to nodes: what `parse.py` needs of it."""

from iku_dsl.build.base import in_building_order
from iku_dsl.build.builder import Builder

__all__ = ["Builder", "in_building_order"]
