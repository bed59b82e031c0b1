"""The exhibits. Each is a module ``<name>_exhibit`` with a factory ``<name>``; a new one is a new file."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

_ENDING = "_exhibit"
_NAMES = sorted(module.name.removesuffix(_ENDING) for module in iter_modules(__path__) if module.name.endswith(_ENDING))


def catalogue() -> dict[str, Callable]:
    """All exhibits: name -> factory. A factory takes starting values of its controls by name and returns an Explorer."""
    return {name: getattr(import_module(f".{name}{_ENDING}", __name__), name) for name in _NAMES}


def __getattr__(name):
    if name in _NAMES:
        return getattr(import_module(f".{name}{_ENDING}", __name__), name)
    raise AttributeError(f"there is no exhibit {name!r}; there are {', '.join(_NAMES)}")


def __dir__():
    return [*_NAMES, "catalogue"]
