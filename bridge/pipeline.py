"""From a section to what is asked of the workshop: describe, choose words, imagine a look, make the requests.

The words are those that set a section apart from the set's mood. They change with the mood, not with every edit of another section.

All of it is a pure function of the section, the set's mood and the user's choices, and is kept: a section whose music did not change is
neither described nor drawn again, wherever in the song it is. It takes some ten milliseconds a section, so it runs in a thread.
"""

import logging
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from analysis.contrast import contrast_with_whole
from analysis.describe import describe
from analysis.sections import song_section
from bridge.families import Families
from bridge.hand import Hand
from bridge.planner import Cut, Reference, cut
from bridge.set_document import set_document
from bridge.settings import Settings
from bridge.stage.protocol import SetDocument
from render.request import picture_request
from vocabulary.descriptor import Emotion, Genre, Groove, Key, Models, MusicDescriptor, Rhythm, Texture
from vocabulary.live_set import LiveSet, Part, Section, SignatureChange
from vocabulary.look import Look
from vocabulary.pictures import Picture, PictureRequest
from vocabulary.units import Ticks

log = logging.getLogger(__name__)

BY_MUSIC = Hand()
"""All is left to the music."""
MOST_HANDS = 16
"""How many looks of the same music are remembered, for undo."""
_Content = tuple[tuple[Part, ...], int, float, int, int]
_Key = tuple[_Content, MusicDescriptor | None, int, Hand]


@dataclass(frozen=True, slots=True)
class Depicted:
    """What a section is, how it looks by whose hand, and the two requests with the digests that name their pictures."""

    music: MusicDescriptor
    hand: Hand
    look: Look
    draft: PictureRequest
    draft_id: str
    final: PictureRequest
    final_id: str


class Pipeline:
    """Keeps what was found about the sections of the newest set."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._music: dict[_Content, MusicDescriptor] = {}
        self._depicted: dict[_Key, Depicted] = {}
        self._plain: dict[tuple[_Content, Hand], Depicted] = {}
        self.families = Families()

    def known(self, section: Section, mood: MusicDescriptor | None, hand: Hand = BY_MUSIC) -> Depicted | None:
        """What was found before about music like this, drawn by this hand, whatever its place."""
        content = _content(section)
        return self._plain.get((content, hand)) or self._depicted.get((content, mood, self.families.family_of(section), hand))

    def depict(self, section: Section, mood: MusicDescriptor | None, hand: Hand = BY_MUSIC) -> Depicted:
        """What the section is and how it looks within a set of this mood, drawn by this hand."""
        known = self.known(section, mood, hand)
        if known is not None:
            return known
        content, family = _content(section), self.families.family_of(section)
        music = self._music.get(content)
        if music is None:
            music = self._music[content] = describe(section, models=self._settings.models)
        if mood is not None:
            music = replace(music, keywords=contrast_with_whole(music, mood))
        depicted = self._depicted[content, mood, family, hand] = self._imagine(section, music, mood, family, hand)
        return depicted

    def depict_plainly(self, section: Section, hand: Hand = BY_MUSIC) -> Depicted:
        """What stands in for a section that cannot be described: one without its notes. It stays so until its music changes."""
        bare = replace(section, parts=())
        depicted = self._plain[_content(section), hand] = self._imagine(bare, describe(bare, models="formula"), None, 0, hand)
        return depicted

    def _imagine(self, section: Section, music: MusicDescriptor, mood: MusicDescriptor | None, family: int, hand: Hand) -> Depicted:
        chosen = self._settings
        look = hand.imagine(music, mood, style=chosen.style, seed=chosen.seed, family=family)
        draft = picture_request(section, music, look, quality="draft", **_draft_size(chosen))
        final = picture_request(section, music, look, quality="final", width_px=chosen.width_px, height_px=chosen.height_px)
        return Depicted(music, hand, look, draft, draft.digest(), final, final.digest())

    def forget_all_but(self, sections: Collection[Section]) -> None:
        """Drop what belongs to music that is no longer in the set."""
        keep = {_content(section) for section in sections}
        self._music = {content: music for content, music in self._music.items() if content in keep}
        self._depicted = dict(self._newest(keep))
        self._plain = {key: depicted for key, depicted in self._plain.items() if key[0] in keep}
        self.families.forget_all_but(sections)

    def _newest(self, keep: Collection[_Content]) -> Iterator[tuple[_Key, Depicted]]:
        """What was found last about this music, oldest first: a slider that is dragged draws each by many hands."""
        counts: Counter[_Content] = Counter()
        found = []
        for key, depicted in reversed(self._depicted.items()):
            counts[key[0]] += 1
            if key[0] in keep and counts[key[0]] <= MOST_HANDS:
                found.append((key, depicted))
        return reversed(found)


def cut_and_recall(
    live_set: LiveSet,
    reference: Reference,
    pipeline: Pipeline,
    mood: MusicDescriptor | None,
    hand_of: Callable[[Section], Hand] = lambda section: BY_MUSIC,
) -> tuple[Cut, SetDocument, list[tuple[Section, Depicted]]]:
    """A set's sections, its document, and what is known already of sections with music like theirs."""
    newest = cut(live_set, reference)
    sections = (*newest.arrangement, *newest.scenes)
    pipeline.families.take(sections)
    known = [(section, depicted) for section in sections if (depicted := pipeline.known(section, mood, hand_of(section))) is not None]
    return newest, set_document(live_set), known


