"""Each rule of Max has a probe script that must be caught; and a script that keeps them runs."""

from typing import Any

import pytest

from bridge.sources.simulated_max import MaxRuleError, SimulatedMax, Step

OBJECTS: list[dict[str, Any]] = [
    {
        "id": 1, "class": "Song", "parent": 0, "lists": {"tracks": [2, 6], "return_tracks": [3]}, "single": {},
        "values": {"tempo": 120.0, "current_song_time": 0.0, "name": "S"},
    },
    {
        "id": 2, "class": "Track", "parent": 1, "lists": {"clip_slots": [], "arrangement_clips": [4, 5]}, "single": {},
        "values": {"name": "Straße 🎹", "color": 255},
    },
    {"id": 3, "class": "Track", "parent": 1, "lists": {}, "single": {}, "values": {"name": "A"}, "without": ["arrangement_clips"]},
    {
        "id": 4, "class": "Clip", "parent": 2, "lists": {}, "single": {}, "values": {"name": "c", "is_midi_clip": 1},
        "notes": [[1, 60, 0.0, 1.0, 100.0, 0, 1.0, 0, 64.0], [2, 127, -3.5, 1e-5, 1.0, 1, 0.5, -127, 0.0]],
    },
    {"id": 5, "class": "Clip", "parent": 2, "lists": {}, "single": {}, "values": {"name": "audio", "is_midi_clip": 0}},
    {"id": 6, "class": "Track", "parent": 1, "lists": {"arrangement_clips": []}, "single": {}, "values": {"name": "T"}},
]  # fmt: skip
ROOTS = {"live_set": 1}
HEAD = "inlets = 1; outlets = 4; autowatch = 1;\n"


def run(body: str, events: list[Any] | None = None, **options: Any) -> Step:
    with SimulatedMax(HEAD + body, OBJECTS, ROOTS, **options) as machine:
        return machine.step(0.0, events or [("inlet", "bang")])


def in_bang(code: str) -> str:
    return f"function bang() {{ {code} }}"


def in_notification(code: str) -> str:
    return f"""
    var song, spare, told = 0;
    function bang() {{ spare = new LiveAPI('live_set tracks 0'); song = new LiveAPI(heard, 'live_set'); song.property = 'tempo'; }}
    function heard(atoms) {{ if (atoms[0] === 'tempo' && atoms[1] === 99) {{ {code} }} }}
    """


