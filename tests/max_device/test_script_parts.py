"""The script's pure parts against Python references."""

import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.osc import chunks, digest
from bridge.osc.message_values import NOTES, PLAYING, STRING_KINDS, DocumentPart
from bridge.osc.notes_wire import pack_notes, unpack_notes
from tests.max_device.script import ScriptParts
from vocabulary.notes import Note
from vocabulary.units import PROBABILITY_UNITS, VELOCITY_UNITS, Ticks, to_duration_ticks, to_ticks

int32 = st.integers(-(2**31) + 1, 2**31 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=150)
live_notes = st.fixed_dictionaries(
    {"pitch": st.integers(0, 127), "start_time": st.floats(-1e4, 1e4), "duration": st.floats(1e-6, 1e3)},
    optional={
        "note_id": st.integers(1, 9999),
        "velocity": st.floats(1, 127),
        "mute": st.sampled_from((0, 1, True, False)),
        "probability": st.floats(0, 1),
        "velocity_deviation": st.integers(-127, 127),
        "release_velocity": st.floats(0, 127),
    },
)


def reference_note(fields: dict[str, Any]) -> Note:
    return Note(
        to_ticks(fields["start_time"]),
        fields["pitch"],
        to_duration_ticks(fields["duration"]),
        int(fields.get("velocity", 100) * VELOCITY_UNITS + 0.5),
        int(fields.get("release_velocity", 64) * VELOCITY_UNITS + 0.5),
        int(fields.get("probability", 1) * PROBABILITY_UNITS + 0.5),
        fields.get("velocity_deviation", 0),
        bool(fields.get("mute", 0)),
    )


def datagram(atoms: list[int | str]) -> bytes:
    builder = OscMessageBuilder(str(atoms[0]))
    for atom in atoms[1:]:
        builder.add_arg(atom, "s" if isinstance(atom, str) else "i")
    data: bytes = builder.build().dgram
    return data


@given(st.lists(int32, max_size=200))
def test_digest_of_integers(parts: ScriptParts, body: list[int]) -> None:
    assert parts.call("digestOfIntegers", body) == digest.document_digest(NOTES, body)


def test_digest_of_a_long_document(parts: ScriptParts) -> None:
    body = [(number * 7919) % 2**31 - 2**30 for number in range(100_000)]

    assert parts.call("digestOfIntegers", body) == digest.document_digest(NOTES, body)


@given(st.lists(texts, max_size=8))
def test_digest_of_strings(parts: ScriptParts, body: list[str]) -> None:
    assert parts.call("digestOfStrings", body) == digest.document_digest(min(STRING_KINDS), body)


@given(
    st.lists(st.tuples(st.integers(1, 14), st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 2)), max_size=30, unique_by=lambda d: d[:2])
)
def test_digest_of_the_set(parts: ScriptParts, documents: list[tuple[int, int, int]]) -> None:
    ordered = [{"kind": kind, "id": number, "digest": value} for kind, number, value in sorted(documents)]

    assert parts.call("digestOfSet", ordered) == digest.set_digest(documents)


@given(st.lists(live_notes, max_size=40))
def test_notes_are_packed_sorted_and_on_the_grid(parts: ScriptParts, notes: list[dict[str, Any]]) -> None:
    body = parts.call("notesBody", notes)

    expected = tuple(sorted(map(reference_note, notes)))
    assert tuple(body) == pack_notes(expected)
    assert unpack_notes(body) == expected


@given(st.lists(live_notes, max_size=5), st.sampled_from(("text", "object", "array of text", "array of object", "list")))
def test_notes_are_understood_however_max_gives_them(parts: ScriptParts, notes: list[dict[str, Any]], how: str) -> None:
    value: Any = {"notes": notes}
    if "text" in how:
        value = json.dumps(value)
    if how.startswith("array"):
        value = [value]
    if how == "list":
        value = notes if len(notes) != 1 else {"notes": notes}

    assert parts.call("parseNotes", value) == json.loads(json.dumps(notes))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e5, max_value=1e5))
def test_ticks_are_rounded_half_up(parts: ScriptParts, beats: float) -> None:
    assert parts.call("toTicks", beats) == to_ticks(beats)


@pytest.mark.parametrize(("beats", "ticks"), [(1e9, 2**31 - 1), (-1e9, -(2**31) + 1), (None, 0), ("x", 0)])
def test_ticks_stay_in_int32(parts: ScriptParts, beats: object, ticks: int) -> None:
    assert parts.call("toTicks", beats) == ticks


@given(st.sampled_from((1, 2, 3, 4, NOTES, PLAYING)), st.integers(0, 300), int32)
def test_integer_bodies_are_cut_like_the_daemon_cuts(parts: ScriptParts, kind: int, records: int, value: int) -> None:
    record = 4 if kind in (NOTES, PLAYING) else 1
    check_cut(parts, kind, [value - index if value > 0 else value + index for index in range(records * record)], record)


@given(st.sampled_from(sorted(STRING_KINDS)), st.lists(texts.map(chunks.cut_string), max_size=60))
def test_string_bodies_are_cut_like_the_daemon_cuts(parts: ScriptParts, kind: int, body: list[str]) -> None:
    check_cut(parts, kind, body, 1)


