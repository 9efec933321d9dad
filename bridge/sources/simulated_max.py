"""Max's [js] object and the Live Object Model in a V8 engine, with Max's rules enforced; runs the real device script.

The JavaScript is in `simulated/`. Calls from it into Python are asynchronous only (mini-racer), so the model goes in once as JSON
and every later turn of Live's main thread is one call of `step`.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from types import TracebackType
from typing import Any, Self

from py_mini_racer import JSEvalException, MiniRacer

log = logging.getLogger(__name__)

PARTS = ("es5.js", "live_object_model.js", "live_api.js", "max.js")

Atom = int | float | str
Event = Sequence[Any]
"""("tick", [[id, property, value], ...]), ("set", id, property, value), ("add", object), ("delete", id), ("inlet", selector, atoms...)."""


class MaxRuleError(Exception):
    """The device script broke a rule of Max or Live, or threw: a bug in the script, named with its place."""


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one turn.

    Attributes:
        sent: (outlet, atoms) in order.
        next_ms: When the soonest Task is due, or None.
        posts: Lines for the Max console.
        symbols: Distinct strings that Max keeps for ever, so far.
        observers: Properties observed now.
        apis: LiveAPI objects made so far.
    """

    sent: tuple[tuple[int, tuple[Atom, ...]], ...]
    next_ms: float | None
    posts: tuple[str, ...] = ()
    symbols: int = 0
    observers: int = 0
    apis: int = 0
    violations: tuple[str, ...] = field(default=())


class SimulatedMax:
    """One loaded device script beside one simulated set."""

    def __init__(
        self, script: str, objects: Sequence[Mapping[str, Any]], roots: Mapping[str, int], *, later_calls: bool = False, strict: bool = True
    ) -> None:
        """Load the set and the script.

        Args:
            script: The device script, as in the frozen device.
            objects: The set, see `simulated_set.live_objects`.
            roots: Ids of "live_set", "live_app" and "this_device".
            later_calls: Whether observers' first calls come a moment later instead of at once; Live does either.
            strict: Whether a broken rule raises; else it is only told in `Step.violations`.
        """
        self._strict = strict
        self._engine = MiniRacer()
        folder = resources.files("bridge.sources") / "simulated"
        source = "\n".join((folder / part).read_text(encoding="utf-8") for part in PARTS)
        functions: Any = self._engine.eval(
            f'(() => {{ "use strict"; const scope = globalThis;\n{source}\n'
            "return [(text) => JSON.stringify(load(scope, text)), (names) => loaded(scope, JSON.parse(names)),"
            " (text) => step(scope, text)]; })()"
        )
        load, loaded, self._step = functions[0], functions[1], functions[2]
        names = load(json.dumps({"objects": list(objects), "roots": dict(roots), "laterCalls": later_calls}))
        try:
            self._engine.eval(f"{script}\n;0")
        except JSEvalException as error:
            raise MaxRuleError(f"the device script does not load: {error}") from error
        loaded(names)

    def step(self, ms: float, events: Sequence[Event] = ()) -> Step:
        """Let Live's main thread do these events, and the Tasks that are due.

        Args:
            ms: Milliseconds since the device was loaded; what `Date` and Task go by.
            events: In order.

        Raises:
            MaxRuleError: if the script broke a rule, or threw.
        """
        told = json.loads(self._step(json.dumps({"ms": ms, "events": events})))
        result = Step(
            sent=tuple((index, tuple(atoms)) for index, atoms in told["sent"]),
            next_ms=told["next"],
            posts=tuple(told["posts"]),
            symbols=told["symbols"],
            observers=told["observers"],
            apis=told["apis"],
            violations=tuple(told["violations"]),
        )
        for line in result.posts:
            log.debug("max: %s", line)
        if result.violations and self._strict:
            raise MaxRuleError("; ".join(result.violations))
        return result

    def close(self) -> None:
        """End the engine."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
