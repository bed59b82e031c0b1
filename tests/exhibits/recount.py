"""What the recounts share: the data, read again by other means, and numbers as they are printed."""

from __future__ import annotations

import csv
import math
import re
from functools import cache
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
NUMBER = r"-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?"


@cache
def rows(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in re.findall(NUMBER, text)]


def near(told: str, value: float) -> bool:
    """Whether ``told``, as printed, is ``value`` rounded to the digits shown."""
    plain = told.replace(",", "")
    digits = len(plain.split("e")[0].partition(".")[2])
    power = int(plain.partition("e")[2] or 0)
    return math.isclose(float(plain), value, rel_tol=1e-9, abs_tol=0.5001 * 10.0 ** (power - digits))


def drawn(value) -> float | None:
    """A value of a table as a picture holds it: five digits, None where there is none."""
    return None if pd.isna(value) else float(f"{value:.5g}")
