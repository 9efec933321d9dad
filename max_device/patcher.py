"""The device's patcher as JSON: the objects, their lines, and the strip of 169 pixels that the musician sees.

As few objects as possible; the logic is in the script. MIDI goes from `midiin` straight to `midiout`.
"""

from dataclasses import dataclass, field
from typing import Any

from max_device.amxd import DEVICE_TYPES, FIXED_DATE

SCRIPT_NAME = "sonochrome.js"
SCRIPT_INLETS, SCRIPT_OUTLETS = 1, 4

STRIP_WIDTH, STRIP_HEIGHT = 236, 169
"""Pixels; the height of Live's device view is fixed."""

Rect = tuple[float, float, float, float]
Color = tuple[float, float, float, float]

INK: Color = (0.075, 0.080, 0.092, 1.0)
DEEP: Color = (0.045, 0.048, 0.056, 1.0)
PAPER: Color = (0.90, 0.91, 0.90, 1.0)
QUIET: Color = (0.56, 0.58, 0.60, 1.0)
LINE: Color = (0.17, 0.18, 0.20, 1.0)
ACCENT: Color = (0.36, 0.80, 0.72, 1.0)
LAMP_OFF: Color = (0.32, 0.33, 0.36, 1.0)
FONT, FONT_BOLD = "Ableton Sans Medium", "Ableton Sans Bold"


@dataclass(frozen=True, slots=True)
class Box:
    """An object of the patcher.

    Attributes:
        name: Ours, for lines; becomes the id.
        inlets, outlet_types: Its ports; one outlet a type.
        place: Where it lies in the patcher window, x and y.
        strip: Where it lies in the strip, or None.
        more: Further attributes as in the JSON.
    """

    name: str
    maxclass: str
    inlets: int
    outlet_types: tuple[str, ...]
    place: tuple[float, float]
    text: str | None = None
    strip: Rect | None = None
    more: dict[str, Any] = field(default_factory=dict)


def device_patcher() -> dict[str, Any]:
    """The whole patcher, `{"patcher": {...}}`."""
    boxes = (*_logic_boxes(), *_strip_boxes())
    ids = {box.name: f"obj-{number}" for number, box in enumerate(boxes, 1)}
    lines = [
        {"patchline": {"source": [ids[source], outlet], "destination": [ids[target], inlet]}} for source, outlet, target, inlet in LINES
    ]
    return {"patcher": _top_level() | {"boxes": [_box_json(box, ids) for box in boxes], "lines": lines} | _tables(boxes, ids)}


LINES: tuple[tuple[str, int, str, int], ...] = (
    ("midiin", 0, "midiout", 0),
    ("thisdevice", 0, "in order", 0),
    ("in order", 1, "set id", 0),  # first the stored number, so that the script does not invent another
    ("in order", 0, "defer ready", 0),
    ("defer ready", 0, "script", 0),
    ("thisdevice", 1, "powered", 0),
    ("powered", 0, "defer", 0),
    ("switch", 0, "enabled", 0),
    ("enabled", 0, "defer", 0),
    ("set id", 0, "setid", 0),
    ("setid", 0, "defer", 0),
    ("receive", 0, "defer", 0),
    ("freebang", 0, "goodbye", 0),
    ("goodbye", 0, "script", 0),
    ("defer", 0, "script", 0),
    ("script", 0, "send", 0),
    ("script", 1, "receive", 0),
    ("script", 2, "route", 0),
    ("script", 3, "set id", 0),
    ("route", 0, "set state", 0),
    ("set state", 0, "state", 0),
    ("route", 1, "set detail", 0),
    ("set detail", 0, "detail", 0),
    ("route", 2, "set lamp", 0),
    ("set lamp", 0, "lamp", 0),
    ("route", 3, "set picture", 0),
    ("set picture", 0, "picture", 0),
)
"""(source, outlet, target, inlet)."""


def _new_object(name: str, text: str, inlets: int, outlet_types: tuple[str, ...], place: tuple[float, float]) -> Box:
    return Box(name, "newobj", inlets, outlet_types, place, text)


