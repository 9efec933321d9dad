"""From what the music is to how it looks: a pure function, and every attribute names its reason."""

import hashlib
import math
from collections.abc import Mapping, Sequence

from render.choose_style import choose_style, style_named
from render.contrast import stand_out, told_apart
from render.material import imagine_material, imagine_motion
from render.palette import choose_scheme, hue_name, make_palette
from render.palette_bias import biased
from render.prompt import NEGATIVE_PROMPT, fill_prompt, prompt_places
from render.style import Style
from render.style_files import shipped_styles
from render.wishes import CHOSEN, feeling, wanted_form, wanted_light, wanted_palette, wanted_rest, wanted_words
from render.words import look_words
from vocabulary.descriptor import MusicDescriptor
from vocabulary.look import Color, Form, Light, Look
from vocabulary.wishes import Wishes

NO_WISHES = Wishes()
# Spreads "another one" over all seeds (Knuth 1998, The Art of Computer Programming 3, 6.4: 2**32 divided by the golden ratio).
_ANOTHER = 2654435761


def imagine_look(
    music: MusicDescriptor,
    of_set: MusicDescriptor | None = None,
    *,
    style: str | None = None,
    seed: int = 0,
    family: int | None = None,
    styles: Mapping[str, Style] | None = None,
    wishes: Wishes = NO_WISHES,
    neighbours: Sequence[MusicDescriptor] = (),
) -> Look:
    """How a passage looks.

    Args:
        music: The passage.
        of_set: The whole set, so that its passages share base hue and hand; None for a passage on its own.
        style: Name of a style, or None to let the set's music choose.
        seed: The user's number: "another one like this".
        family: The number of its picture family, 0..2**31-1, which composes alike; None for a passage on its own.
        styles: The styles there are, by name; None for those that ship.
        wishes: What the user locked, whatever the music says; a style in them rules over `style`.
        neighbours: All passages of the set, where its pictures are made together: contrasts are then scaled by its own range.

    Raises:
        SettingsError: for an unknown style.
    """
    heard, style = feeling(music, wishes), wishes.style or style
    music = feeling(stand_out(music, of_set, neighbours), wishes)
    whole = of_set or music
    own_seed = (music_seed(music) if family is None else family) ^ ((seed ^ wishes.another * _ANOTHER) & 0x7FFFFFFF)
    set_seed = music_seed(whole)
    hands = styles or shipped_styles()
    hand, hand_reason = choose_style(whole, hands, set_seed) if not style else (style_named(style, hands), CHOSEN)
    made = make_palette(music, whole)
    palette = wanted_palette(biased(made, hand.bias), wishes)
    form, light = wanted_form(imagine_form(music, heard), wishes), wanted_light(imagine_light(music, own_seed, heard), wishes)
    material, material_reason = imagine_material(music, form)
    motion = imagine_motion(music, form)
    words = wanted_words(look_words(heard, own_seed, (*hand.avoid, *wishes.without)), wishes)
    places = prompt_places(words, palette, light, form, material, chosen=wishes.words)
    emotion = music.emotion
    look = Look(
        style=hand.name,
        painter=hand.painter,
        palette=palette,
        light=light,
        form=form,
        valence=emotion.valence,
        arousal=emotion.arousal,
        energy=_clamp(0.5 + 0.4 * emotion.arousal + 0.2 * (music.texture.loudness - 0.5)),
        words=words,
        prompt=fill_prompt(hand.prompt, places, (*hand.avoid, *wishes.without)),
        negative_prompt=", ".join(filter(None, (hand.negative_prompt, NEGATIVE_PROMPT))),
        seed=own_seed,
        reasons=(
            *_color_reasons(palette[0], music),
            *told_apart(heard, of_set),
            *(light.because, *form.because, material_reason, motion.because),
            f"{hand.name}: {hand_reason}",
        ),
        settings=hand.settings,
        material=material,
        motion=motion,
    )
    return wanted_rest(look, wishes)


