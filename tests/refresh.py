"""Bring derived files up to date: `python tests/refresh.py` (in the collection's environment).

Writes size and checksum of every table into its data package, and runs every lesson, keeping of each output what reads
without a kernel: no widget, no state, no times, no paths.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
NO_OUTPUT = "nbval-skip"
KEPT = ("text/markdown", "text/html", "text/plain")


def describe(folder: str) -> None:
    path = ROOT / folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        content = (ROOT / folder / resource["path"]).read_bytes()
        resource["bytes"] = len(content)
        resource["hash"] = "sha256:" + hashlib.sha256(content).hexdigest()
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def clean(notebook) -> None:
    notebook.metadata.pop("widgets", None)
    runs = 0
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        runs += 1
        cell.execution_count = runs
        if NO_OUTPUT in cell.metadata.get("tags", []):
            cell.outputs = []
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = runs
            if "data" in output:
                output.data = {kind: content for kind, content in output.data.items() if kind in KEPT}


def run(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    clean(notebook)
    nbformat.write(notebook, path)
    print(f"{path.name}: {sum(cell.cell_type == 'code' for cell in notebook.cells)} code cells run")


def main() -> None:
    # what a reader has answered on this machine has no place in the stored outputs
    os.environ["INBETWEEN_JOURNAL"] = ""
    for folder in ("data", "seeds"):
        describe(folder)
    sys.path.insert(0, str(ROOT / "notebooks"))
    from inbetween.learn import exports

    (ROOT / "notebooks" / "checks" / "export.schema.json").write_text(exports.json_schema_text(), encoding="utf-8")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if len(sys.argv) == 1 or path.stem in sys.argv[1:]:
            run(path)


if __name__ == "__main__":
    main()