def _logic_boxes() -> tuple[Box, ...]:
    script = {"saved_object_attributes": {"filename": SCRIPT_NAME, "parameter_enable": 0}}
    return (
        _new_object("midiin", "midiin", 1, ("int",), (560, 40)),
        _new_object("midiout", "midiout", 1, (), (560, 90)),
        _new_object("thisdevice", "live.thisdevice", 1, ("bang", "int", "int"), (40, 40)),
        _new_object("in order", "t b b", 1, ("bang", "bang"), (40, 80)),
        _new_object("defer ready", "deferlow", 1, ("",), (40, 180)),
        _new_object("powered", "prepend powered", 1, ("",), (120, 80)),
        _new_object("enabled", "prepend enabled", 1, ("",), (240, 120)),
        _new_object("setid", "prepend setid", 1, ("",), (340, 120)),
        _new_object("receive", "udpreceive 17420", 1, ("",), (440, 120)),
        _new_object("defer", "deferlow", 1, ("",), (240, 180)),
        _new_object("freebang", "freebang", 1, ("bang",), (140, 180)),
        Box("goodbye", "message", 2, ("",), (140, 210), "goodbye"),
        Box("script", "newobj", SCRIPT_INLETS, ("",) * SCRIPT_OUTLETS, (40, 250), f"js {SCRIPT_NAME}", more=script),
        _new_object("send", "udpsend 127.0.0.1 17400", 1, (), (40, 300)),
        _new_object("route", "route state detail lamp thumbnail", 5, ("",) * 5, (200, 300)),
        _new_object("set state", "prepend set", 1, ("",), (200, 340)),
        _new_object("set detail", "prepend set", 1, ("",), (290, 340)),
        _new_object("set lamp", "prepend bgfillcolor", 1, ("",), (380, 340)),
        _new_object("set picture", "prepend pic", 1, ("",), (500, 340)),
    )


def _strip_boxes() -> tuple[Box, ...]:
    """Live draws later boxes above earlier ones only by layer; backgrounds are marked as such."""
    return (
        _panel("background", (0, 0, STRIP_WIDTH, STRIP_HEIGHT), INK, (40, 400), rounded=0, background=1),
        _panel("picture frame", (11, 40, 118, 118), DEEP, (160, 400), rounded=6, background=1),
        _text("name", "sonochrome", (10, 10, 110, 20), PAPER, 14.0, FONT_BOLD, (280, 400)),
        Box(
            "picture", "fpic", 1, ("jit_matrix",), (400, 400), None, (14, 43, 112, 112),
            {"autofit": 2, "forceaspect": 0, "embed": 0, "ignoreclick": 1, "pic": ""},
        ),
        _panel("lamp", (140, 46, 6, 6), LAMP_OFF, (520, 400), rounded=3),
        _text("state", "starting", (149, 41, 83, 32), PAPER, 11.0, FONT, (40, 460)),
        _text("detail", "", (149, 75, 83, 42), QUIET, 9.5, FONT, (160, 460)),
        _panel("rule", (140, 132, 86, 1), LINE, (280, 460), rounded=0),
        _text("note", "MIDI passes through", (137, 139, 95, 18), QUIET, 9.0, FONT, (280, 490)),
        _switch(),
        _stored_set_id(),
    )  # fmt: skip


def _panel(name: str, strip: Rect, color: Color, place: tuple[float, float], *, rounded: int, background: int = 0) -> Box:
    more = {"mode": 0, "bgcolor": list(color), "rounded": rounded, "border": 0, "background": background, "ignoreclick": 1, "angle": 270.0,
            "proportion": 0.39}  # fmt: skip
    return Box(name, "panel", 1, (), place, None, strip, more)


def _text(name: str, text: str, strip: Rect, color: Color, size: float, font: str, place: tuple[float, float]) -> Box:
    more = {"fontname": font, "fontsize": size, "textcolor": list(color), "textjustification": 0, "ignoreclick": 1}
    return Box(name, "live.comment", 1, (), place, text, strip, more)


def _switch() -> Box:
    value = {
        "parameter_longname": "Sonochrome On",
        "parameter_shortname": "On",
        "parameter_type": 2,
        "parameter_mmax": 1,
        "parameter_enum": ["off", "on"],
        "parameter_initial": [1],
        "parameter_initial_enable": 1,
        "parameter_modmode": 0,
    }
    more = {
        "mode": 1,
        "texton": "on",
        "varname": "Sonochrome On",
        "parameter_enable": 1,
        "fontname": FONT,
        "fontsize": 10.0,
        "rounded": 8.0,
        "activebgcolor": list(DEEP),
        "activebgoncolor": list(ACCENT),
        "activetextcolor": list(QUIET),
        "activetextoncolor": list(DEEP),
        "bordercolor": list(LINE),
        "annotation_name": "Sonochrome on/off",
        "annotation": "Switches the pictures of this set on or off. MIDI always passes through untouched.",
        "saved_attribute_attributes": {"valueof": value},
    }
    return Box("switch", "live.text", 1, ("", ""), (240, 40), "off", (188, 11, 38, 17), more)


