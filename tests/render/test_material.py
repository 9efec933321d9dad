from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from render.look import imagine_form, imagine_look
from render.material import MATERIALS, imagine_material, imagine_motion
from tests.render.music import descriptor
from vocabulary.descriptor import MusicDescriptor, Rhythm
from vocabulary.look import Motion

shares = st.floats(0, 1)


def moved(music: MusicDescriptor) -> Motion:
    return imagine_motion(music, imagine_form(music))


@given(shares, shares, shares)
def test_any_music_has_a_material_with_its_reason(articulation: float, dissonance: float, repetition: float) -> None:
    music = descriptor(articulation=articulation, dissonance=dissonance, repetition=repetition)

    material, because = imagine_material(music, imagine_form(music))

    assert any(material in column for row in MATERIALS for column in row)
    assert because.startswith(material)


def test_legato_is_soft_staccato_hard_and_dissonance_rough() -> None:
    soft, hard = descriptor(articulation=1.0, dissonance=0.0), descriptor(articulation=0.0, dissonance=0.0)
    rough = descriptor(articulation=1.0, dissonance=0.6)

    assert imagine_material(soft, imagine_form(soft))[0] in MATERIALS[0][0]
    assert imagine_material(hard, imagine_form(hard))[0] in MATERIALS[2][0]
    assert imagine_material(rough, imagine_form(rough))[0] in (*MATERIALS[1][2], *MATERIALS[2][2])


def test_swing_and_threes_sway_drums_pulse_repetition_turns() -> None:
    plain = replace(descriptor(repetition=0.1), texture=replace(descriptor(repetition=0.1).texture, drums=0.0))
    swung = replace(plain, rhythm=Rhythm(4.0, 2.0, 0.2, 0.8, 0.5, 2))
    waltz = replace(plain, signature_numerator=3)
    beaten = replace(plain, texture=replace(plain.texture, drums=0.5))
    strict = replace(plain, texture=replace(plain.texture, repetition=0.9))

    assert [moved(music).kind for music in (plain, swung, waltz, beaten, strict)] == ["drift", "sway", "sway", "pulse", "turn"]


@given(st.floats(40, 220), st.floats(40, 220))
def test_faster_music_moves_faster(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert moved(descriptor(tempo=low)).speed <= moved(descriptor(tempo=high)).speed


def test_the_look_tells_material_and_motion() -> None:
    look = imagine_look(descriptor())

    assert look.material
    assert any(reason.startswith(look.material) for reason in look.reasons)
    assert look.motion.because in look.reasons