def uncut(live_set: LiveSet, reference: Reference, former: Cut | None) -> tuple[Cut, SetDocument, list[tuple[Section, Depicted]]]:
    """What stands in for a set that cannot be cut: the sections that it had before."""
    if former is None or former.live_set.id != live_set.id:
        former = Cut(live_set, reference)
    return replace(former, live_set=live_set, reference=reference), set_document(live_set), []


def log_pictured(section: Section, depicted: Depicted, picture: Picture, *, cached: bool) -> None:
    """One line for a section that has its final picture."""
    log.info(
        "pictured: section=%s name=%r key=%s seconds=%.2f cached=%s by=%s",
        section.id, section.name, depicted.music.key.name, 0.0 if cached else picture.seconds, cached, picture.renderer,
    )  # fmt: skip


def set_mood(whole: Cut, models: Models = "learned") -> MusicDescriptor:
    """What the whole set is, in coarse steps, so that editing one note does not give every section of the set another look."""
    reference = whole.reference
    signatures = (SignatureChange(Ticks(0), reference.signature_numerator, reference.signature_denominator),)
    return coarse(describe(song_section(whole.live_set, tempo=reference.tempo, signatures=signatures), models=models))


def plain_mood(reference: Reference) -> MusicDescriptor:
    """The mood of silence, for a set that cannot be described."""
    return set_mood(Cut(LiveSet(), reference), "formula")


def coarse(music: MusicDescriptor) -> MusicDescriptor:
    """The descriptor in steps: emotion and shares in quarters, rates and counts in octaves, pitch in 5 semitones.

    Reasons and findings that one note may turn over (chords, progressions, groove, an unsure genre) are left out.
    """
    rhythm, texture, emotion, key = music.rhythm, music.texture, music.emotion, music.key
    return replace(
        music,
        key=Key(key.tonic, key.mode, _quarter(key.confidence)),
        chords=(),
        key_spans=(),
        progressions=(),
        genre=_sure(music.genre),
        groove=Groove(),
        keywords=(),
        pitch_classes=(0.0,) * 12,
        note_count=round(_octave(music.note_count + 1)) - 1,
        emotion=Emotion(_quarter(emotion.valence), _quarter(emotion.arousal), _quarter(emotion.confidence)),
        rhythm=Rhythm(
            notes_per_second=_octave(rhythm.notes_per_second),
            onsets_per_beat=_octave(rhythm.onsets_per_beat),
            syncopation=_quarter(rhythm.syncopation),
            swing=_quarter(rhythm.swing),
            regularity=_quarter(rhythm.regularity),
            subdivision=rhythm.subdivision,
        ),
        texture=Texture(
            density=_octave(texture.density),
            lowest_pitch=texture.lowest_pitch // 12 * 12,
            highest_pitch=texture.highest_pitch // 12 * 12,
            mean_pitch=5.0 * round(texture.mean_pitch / 5),
            parts=texture.parts,
            **{name: _quarter(getattr(texture, name)) for name in _SHARES},
        ),
    )


_SURE = 0.6
_SHARES = ("articulation", "polyphony", "drums", "dynamics", "loudness", "dissonance", "repetition")


def _draft_size(settings: Settings) -> dict[str, int]:
    """The longer side as asked for, the shape of the final picture."""
    scale = min(1.0, settings.draft_px / max(settings.width_px, settings.height_px))
    return {"width_px": max(16, round(settings.width_px * scale)), "height_px": max(16, round(settings.height_px * scale))}


def _content(section: Section) -> _Content:
    return section.parts, section.length, section.tempo, section.signature_numerator, section.signature_denominator


def _sure(genre: Genre) -> Genre:
    """The genre where it is named and likely, which one note does not turn over: what styles are chosen by."""
    probability = dict(genre.probabilities).get(genre.name, 0.0)
    return Genre(genre.name, ((genre.name, _SURE),)) if probability >= _SURE else Genre()


def _quarter(share: float) -> float:
    return round(share * 4) / 4


def _octave(rate: float) -> float:
    return 2.0 ** round(math.log2(rate)) if rate > 0 else 0.0