def check_cut(parts: ScriptParts, kind: int, body: list[Any], record: int) -> None:
    document = {"kind": kind, "id": 77, "revision": 2**31 - 1, "body": body, "starts": parts.call("partStarts", kind, body)}
    datagrams = [parts.call("documentDatagram", document, part) for part in range(len(document["starts"]))]

    expected = chunks.cut_document(chunks.make_document(kind, 77, 2**31 - 1, body))
    assert [tuple(atoms[6:]) for atoms in datagrams] == [part.body for part in expected]
    assert [tuple(atoms[1:6]) for atoms in datagrams] == [(kind, 77, 2**31 - 1, index, len(datagrams)) for index in range(len(datagrams))]
    for atoms in datagrams:
        assert len(datagram(atoms)) == parts.call("datagramBytes", atoms) <= 1200
        assert (len(atoms) - 6) % record == 0


@given(st.integers(0, 200))
def test_the_index_is_cut_into_whole_entries(parts: ScriptParts, count: int) -> None:
    documents = [{"kind": 4, "id": number, "revision": number + 1, "digest": 9} for number in range(count)]
    datagrams = parts.call("indexDatagrams", 5, 99, documents)

    entries = [entry for atoms in datagrams for entry in zip(*[iter(atoms[5:])] * 4, strict=True)]
    assert entries == [(4, number, number + 1, 9) for number in range(count)]
    assert [atoms[1:5] for atoms in datagrams] == [[5, 99, part, len(datagrams)] for part in range(len(datagrams))]
    assert all(len(datagram(atoms)) <= 1200 for atoms in datagrams)


@given(texts)
def test_names_are_cut_at_a_characters_border(parts: ScriptParts, name: str) -> None:
    assert parts.call("wireString", name, 120) == chunks.cut_string(name)


@given(st.lists(st.sampled_from(("a", "é", "\ud800", "\udc00", "\ud83d\ude00", "漢")), max_size=60).map("".join))
def test_broken_characters_become_valid_utf8(parts: ScriptParts, name: str) -> None:
    utf16 = name.encode("utf-16-le", "surrogatepass")
    sent = parts.call("wireString", name, 120)

    repaired = utf16.decode("utf-16-le", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert sent == chunks.cut_string(repaired)
    assert bytes(parts.call("utf8Bytes", sent)) == sent.encode()


def test_a_name_ends_at_a_nul(parts: ScriptParts) -> None:
    assert parts.call("wireString", "lead\0rest", 120) == "lead"


@pytest.mark.parametrize(
    ("index", "signature", "beats"),
    [(0, (4, 4), 0), (1, (4, 4), 32), (4, (4, 4), 4), (4, (6, 8), 3), (5, (3, 4), 2), (6, (4, 4), 4 / 3), (7, (4, 4), 1),
     (13, (4, 4), 1 / 8), (99, (4, 4), 0)],
)  # fmt: skip
def test_launch_quantization(parts: ScriptParts, index: int, signature: tuple[int, int], beats: float) -> None:
    assert parts.call("quantizationTicks", index, *signature) == to_ticks(beats)


def test_a_track_lists_its_clips(parts: ScriptParts) -> None:
    facts = {"kind": 0, "color": 0xFF8000, "muted": 1, "group": 9}

    assert parts.call("trackBody", facts, [31, 32], [0, 41, 0, 42]) == [0, 0xFF8000, 1, 9, 2, 31, 32, 1, 41, 3, 42]


def test_texts_of_the_strip_are_few(parts: ScriptParts) -> None:
    seen = {
        text
        for state in range(5)
        for sections in (0, 1, 8, 40, 41, 1000)
        for pictures in range(sections + 2)
        for text in parts.call("stripTexts", True, "leading", [state, pictures, sections, 1]).values()
    }

    assert {"connected", "drawing 3 of 8", "drawing 8 of 8", "needs attention"} <= seen
    assert len(seen) < 200


@pytest.mark.parametrize(
    ("on", "phase", "state"),
    [(False, "leading", "switched off"), (True, "looking", "looking for Sonochrome"), (True, "refused", "update needed"),
     (True, "standby", "resting"), (True, "leading", "connected")],
)  # fmt: skip
def test_the_strip_says_how_it_stands(parts: ScriptParts, on: bool, phase: str, state: str) -> None:
    assert parts.call("stripTexts", on, phase, None)["state"] == state


@given(st.lists(st.tuples(st.integers(0, 3), st.binary(max_size=40)), max_size=30), st.integers(1, 30))
def test_the_queue_sends_each_part_once_and_the_newest(parts: ScriptParts, changes: list[tuple[int, bytes]], limit: int) -> None:
    script = """(function (changes, limit) {
        var store = newStore(), sent = [], index, taken;
        for (index = 0; index < changes.length; index += 1) {
            putDocument(store, NOTES, changes[index][0], changes[index][1]);
            if (index % 3 === 0) { sent = sent.concat(takeDatagrams(store, limit)); }
        }
        do { taken = takeDatagrams(store, limit); sent = sent.concat(taken); } while (taken.length);
        return {sent: sent, documents: sortedDocuments(store), waiting: waitingCount(store)};
    })"""
    bodies = [(number, list(struct.unpack(f"<{len(data) // 4 * 4}b", data[: len(data) // 4 * 4]))) for number, data in changes]
    result = parts.call(script, bodies, limit)

    newest = dict(bodies)
    assert result["waiting"] == 0
    assert {document["id"]: document["body"] for document in result["documents"]} == newest
    assembler = chunks.Assembler()
    for _, *head in result["sent"]:
        assembler.add(DocumentPart(head[0], head[1], head[2], head[3], head[4], tuple(head[5:])), 0.0)
    assert {key[1]: list(document.body) for key, document in assembler.whole.items()} == newest


def test_to_ticks_and_ticks_agree_on_halves(parts: ScriptParts) -> None:
    halves = [(number + 0.5) / 15360 for number in range(-3, 4)]

    assert [parts.call("toTicks", half) for half in halves] == [Ticks(to_ticks(half)) for half in halves]
