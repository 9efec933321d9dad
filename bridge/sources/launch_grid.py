"""Live's launch quantisation: the numbers of Song.clip_trigger_quantization in beats."""

from vocabulary.units import beats_per_bar

LAUNCH_BARS = (0, 8, 4, 2, 1)
LAUNCH_BEATS = (2.0, 4 / 3, 1.0, 2 / 3, 0.5, 1 / 3, 0.25, 1 / 6, 0.125)
"""Song.clip_trigger_quantization: 0 none, 1-4 bars of the signature, then 1/2, 1/2T ... 1/32 (Cycling '74, Live Object Model)."""


def launch_grid_beats(grid: int, signature: tuple[int, int]) -> float:
    """Beats of a value of Song.clip_trigger_quantization."""
    if grid < len(LAUNCH_BARS):
        return LAUNCH_BARS[grid] * beats_per_bar(*signature)
    return LAUNCH_BEATS[grid - len(LAUNCH_BARS)]


def closest_launch_grid(beats: float, signature: tuple[int, int]) -> int:
    """The value of Song.clip_trigger_quantization that comes closest; 0 for no grid."""
    if beats <= 0:
        return 0
    return min(range(1, len(LAUNCH_BARS) + len(LAUNCH_BEATS)), key=lambda grid: abs(launch_grid_beats(grid, signature) - beats))
