"""From a view to the screen."""

from . import controls, forms, theme
from .chart import Chart
from .explorer import Explorer
from .view import View

__all__ = ["Chart", "Explorer", "View", "controls", "forms", "theme"]
