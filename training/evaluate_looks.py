"""Measure whether pictures follow the music: against human ratings, never against our own estimate alone.

    python -m training.evaluate_looks --data DIR [--clips 120] [--painters a,b] [--json FILE] [--markdown FILE]

Clips of VGMIDI and EMOPIA, one a song, are described by an emotion model that knows neither their song nor their series, and each is
painted on its own. Measures are taken from the pixels alone. About half a minute, and a minute a painter, of one core.
"""

import argparse
import json
import logging
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from render.painters.catalogue import PAINTERS
from render.painters.renderer import PainterRenderer
from training.figures import Figure
from training.look_faithfulness import faithfulness_figures, paint_gallery
from training.look_retrieval import retrieval_figures
from training.look_stability import stability_figures, sweep_figures, tempo_figures
from training.looks_report import looks_report
from training.options import require_folders
from training.painted_looks import Easel
from training.rated_music import Ratings

log = logging.getLogger(__name__)

SONGS, CLIPS_A_SONG = 40, 3
"""For retrieval."""
STABLE, SWEPT, SPED = 24, 3, 12
"""Clips for stability, for sweeps, for tempo alone."""


def main() -> None:
    """Measure, print the report, and write it where asked."""
    parser = argparse.ArgumentParser(description="Measure whether pictures follow the music, by human ratings.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds emopia and vgmidi")
    parser.add_argument("--clips", type=int, default=120, help="rated clips to paint, half of each set (at least 100 for figures to tell)")
    parser.add_argument("--painters", help="names, joined by commas; all without it")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--markdown", type=Path, help="write the report here instead of printing it")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    known = [info.name for info in PAINTERS]
    painters = options.painters.split(",") if options.painters else known
    if unknown := [name for name in painters if name not in known]:
        sys.exit(f"there is no painter {', '.join(unknown)}; choose of: {', '.join(known)}")
    require_folders(options.data, ("emopia", "vgmidi"))
    found = figures(options.data, painters, options.clips)
    report = looks_report(found)
    if options.markdown:
        options.markdown.write_text(report, encoding="utf-8")
    else:
        print(report)
    if options.json:
        content = {"painters": painters, "figures": [asdict(figure) for figure in found]}
        options.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def figures(data: Path, painters: list[str], clips: int = 120) -> list[Figure]:
    """All figures of some painters."""
    began = time.monotonic()
    ratings = Ratings(data)
    rated = ratings.one_a_song(clips)
    renderer = PainterRenderer()
    easels = [Easel(painter, renderer) for painter in painters]
    log.info("%.0f s: %d rated clips, %d painters", time.monotonic() - began, len(rated), len(painters))
    found = faithfulness_figures(paint_gallery(rated, easels))
    log.info("%.0f s: faithfulness", time.monotonic() - began)
    found += retrieval_figures(ratings.several_a_song(SONGS, CLIPS_A_SONG), easels)
    log.info("%.0f s: retrieval", time.monotonic() - began)
    found += stability_figures(rated[:: max(1, len(rated) // STABLE)][:STABLE], easels)
    log.info("%.0f s: stability", time.monotonic() - began)
    found += sweep_figures(rated[::-1][:SWEPT], easels)
    found += tempo_figures(rated[:SPED])
    log.info("%.0f s: sweeps", time.monotonic() - began)
    renderer.close()
    return found


if __name__ == "__main__":
    main()
