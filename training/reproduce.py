"""Train every shipped weight file anew and compare it with the shipped one, bit for bit.

    python -m training.reproduce --data DIR [--only keys ...]     (or: make weights DATA=DIR)

Each `training.train_NAME` runs in a process of its own and writes into a temporary folder; nothing shipped is touched. Exit status 1 if a
file came out different, or no command makes it. On another kind of machine the last bits may differ: then the largest difference of any
number is told, and `training.evaluate_music` says whether a figure moved.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from analysis.weights_file import WEIGHTS

TRAINERS = Path(__file__).parent
NEEDED = ("torch", "sklearn", "scipy")
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""One thread: sums keep their order."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a weight file.

    Attributes:
        name: Of the file, without its ending.
        made_by: The module that made it; "" if none did.
        seconds: How long that took, all files of the module together.
        verdict: "same bytes", or what is wrong.
    """

    name: str
    made_by: str
    seconds: float
    verdict: str

    @property
    def is_same(self) -> bool:
        """Whether it came out again."""
        return self.verdict == "same bytes"


def main() -> None:
    """Train all, print a table, and end with status 1 if anything differs."""
    parser = argparse.ArgumentParser(description="Train every shipped weight file anew and compare.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds pop909_cl, dcml, emopia, vgmidi, ...")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="run training.train_NAME only")
    options = parser.parse_args()
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(f"training needs {', '.join(missing)}; install with: pip install -c constraints.txt -e '.[training]'")
    modules = trainers(TRAINERS)
    if options.only:
        modules = {module: path for module, path in modules.items() if module.removeprefix("training.train_") in options.only}
    with tempfile.TemporaryDirectory() as folder:
        verdicts = list(reproduce(modules, options.data, Path(folder), WEIGHTS, whole=not options.only))
    print("| weights | made by | s | |\n|---|---|---|---|")
    for verdict in verdicts:
        print(f"| {verdict.name} | {verdict.made_by or '-'} | {verdict.seconds:.0f} | {verdict.verdict} |")
    sys.exit(0 if all(verdict.is_same for verdict in verdicts) else 1)


def trainers(folder: Path, package: str = "training") -> Mapping[str, Path]:
    """Modules of a folder that train, by name, in order."""
    return {f"{package}.{path.stem}": path for path in sorted(folder.glob("train_*.py"))}


def reproduce(modules: Iterable[str], data: Path, folder: Path, shipped: Path, *, whole: bool = True) -> Iterator[Verdict]:
    """Run modules one after the other, each into a folder of its own, and compare what they wrote with what is shipped.

    Args:
        modules: Names, e.g. "training.train_keys"; each takes --data and --out.
        data: The research data.
        folder: Where to write.
        shipped: The folder with the shipped weights.
        whole: Whether the modules should make every shipped file.
    """
    made: set[str] = set()
    for module in modules:
        out = folder / module
        began = time.monotonic()
        command = [sys.executable, "-m", module, "--data", str(data), "--out", str(out)]
        done = subprocess.run(command, env={**os.environ, **THREADS}, stdout=sys.stderr, check=False)
        seconds = time.monotonic() - began
        files = sorted(out.glob("*.safetensors"))
        if done.returncode != 0 or not files:
            yield Verdict(module.rpartition("train_")[2], module, seconds, f"not made: exit status {done.returncode}")
        for path in files:
            made.add(path.name)
            yield Verdict(path.stem, module, seconds, compare(path, shipped / path.name))
    if whole:
        for path in sorted(shipped.glob("*.safetensors")):
            if path.name not in made:
                yield Verdict(path.stem, "", 0.0, "no command makes it")


def compare(made: Path, shipped: Path) -> str:
    """Say "same bytes", or how two weight files differ."""
    if not shipped.exists():
        return "not shipped"
    if made.read_bytes() == shipped.read_bytes():
        return "same bytes"
    ours, theirs = load_file(made), load_file(shipped)
    if _shapes(ours) != _shapes(theirs):
        return "different arrays"
    return f"different: by at most {_largest(ours, theirs):.3g}"


def _shapes(arrays: Mapping[str, np.ndarray]) -> Sequence[tuple[str, tuple[int, ...]]]:
    return sorted((name, array.shape) for name, array in arrays.items())


def _largest(ours: Mapping[str, np.ndarray], theirs: Mapping[str, np.ndarray]) -> float:
    return max((float(np.abs(ours[name] - theirs[name]).max(initial=0.0)) for name in ours), default=0.0)


if __name__ == "__main__":
    main()
