"""The record of what a stage showed when: one JSON line a change of picture, and the frames' statistics at the end."""

import json
import math
from pathlib import Path

from render.compositor.timeline import Change

LATE_FRAMES = 1.5
"""A frame is late if it comes more than so many frames after the one before."""


class Presentations:
    """Writes the record; every line is whole on disk at once, so that a killed stage leaves a readable file."""

    def __init__(self, path: Path, frame_seconds: float) -> None:
        self._file = path.open("w", encoding="utf-8", buffering=1)
        self._frame_seconds = frame_seconds
        self._frame_ms: list[float] = []
        self._between_ms: list[float] = []
        self._last_at = math.nan
        self._began_at: float | None = None
        self._began_before: float | None = None
        self._first_at = math.nan

    def changed(self, change: Change, presented_at: float, beats: float) -> None:
        """Note a change that reached the eye at `presented_at` (monotonic seconds), at song time `beats`; after its frame.

        With it goes when the frame before began: whoever was busy then could not be more punctual.
        """
        self._write(
            {
                "presented_at": presented_at,
                "frame_before_began_at": self._began_before,
                "beats": beats,
                "cue": change.cue_id,
                "picture": change.picture_id,
                "quality": change.quality,
                "jump": change.jump,
                "kind": change.kind,
                "due_beats": change.due_beats,
            }
        )

    def presented(self, began_at: float, presented_at: float) -> None:
        """Note a frame: when its drawing began and when it was finished, monotonic seconds."""
        self._began_before, self._began_at = self._began_at, began_at
        self._frame_ms.append((presented_at - began_at) * 1000)
        if math.isnan(self._last_at):
            self._first_at = presented_at
        else:
            self._between_ms.append((presented_at - self._last_at) * 1000)
        self._last_at = presented_at

    def close(self) -> None:
        """Write the statistics and end."""
        late = sum(between > LATE_FRAMES * self._frame_seconds * 1000 for between in self._between_ms)
        seconds = self._last_at - self._first_at
        self._write(
            {
                "statistics": {
                    "frames": len(self._frame_ms),
                    "late_frames": late,
                    "frames_per_second": round(len(self._between_ms) / seconds, 3) if self._between_ms and seconds > 0 else 0.0,
                    "frame_ms": _percentiles(self._frame_ms),
                    "between_frames_ms": _percentiles(self._between_ms),
                }
            }
        )
        self._file.close()

    def _write(self, line: dict[str, object]) -> None:
        self._file.write(json.dumps(line) + "\n")


def _percentiles(values: list[float]) -> dict[str, float]:
    """Nearest-rank percentiles (the smallest value that so large a share does not exceed)."""
    ordered = sorted(values)
    if not ordered:
        return {}
    ranks = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {name: round(ordered[max(0, math.ceil(rank * len(ordered)) - 1)], 3) for name, rank in ranks.items()}
