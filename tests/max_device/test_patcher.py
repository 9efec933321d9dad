import json
import re
from typing import Any

import esprima
import pytest

from max_device.amxd import Amxd, read_amxd
from max_device.build import DEVICE_PATH, joined_script
from max_device.patcher import STRIP_HEIGHT, STRIP_WIDTH

PORTS = {  # inlets and outlets of objects as counted in real devices; for newobj by the first word of the text
    "midiin": (1, 1), "midiout": (1, 0), "live.thisdevice": (1, 3), "deferlow": (1, 1), "udpsend": (1, 0), "udpreceive": (1, 1),
    "freebang": (1, 1), "prepend": (1, 1), "message": (2, 1), "panel": (1, 0), "live.comment": (1, 0), "live.text": (1, 2),
    "live.numbox": (1, 2), "fpic": (1, 1),
}  # fmt: skip


@pytest.fixture(scope="module")
def device() -> Amxd:
    return read_amxd(DEVICE_PATH.read_bytes())


@pytest.fixture(scope="module")
def patcher(device: Amxd) -> dict[str, Any]:
    found: dict[str, Any] = device.patcher["patcher"]
    return found


@pytest.fixture(scope="module")
def boxes(patcher: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["box"]["id"]: entry["box"] for entry in patcher["boxes"]}


def named(boxes: dict[str, dict[str, Any]], text: str) -> str:
    return next(name for name, box in boxes.items() if box.get("text") == text or box["maxclass"] == text)


def ends(patcher: dict[str, Any], boxes: dict[str, dict[str, Any]], text: str) -> set[str]:
    """Texts or classes of the objects that get what this one gives."""
    lines = [entry["patchline"] for entry in patcher["lines"]]
    targets = [line["destination"][0] for line in lines if line["source"][0] == named(boxes, text)]
    return {boxes[target].get("text") or boxes[target]["maxclass"] for target in targets}


def test_it_is_a_frozen_midi_effect(device: Amxd, patcher: dict[str, Any]) -> None:
    assert (device.kind, device.frozen, device.encrypted, device.name) == ("midi", True, False, "Sonochrome.amxd")
    assert patcher["project"]["amxdtype"] == int.from_bytes(b"mmmm", "big")


def test_ids_and_stored_names_are_unique(patcher: dict[str, Any], boxes: dict[str, dict[str, Any]]) -> None:
    values = [box["saved_attribute_attributes"]["valueof"] for box in boxes.values() if box.get("parameter_enable")]
    names = [value["parameter_longname"] for value in values]

    assert len(boxes) == len(patcher["boxes"])
    assert len(names) == len(set(names)) == 2
    assert sorted(entry[0] for name, entry in patcher["parameters"].items() if name.startswith("obj-")) == sorted(names)
    assert set(patcher["parameters"]["parameterbanks"]["0"]["parameters"]) - {"-"} <= set(names)


def test_every_line_joins_ports_that_exist(patcher: dict[str, Any], boxes: dict[str, dict[str, Any]]) -> None:
    for entry in patcher["lines"]:
        source, outlet = entry["patchline"]["source"]
        target, inlet = entry["patchline"]["destination"]
        assert 0 <= outlet < boxes[source]["numoutlets"], boxes[source]
        assert 0 <= inlet < boxes[target]["numinlets"], boxes[target]


def test_ports_are_those_of_real_devices(boxes: dict[str, dict[str, Any]]) -> None:
    for box in boxes.values():
        name = box["text"].split()[0] if box["maxclass"] == "newobj" else box["maxclass"]
        assert len(box.get("outlettype", [])) == box["numoutlets"], box
        if name == "route":
            assert box["numoutlets"] == box["numinlets"] == len(box["text"].split())
        elif name == "t":
            assert box["numoutlets"] == len(box["text"].split()) - 1
        elif name != "js":
            assert (box["numinlets"], box["numoutlets"]) == PORTS[name], box


def test_the_strip_is_inside_169_pixels_and_its_width(patcher: dict[str, Any], boxes: dict[str, dict[str, Any]]) -> None:
    assert patcher["openrect"] == [0.0, 0.0, STRIP_WIDTH, STRIP_HEIGHT]
    assert STRIP_HEIGHT == 169
    shown = [box["presentation_rect"] for box in boxes.values() if box.get("presentation")]
    assert len(shown) >= 8
    for x, y, width, height in shown:
        assert x >= 0
        assert y >= 0
        assert x + width <= STRIP_WIDTH
        assert y + height <= STRIP_HEIGHT


