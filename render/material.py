"""What a look is made of and how it moves, from how the music is played."""

from vocabulary.descriptor import MusicDescriptor
from vocabulary.look import Form, Motion, MotionKind

# Rows: soft, firm, hard; columns: smooth, grained, rough. Sources: soft timbres go with round forms, harsh ones with angular forms
# (Adeli et al. 2014); timbre with the texture of lines (Peterson, Langlois & Palmer).
MATERIALS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("silk", "still water"), ("washed linen", "brushed velvet"), ("felted wool", "moss")),
    (("glazed porcelain", "polished wood"), ("handmade paper", "fine plaster"), ("weathered bark", "dry clay")),
    (("cut glass", "lacquer"), ("hammered copper", "slate"), ("rusted iron", "split stone")),
)
_SOFT_FROM, _HARD_FROM = 0.62, 0.42
"""Of roundness."""
_GRAINED_FROM, _ROUGH_FROM = 0.27, 0.42
"""Of grain."""
_SWING_FROM, _DRUMS_FROM, _ORDER_FROM = 0.35, 0.25, 0.6
_TEMPI = (50.0, 180.0)


def imagine_material(music: MusicDescriptor, form: Form) -> tuple[str, str]:
    """A material, soft for legato and hard for short notes, rough for dissonance and uneven playing; and the reason."""
    row = 0 if form.roundness >= _SOFT_FROM else 2 if form.roundness < _HARD_FROM else 1
    column = 0 if form.grain < _GRAINED_FROM else 2 if form.grain >= _ROUGH_FROM else 1
    choice = MATERIALS[row][column][0 if music.emotion.arousal < 0 else 1]
    touch = ("soft: long, joined notes", "firm: notes neither long nor short", "hard: short or clashing notes")[row]
    surface = ("smooth: consonant and even", "grained: some friction", "rough: dissonant or unevenly struck")[column]
    return choice, f"{choice}: {touch}; {surface}"


def imagine_motion(music: MusicDescriptor, form: Form) -> Motion:
    """How a moving picture moves: sway for swing and threes, pulse for drums, turn for strict repetition, drift for the rest."""
    rhythm, texture = music.rhythm, music.texture
    kind: MotionKind
    if rhythm.swing > _SWING_FROM or music.signature_numerator in (3, 6):
        kind, why = "sway", "swing" if rhythm.swing > _SWING_FROM else "beats in threes"
    elif texture.drums > _DRUMS_FROM:
        kind, why = "pulse", f"drums, {texture.drums:.0%} of the notes"
    elif texture.repetition > _ORDER_FROM:
        kind, why = "turn", f"{texture.repetition:.0%} of the bars come again"
    else:
        kind, why = "drift", "no drums, little repetition"
    low, high = _TEMPI
    speed = min(1.0, max(0.0, 0.5 * (music.tempo - low) / (high - low) + 0.25 * (music.emotion.arousal + 1.0)))
    pace = "quick" if speed > 0.6 else "slow" if speed < 0.4 else "steady"
    return Motion(kind, speed, form.motion, f"{pace} {kind}: {why}; {music.tempo:.0f} bpm")
