"""Measure what `analysis` finds against human labels, as one table and as JSON.

    python -m training.evaluate_music --data DIR [--json FILE] [--only keys ...]

Each subject is a module `training.evaluate_NAME` with one function `figures`; what a shipped network learned from is never what it is
measured on: the figures come from folds that leave out whole songs, series, drummers or clusters of near-duplicates.
"""

import argparse
import importlib
import importlib.util
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from training.figures import Figure, table_row
from training.options import require_folders

SUBJECTS = {
    "keys": ("pop909_cl", "dcml"),
    "chords": ("pop909_cl", "dcml"),
    "beats": ("pop909", "pop909_cl", "dcml", "emopia", "genre_midi", "vgmidi"),
    "progressions": ("pop909_cl", "dcml"),
    "emotion": ("emopia", "vgmidi"),
    "genre": ("genre_midi",),
    "groove": ("groove",),
    "resemblance": ("pop909", "pop909_cl"),
    "families": ("live_sets",),
    "words": ("live_sets", "genre_midi", "web_midi", "pop909_cl"),
}
"""What is measured, and the folders of the data that it needs."""


def main() -> None:
    """Measure everything, print a table, and write JSON where asked."""
    parser = argparse.ArgumentParser(description="Measure the analysis against human labels.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds pop909_cl, dcml, emopia, vgmidi, ...")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--only", nargs="+", choices=SUBJECTS, default=tuple(SUBJECTS), help="measure these only")
    options = parser.parse_args()
    missing = [name for name in ("mir_eval", "torch", "sklearn") if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(f"measuring needs {', '.join(missing)}; install with: pip install -c constraints.txt -e '.[training]'")
    for subject in options.only:
        require_folders(options.data, SUBJECTS[subject])
    print("| task | data | measure | value | +- | n |\n|---|---|---|---|---|---|", flush=True)
    figures: list[Figure] = []
    for subject in options.only:
        for figure in importlib.import_module(f"training.evaluate_{subject}").figures(options.data):
            print(table_row(figure), flush=True)
            figures.append(figure)
    if options.json:
        content = {"python": platform.python_version(), "figures": [asdict(figure) for figure in figures]}
        options.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
