"""What all training commands are asked: where the data lie, where the weights go; with a word on the data's licences."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from analysis.weights_file import WEIGHTS

LICENCES = {
    "pop909_cl": "POP909-CL: MIT",
    "dcml": "DCML, Mozart's piano sonatas: CC BY-NC-SA 4.0, not for commercial use",
    "emopia": "EMOPIA: CC BY-NC-SA 4.0, not for commercial use",
    "vgmidi": "VGMIDI: no licence stated",
    "genre_midi": "genre_midi: no licence seen",
    "groove": "Groove MIDI: CC BY 4.0, commercial use with attribution",
}
"""Folder of the data to what one must know before using what learned from it."""


def read_training_options(name: str, what: str, folders: Sequence[str]) -> argparse.Namespace:
    """Read `--data` and `--out` of a training command; ends the program with one line where the data are missing.

    Args:
        name: Of the weight file, without its ending.
        what: What is trained.
        folders: Those of the data that are needed.
    """
    parser = argparse.ArgumentParser(
        description=f"Train {what}: writes {name}.safetensors and its model card {name}.md.",
        epilog="The weights learn from " + "; ".join(LICENCES[folder] for folder in folders) + ".",
    )
    parser.add_argument("--data", type=Path, required=True, help=f"folder that holds {' and '.join(folders)}")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder for the two files; usually the shipped ones")
    options = parser.parse_args()
    require_folders(options.data, folders)
    return options


def require_folders(data: Path, folders: Sequence[str]) -> None:
    """End the program with one line where folders of the data are missing."""
    missing = [folder for folder in folders if not (data / folder).is_dir()]
    if missing:
        sys.exit(f"{data} holds no {', '.join(missing)}; give the folder of the research data with --data DIR")