def test_texts_and_controls_do_not_overlap(boxes: dict[str, dict[str, Any]]) -> None:
    shown = [box for box in boxes.values() if box.get("presentation") and not box.get("background")]

    for index, one in enumerate(shown):
        for other in shown[index + 1 :]:
            (x, y, width, height), (u, v, wide, high) = one["presentation_rect"], other["presentation_rect"]
            assert x + width <= u or u + wide <= x or y + height <= v or v + high <= y, (one.get("text"), other.get("text"))


def test_the_script_box_has_the_ports_of_the_script(boxes: dict[str, dict[str, Any]], patcher: dict[str, Any], device: Amxd) -> None:
    script = [box for box in boxes.values() if box.get("text", "").startswith("js ")]
    globals_set = {
        node.expression.left.name: node.expression.right.value
        for node in esprima.parseScript(joined_script()).body
        if node.type == "ExpressionStatement" and node.expression.type == "AssignmentExpression"
    }

    assert [box["text"] for box in script] == ["js sonochrome.js"]
    assert (script[0]["numinlets"], script[0]["numoutlets"]) == (globals_set["inlets"], globals_set["outlets"])
    assert [entry["name"] for entry in patcher["dependency_cache"]] == [file.name for file in device.files] == ["sonochrome.js"]


def test_midi_passes_untouched(patcher: dict[str, Any], boxes: dict[str, dict[str, Any]]) -> None:
    lines = [entry["patchline"] for entry in patcher["lines"]]
    midi_out = named(boxes, "midiout")

    assert ends(patcher, boxes, "midiin") == {"midiout"}
    assert [line["source"] for line in lines if line["destination"][0] == midi_out] == [[named(boxes, "midiin"), 0]]


def test_the_script_is_reached_from_the_low_priority_thread_only(patcher: dict[str, Any], boxes: dict[str, dict[str, Any]]) -> None:
    script = named(boxes, "js sonochrome.js")
    sources = {
        boxes[entry["patchline"]["source"][0]]["text"] for entry in patcher["lines"] if entry["patchline"]["destination"][0] == script
    }

    assert sources == {"deferlow", "goodbye"}
    assert ends(patcher, boxes, "udpreceive 17420") == {"deferlow"}


def test_every_message_to_the_script_has_a_function(boxes: dict[str, dict[str, Any]]) -> None:
    sent = {
        match[1]
        for box in boxes.values()
        if (match := re.fullmatch(r"prepend (powered|enabled|setid)|goodbye", box.get("text", ""))) and match[1]
    }
    functions = {node.id.name for node in esprima.parseScript(joined_script()).body if node.type == "FunctionDeclaration"}

    assert sent == {"powered", "enabled", "setid"}
    assert {*sent, "bang", "goodbye", "anything", "notifydeleted"} <= functions


def test_the_route_knows_all_that_the_script_shows(boxes: dict[str, dict[str, Any]]) -> None:
    shown = set(re.findall(r'show\("(\w+)"|TO_STRIP, \["(\w+)"', joined_script()))
    route = next(box["text"].split()[1:] for box in boxes.values() if box.get("text", "").startswith("route "))

    assert {first or second for first, second in shown} == set(route)


def test_the_stored_number_holds_every_set_id_and_is_not_automated(boxes: dict[str, dict[str, Any]]) -> None:
    value = boxes[named(boxes, "live.numbox")]["saved_attribute_attributes"]["valueof"]

    assert value["parameter_invisible"] == 1
    assert value["parameter_type"] == 0
    assert (value["parameter_mmin"], value["parameter_mmax"]) == (0, 2**24 - 1)
    assert "presentation" not in boxes[named(boxes, "live.numbox")]


def test_nothing_tells_of_the_machine_that_built_it() -> None:
    data = DEVICE_PATH.read_bytes()

    assert not re.search(rb"/(home|work|Users|tmp|root)/|[A-Z]:\\\\", data)
    assert json.loads(data[48 : data.index(b"\n\0")])["patcher"]["autosave"] == 0