def _stored_set_id() -> Box:
    """A number kept inside the Live set. Float type, because whole numbers of a parameter end at 255; stored only, never automated.

    The script writes it once, when the set has none, so that Live's undo history is not flooded.
    """
    value = {
        "parameter_longname": "Sonochrome Set",
        "parameter_shortname": "Set",
        "parameter_type": 0,
        "parameter_unitstyle": 0,
        "parameter_mmin": 0.0,
        "parameter_mmax": 16_777_215.0,
        "parameter_initial": [0.0],
        "parameter_initial_enable": 1,
        "parameter_invisible": 1,
        "parameter_modmode": 0,
    }
    more = {"varname": "Sonochrome Set", "parameter_enable": 1, "saved_attribute_attributes": {"valueof": value}}
    return Box("set id", "live.numbox", 1, ("", "float"), (340, 80), None, None, more)


def _box_json(box: Box, ids: dict[str, str]) -> dict[str, Any]:
    width, height = (box.strip[2], box.strip[3]) if box.strip else (max(60.0, 7.0 * len(box.text or "") + 12.0), 22.0)
    found: dict[str, Any] = {
        "id": ids[box.name],
        "maxclass": box.maxclass,
        "numinlets": box.inlets,
        "numoutlets": len(box.outlet_types),
        "patching_rect": [*map(float, box.place), float(width), float(height)],
    }
    if box.outlet_types:
        found["outlettype"] = list(box.outlet_types)
    if box.text is not None:
        found["text"] = box.text
    if box.strip:
        found |= {"presentation": 1, "presentation_rect": [float(number) for number in box.strip]}
    return {"box": found | box.more}


def _tables(boxes: tuple[Box, ...], ids: dict[str, str]) -> dict[str, Any]:
    """`parameters` names the stored values by box, `dependency_cache` the embedded files."""
    parameters: dict[str, Any] = {}
    for box in boxes:
        value = box.more.get("saved_attribute_attributes", {}).get("valueof")
        if value:
            parameters[ids[box.name]] = [value["parameter_longname"], value["parameter_shortname"], 0]
    parameters["parameterbanks"] = {"0": {"index": 0, "name": "", "parameters": ["Sonochrome On", *["-"] * 7]}}
    parameters["inherited_shortname"] = 1
    dependency = {"name": SCRIPT_NAME, "bootpath": ".", "type": "TEXT", "implicit": 1}
    return {"parameters": parameters, "dependency_cache": [dependency]}


def _top_level() -> dict[str, Any]:
    """What all real devices hold; Max 8.5 is the oldest that we name."""
    return {
        "fileversion": 1,
        "appversion": {"major": 8, "minor": 5, "revision": 5, "architecture": "x64", "modernui": 1},
        "classnamespace": "box",
        "rect": [100.0, 100.0, 720.0, 560.0],
        "openrect": [0.0, 0.0, float(STRIP_WIDTH), float(STRIP_HEIGHT)],
        "openinpresentation": 1,
        "default_fontsize": 10.0,
        "default_fontface": 0,
        "default_fontname": FONT,
        "gridonopen": 1,
        "gridsize": [8.0, 8.0],
        "gridsnaponopen": 1,
        "objectsnaponopen": 1,
        "statusbarvisible": 2,
        "toolbarvisible": 1,
        "boxanimatetime": 200,
        "enablehscroll": 1,
        "enablevscroll": 1,
        "devicewidth": float(STRIP_WIDTH),
        "description": "Sonochrome: turns what this Live set plays into pictures",
        "digest": "",
        "tags": "",
        "style": "",
        "latency": 0,
        "is_mpe": 0,
        "external_mpe_tuning_enabled": 0,
        "minimum_live_version": "11.0",
        "minimum_max_version": "8.1",
        "platform_compatibility": 0,
        "project": _project(),
        "autosave": 0,
        "bgcolor": list(INK),
        "editing_bgcolor": list(INK),
    }


def _project() -> dict[str, Any]:
    return {
        "version": 1,
        "creationdate": FIXED_DATE,
        "modificationdate": FIXED_DATE,
        "viewrect": [25.0, 106.0, 300.0, 500.0],
        "autoorganize": 1,
        "hideprojectwindow": 1,
        "showdependencies": 1,
        "autolocalize": 0,
        "contents": {"patchers": {}, "code": {}},
        "layout": {},
        "searchpath": {},
        "detailsvisible": 0,
        "amxdtype": int.from_bytes(DEVICE_TYPES["midi"], "big"),
        "readonly": 0,
        "devpathtype": 0,
        "devpath": ".",
        "sortmode": 0,
        "viewmode": 0,
        "includepackages": 0,
    }