BROKEN = [
    ("api in global code", "new LiveAPI('live_set');", "global code"),
    ("outlet in global code", "outlet(0, '/x');", "global code"),
    ("unknown global", in_bang("Folder('x');"), "Folder is not defined"),
    ("unknown path", in_bang("new LiveAPI('live_sets');"), "unknown path"),
    ("unknown child in a path", in_bang("new LiveAPI('live_set tracks 0 knobs 1');"), "has no"),
    ("path without index", in_bang("new LiveAPI('live_set tracks');"), "needs an index"),
    ("unknown property", in_bang("new LiveAPI('live_set').get('bpm');"), "Song has no .* property bpm"),
    ("unknown function", in_bang("new LiveAPI('live_set').call('get_current_beats_time');"), "has no function"),
    ("function of every JavaScript object", in_bang("new LiveAPI('live_set').call('toString');"), "has no function"),
    ("changing function", in_bang("new LiveAPI('live_set').call('start_playing');"), "has no function"),
    ("set", in_bang("new LiveAPI('live_set').set('tempo', 90);"), "never changes"),
    ("unknown member of LiveAPI", in_bang("new LiveAPI('live_set').observe('tempo');"), "LiveAPI has no property"),
    ("own member on LiveAPI", in_bang("new LiveAPI('live_set').mine = 1;"), "cannot be set"),
    ("without new", in_bang("LiveAPI('live_set');"), "with new"),
    ("property that is not observable", in_bang("var a = new LiveAPI(bang2, 'live_set'); a.property = 'name';")
     + "function bang2() {}", "has no observable"),
    ("property without callback", in_bang("new LiveAPI('live_set').property = 'tempo';"), "without a callback"),
    ("get on nothing", in_bang("new LiveAPI('live_set tracks 9').get('name');"), "id 0"),
    ("get of a bang", in_bang("new LiveAPI('id 4').get('notes');"), "bang without a value"),
    ("arrangement of a return track", in_bang("new LiveAPI('id 3').get('arrangement_clips');"), "has no arrangement_clips in Live"),
    ("notes of an audio clip", in_bang("new LiveAPI('id 5').call('get_notes_extended', 0, 128, -1e6, 2e6);"), "audio clip"),
    ("notes asked with strings", in_bang("new LiveAPI('id 4').call('get_notes_extended', '0', 128, 0, 9);"), "as numbers"),
    ("fifth outlet", in_bang("outlet(4, 1);"), "no outlet 4"),
    ("boolean atom", in_bang("outlet(0, '/x', true);"), "numbers and strings"),
    ("object atom", in_bang("outlet(0, '/x', {});"), "numbers and strings"),
    ("undefined atom", in_bang("outlet(0, '/x', undefined);"), "numbers and strings"),
    ("NaN atom", in_bang("outlet(0, '/x', NaN);"), "NaN"),
    ("int over 32 bits", in_bang("outlet(0, '/x', 2147483648);"), "32 bits"),
    ("long symbol", in_bang("outlet(2, new Array(32770).join('x'));"), "32767"),
    ("our packet limit", in_bang("outlet(0, '/x', new Array(1201).join('x'));"), "1200 bytes"),
    ("udpsend's packet limit", in_bang("outlet(0, '/x', new Array(5200).join('x'));"), "5096 bytes"),
    ("udpsend's set packet limit", in_bang("outlet(0, 'maxpacketsize', 100); outlet(0, '/x', new Array(120).join('x'));"), "100 bytes"),
    ("no OSC address", in_bang("outlet(0, 'hello');"), "no OSC address"),
    ("Task without new", in_bang("Task(bang);"), "with new"),
    ("unknown member of Task", in_bang("new Task(bang).start();"), "Task has no property"),
    ("Task with NaN", in_bang("new Task(bang).schedule(NaN);"), "milliseconds"),
    ("unknown member of max", in_bang("max.message('quit');"), "max has no property"),
    ("script throws", in_bang("var a; a.b();"), "the script threw in bang"),
    ("Map", in_bang("new Map();"), "Map is not defined"),
    ("Promise", in_bang("Promise.resolve();"), "Promise is not defined"),
    ("Symbol", in_bang("Symbol('x');"), "Symbol is not defined"),
    ("setTimeout", in_bang("setTimeout(bang, 1);"), "setTimeout is not a function"),
    ("console", in_bang("console.log(1);"), "console is not defined"),
    ("Object.assign", in_bang("Object.assign({}, {});"), "assign"),
    ("Array.from", in_bang("Array.from([]);"), "from"),
    ("Math.imul", in_bang("Math.imul(1, 2);"), "imul"),
    ("padStart", in_bang("'x'.padStart(3);"), "padStart"),
    ("startsWith", in_bang("'x'.startsWith('x');"), "startsWith"),
    ("includes", in_bang("[1].includes(1);"), "includes"),
    ("find", in_bang("[1].find(bang);"), "find"),
    ("Number.isInteger", in_bang("Number.isInteger(1);"), "isInteger"),
    ("typed arrays", in_bang("new Int32Array(2);"), "Int32Array is not defined"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "complaint"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_rule_is_named(code: str, complaint: str) -> None:
    with pytest.raises(MaxRuleError, match=complaint):
        run(code)


@pytest.mark.parametrize(
    "code",
    [
        "new LiveAPI('live_set');",
        "spare.id = 4;",
        "spare.path = 'live_set';",
        "song.property = 'loop';",
        "song.property = '';",
        "spare.goto('live_set');",
    ],
)
def test_nothing_changes_inside_a_notification(code: str) -> None:
    with pytest.raises(MaxRuleError, match="inside a notification"):
        run(in_notification(code), [("inlet", "bang"), ("tick", [[1, "tempo", 99]])])


def test_reading_inside_a_notification_is_allowed() -> None:
    step = run(in_notification("outlet(0, '/x', spare.get('color')[0]);"), [("inlet", "bang"), ("tick", [[1, "tempo", 99]])])

    assert step.sent == ((0, ("/x", 255)),)


def test_live_api_before_this_device_is_refused() -> None:
    with pytest.raises(MaxRuleError, match=r"before live\.thisdevice"):
        run("function enabled() { new LiveAPI('live_set'); }", [("inlet", "enabled", 1)])


def test_a_caught_violation_is_still_told() -> None:
    with pytest.raises(MaxRuleError, match="has no function"):
        run(in_bang("try { new LiveAPI('live_set').call('undo'); } catch (error) { outlet(2, 'hidden'); }"))


def test_an_observer_is_told_at_once_then_at_the_tick_and_of_deletion() -> None:
    code = """
    var clip;
    function bang() { clip = new LiveAPI(heard, 'id 4'); clip.property = 'name'; }
    function heard(atoms) { outlet(2, atoms.join(' ')); }
    function where() { outlet(2, 'id=' + clip.id); }
    """
    with SimulatedMax(HEAD + code, OBJECTS, ROOTS) as machine:
        first = machine.step(0, [("inlet", "bang")])
        silent = machine.step(1, [("set", 4, "name", "new")])
        told = machine.step(40, [("tick", [])])
        gone = machine.step(80, [("delete", 4), ("inlet", "where"), ("tick", [])])

    assert [atoms for _, atoms in first.sent] == [("id 4",), ("name c",)]
    assert silent.sent == ()
    assert [atoms for _, atoms in told.sent] == [("name new",)]
    assert [atoms for _, atoms in gone.sent] == [("id=0",), ("id 0",)]


def test_later_calls_come_after_the_function_that_made_the_observer() -> None:
    code = """
    var done = 0;
    function bang() { var song = new LiveAPI(heard, 'live_set'); song.property = 'tempo'; done = 1; }
    function heard(atoms) { outlet(2, atoms[0], done); }
    """
    at_once = run(code, later_calls=False)
    later = run(code, later_calls=True)

    assert [atoms for _, atoms in at_once.sent] == [("id", 0), ("tempo", 0)]
    assert [atoms for _, atoms in later.sent] == [("id", 1), ("tempo", 1)]


def test_get_gives_arrays_ids_are_strings_and_notes_are_text() -> None:
    code = in_bang("""
    var track = new LiveAPI('live_set tracks 0');
    outlet(2, typeof track.id, track.path, track.get('name')[0], track.get('arrangement_clips').join(' '));
    outlet(2, track.getcount('arrangement_clips'));
    var notes = JSON.parse(new LiveAPI('id 4').call('get_notes_extended', 0, 128, -1e6, 2e6)).notes;
    outlet(2, notes.length, notes[1].pitch, notes[1].start_time, notes[1].mute);
    """)

    step = run(code)

    assert step.sent[0][1] == ("string", '"live_set tracks 0"', "Straße 🎹", "id 4 id 5")
    assert step.sent[1][1] == (2,)
    assert step.sent[2][1] == (2, 127, -3.5, 1)


def test_floats_have_32_bits_and_whole_ones_arrive_as_ints() -> None:
    step = run(in_bang("outlet(0, '/x', 0.1, 2.0);"))

    assert step.sent == ((0, ("/x", 0.10000000149011612, 2)),)


def test_tasks_and_dates_go_by_the_simulated_clock() -> None:
    code = """
    var start, count = 0, task;
    function bang() { start = Date.now(); task = new Task(tick, this); task.interval = 50; task.repeat(3); }
    function tick() { count += 1; outlet(2, count, new Date().getTime() - start); }
    """
    with SimulatedMax(HEAD + code, OBJECTS, ROOTS) as machine:
        first = machine.step(0, [("inlet", "bang")])
        ticks = [machine.step(ms) for ms in (49, 50, 100, 170, 300)]

    assert first.next_ms == 50
    assert [atoms for step in ticks for _, atoms in step.sent] == [(1, 50), (2, 100), (3, 170)]
    assert ticks[-1].next_ms is None


def test_strings_that_max_keeps_for_ever_are_counted() -> None:
    code = "function bang() {} function anything() { for (var i = 0; i < 10; i += 1) { outlet(2, 'name ' + i); } }"
    with SimulatedMax(HEAD + code, OBJECTS, ROOTS) as machine:
        before = machine.step(0, [("inlet", "bang")]).symbols
        once = machine.step(1, [("inlet", "/a")]).symbols
        twice = machine.step(2, [("inlet", "/a")]).symbols

    assert (once - before, twice - once) == (11, 0)
