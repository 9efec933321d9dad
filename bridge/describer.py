"""The steps that compute for more than a moment, each in a thread; where a fault of ours stops one, something plainer stands in."""

import asyncio
from collections.abc import Callable

from bridge.faults import Faults
from bridge.hand import Hand
from bridge.pipeline import Depicted, Pipeline, cut_and_recall, plain_mood, set_mood, uncut
from bridge.planner import Cut, Reference
from bridge.stage.protocol import SetDocument
from vocabulary.descriptor import Models, MusicDescriptor
from vocabulary.live_set import LiveSet, Section


class Describer:
    """The pipeline, one step after the other, off the loop."""

    def __init__(self, pipeline: Pipeline, models: Models, faults: Faults) -> None:
        self._pipeline, self._models, self._faults = pipeline, models, faults

    async def cut(
        self, live_set: LiveSet, reference: Reference, mood: MusicDescriptor | None, former: Cut | None, hand_of: Callable[[Section], Hand]
    ) -> tuple[Cut, SetDocument, list[tuple[Section, Depicted]]]:
        """See `cut_and_recall`; the former sections stand in."""
        return await self._faults.spare_in_thread(
            "this version of the set",
            lambda: cut_and_recall(live_set, reference, self._pipeline, mood, hand_of),
            lambda: uncut(live_set, reference, former),
        )

    async def mood(self, whole: Cut) -> MusicDescriptor:
        """See `set_mood`; the mood of silence stands in."""
        return await self._faults.spare_in_thread(
            "the mood of the set", lambda: set_mood(whole, self._models), lambda: plain_mood(whole.reference)
        )

    async def depict(self, section: Section, mood: MusicDescriptor | None, hand: Hand) -> Depicted:
        """See `Pipeline.depict`; a picture without notes stands in."""
        return await self._faults.spare_in_thread(
            f"the description of {section.name!r}",
            lambda: self._pipeline.depict(section, mood, hand),
            lambda: self._pipeline.depict_plainly(section, hand),
        )

    async def forget_all_but(self, sections: tuple[Section, ...]) -> None:
        """See `Pipeline.forget_all_but`."""
        await asyncio.to_thread(self._pipeline.forget_all_but, sections)
