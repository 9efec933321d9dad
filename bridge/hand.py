"""The hand that draws a section: the style that is in force, and what the user wishes of it."""

from dataclasses import dataclass, replace

from render.look import imagine_look
from render.style import Style
from vocabulary.descriptor import MusicDescriptor
from vocabulary.look import Look
from vocabulary.wishes import Wishes

NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Hand:
    """What decides a look beside the music; equal hands give equal looks.

    Attributes:
        style: The style as its file says it; None lets the music choose among those that ship.
        by_user: Whether the user chose it; else the music did, once for the set.
        of_set, of_track, of_clip: What is wished for each.
    """

    style: Style | None = None
    by_user: bool = False
    of_set: Wishes = NO_WISHES
    of_track: Wishes = NO_WISHES
    of_clip: Wishes = NO_WISHES

    @property
    def wishes(self) -> Wishes:
        """The clip's over the track's over the set's."""
        return self.of_clip.over(self.of_track.over(self.of_set))

    def imagine(self, music: MusicDescriptor, mood: MusicDescriptor | None, *, style: str, seed: int, family: int) -> Look:
        """How music looks by this hand; `style` is the name of the usual one, "" for the one that fits.

        Raises:
            SettingsError: if there is no style of the usual name.
        """
        wishes = replace(self.wishes, style="")
        if self.style is None:
            return imagine_look(music, mood, style=style or None, seed=seed, family=family, wishes=wishes)
        only = {self.style.name: self.style}
        # Without a name the one style is chosen by what it fits, which is then the reason that is told.
        name = self.style.name if self.by_user or not self.style.fits else None
        return imagine_look(music, mood, style=name, seed=seed, family=family, styles=only, wishes=wishes)
