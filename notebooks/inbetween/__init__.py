"""In Between: teaching notebooks on Russia-China relations and the countries in between.

``explore`` holds the exhibits, ``library`` the records and tables, ``cite`` how to cite them, ``about`` what is installed.
"""

from __future__ import annotations

import platform
from importlib import import_module, metadata

from . import library
from .library import cite

__version__ = "0.1.0"
__all__ = ["about", "cite", "explore", "learn", "library"]

_PACKAGES = ("jupyterlab", "notebook", "ipykernel", "ipywidgets", "anywidget", "plotly", "pandas")


def about():
    """What is installed here and how old the data are: a table of item and value."""
    import pandas as pd

    data = library.package("data")
    versions = {name: metadata.version(name) for name in _PACKAGES}
    items = {
        "In Between": __version__,
        "data edition": data.get("version", "not stated"),
        "data compiled": data.get("created", "not stated"),
        "tables": f"{len(library.names())}",
        "Python": platform.python_version(),
        **versions,
        "lessons and package": str(library.ROOT / "notebooks"),
        "data": str(library.ROOT / "data"),
    }
    return pd.DataFrame(items.items(), columns=["item", "value"])


def __getattr__(name):
    # The exhibits need plotly and the widgets; a reader who only wants a table or a citation need not wait for them.
    if name in ("explore", "chart", "learn"):
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
