"""The script's pure parts in a V8 engine, for comparing them with Python."""

import json
from collections.abc import Callable
from typing import Any

from py_mini_racer import MiniRacer

from max_device.build import PARTS, script_part

PURE_PARTS = tuple(name for name in PARTS if name != "main.js")


class ScriptParts:
    """Calls functions of max_device/src by name; arguments and results go through JSON."""

    def __init__(self) -> None:
        self._engine = MiniRacer()
        source = "\n".join(script_part(name) for name in PURE_PARTS)
        call = "(function (name, text) { return JSON.stringify(eval(name).apply(null, JSON.parse(text))); })"
        self._call: Callable[[str, str], str] = self._engine.eval(f'(function () {{ "use strict";\n{source}\nreturn {call}; }}())')  # type: ignore[assignment]  # mini-racer is untyped

    def call(self, name: str, *arguments: Any) -> Any:
        """What the function gives."""
        return json.loads(self._call(name, json.dumps(arguments)))

    def close(self) -> None:
        self._engine.close()