def music_seed(music: MusicDescriptor) -> int:
    """Seed 0..2**31-1 from the coarse features of the music, so that a small edit keeps the composition."""
    coarse = (
        round(music.tempo / 6),
        music.signature_numerator,
        music.texture.parts,
        round(math.log2(music.note_count + 1)),
    )
    return int.from_bytes(hashlib.sha256(repr(coarse).encode()).digest()[:4], "big") & 0x7FFFFFFF


def imagine_form(music: MusicDescriptor, heard: MusicDescriptor | None = None) -> Form:
    """Shapes from articulation, register, repetition and emotion; reasons tell of what was `heard`, where contrast changed it.

    Sources: smooth and rounded against harsh and angular, Adeli et al. (2014); dispersion with sadness, Cenerini et al. (2025).
    """
    texture, rhythm, emotion, heard = music.texture, music.rhythm, music.emotion, heard or music
    roundness = _clamp(0.12 + 0.75 * texture.articulation - 0.5 * texture.dissonance + 0.12 * emotion.valence - 0.1 * texture.drums)
    density = _clamp(math.log2(1 + rhythm.notes_per_second) / math.log2(33))
    scale = _clamp((84 - texture.mean_pitch) / 48) if texture.mean_pitch else 0.5
    dispersion = _clamp(0.5 - 0.3 * emotion.valence + 0.2 * emotion.arousal)
    motion = _clamp(0.5 + 0.35 * emotion.arousal + 0.3 * (rhythm.syncopation - 0.3))
    grain = _clamp(0.15 + 0.5 * texture.dissonance + 0.35 * texture.dynamics)
    touch = "legato" if heard.texture.articulation > 0.6 else "short notes"
    return Form(
        roundness=roundness,
        density=density,
        symmetry=_clamp(texture.repetition),
        scale=scale,
        dispersion=dispersion,
        motion=motion,
        grain=grain,
        because=(
            f"roundness {roundness:.2f}: {touch}, dissonance {heard.texture.dissonance:.2f}",
            f"density {density:.2f}: {heard.rhythm.notes_per_second:.1f} notes a second",
            f"symmetry {texture.repetition:.2f}: {texture.repetition:.0%} of the bars repeat an earlier one",
            f"scale {scale:.2f}: {'low and large' if scale > 0.55 else 'high and small' if scale < 0.35 else 'middle'} register",
            f"dispersion {dispersion:.2f}: {'scattered' if dispersion > 0.55 else 'gathered'} by the emotion",
            f"motion {motion:.2f}: arousal {heard.emotion.arousal:+.2f}, syncopation {rhythm.syncopation:.2f}",
            f"grain {grain:.2f}: roughness of chords and spread of velocity",
        ),
    )


def imagine_light(music: MusicDescriptor, seed: int, heard: MusicDescriptor | None = None) -> Light:
    """Light from above for high music, from the side for low; harder the more excited; reasons tell of what was `heard`."""
    emotion, pitch = music.emotion, music.texture.mean_pitch or 60.0
    height = _clamp(0.5 + (pitch - 60.0) / 40.0 + 0.25 * emotion.valence)
    contrast = _clamp(0.5 + 0.45 * emotion.arousal)
    side = 1.0 if seed % 2 else -1.0
    told = heard or music
    return Light(
        angle=90.0 - side * (55.0 - 35.0 * height),
        height=height,
        contrast=contrast,
        because=f"light {'high' if height > 0.6 else 'low' if height < 0.4 else 'slanting'}, {'hard' if contrast > 0.6 else 'soft'}: "
        f"mean pitch {told.texture.mean_pitch:.0f}, arousal {told.emotion.arousal:+.2f}",
    )


def _color_reasons(ground: Color, music: MusicDescriptor) -> tuple[str, str]:
    name = hue_name(ground.lightness, ground.chroma, ground.hue)
    return f"{name} ground, {ground.because}", f"colours: {choose_scheme(music).because}"


def _clamp(value: float) -> float:
    return min(1.0, max(0.0, value))
