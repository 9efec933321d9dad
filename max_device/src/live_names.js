// Live's words: every path and property name of the Live Object Model that the device uses.

var SONG_PATH = "live_set";

var TRANSPORT_PROPERTIES = ["is_playing", "tempo", "signature_numerator", "signature_denominator", "loop", "loop_start", "loop_length"];
var SONG_PROPERTIES = ["current_song_time", "tracks", "return_tracks", "scenes", "cue_points", "clip_trigger_quantization"];
var TRACK_FACTS = ["name", "color", "mute"];
var TRACK_PROPERTIES = ["playing_slot_index", "fired_slot_index", "arrangement_clips", "clip_slots"];
var CLIP_FACTS = ["name", "color", "looping", "muted", "loop_start", "loop_end", "start_marker", "end_marker", "start_time", "end_time",
    "signature_numerator", "signature_denominator"];

var NAME_PROPERTY = "name";
var NOTES_PROPERTY = "notes";
var CLIP_START_PROPERTY = "start_time";
var HAS_CLIP_PROPERTY = "has_clip";

// What an observed property of the song marks to be read again; what is not named here belongs to the transport.
var SONG_MARKS = {
    current_song_time: ["time"], scenes: ["scenes"], cue_points: ["locators"], tracks: ["song"], return_tracks: ["song"],
    clip_trigger_quantization: ["song"], signature_numerator: ["transport", "song"], signature_denominator: ["transport", "song"]
};

// The same for a track.
var TRACK_MARKS = { playing_slot_index: "playing", fired_slot_index: "playing", arrangement_clips: "arrangement", clip_slots: "slots" };

// Song.clip_trigger_quantization: 0 none, 1 8 bars, 2 4 bars, 3 2 bars, 4 a bar; then parts of a whole note, triplets in between.
var QUANTIZATION_BARS = [0, 8, 4, 2, 1];
var QUANTIZATION_BEATS = [0, 0, 0, 0, 0, 2, 4 / 3, 1, 2 / 3, 1 / 2, 1 / 3, 1 / 4, 1 / 6, 1 / 8];

function readTransport(live) {
    return {
        isPlaying: live.number("is_playing", 0) ? 1 : 0,
        tempo: live.number("tempo", 120),
        numerator: live.number("signature_numerator", 4),
        denominator: live.number("signature_denominator", 4),
        loop: live.number("loop", 0) ? 1 : 0,
        loopStart: live.number("loop_start", 0),
        loopLength: live.number("loop_length", 0)
    };
}

function readSongTime(live) {
    return live.number("current_song_time", 0);
}

function readSong(live) {
    return {
        trackIds: live.ids("tracks"),
        returnIds: live.ids("return_tracks"),
        quantization: live.number("clip_trigger_quantization", 4),
        numerator: live.number("signature_numerator", 4),
        denominator: live.number("signature_denominator", 4)
    };
}

function readSetName(live) {
    return live.text("name");
}

function readSceneIds(live) {
    return live.ids("scenes");
}

function readCueIds(live) {
    return live.ids("cue_points");
}

function readName(live) {
    return live.text("name");
}

function readCueTime(live) {
    return live.number("time", 0);
}

// Return tracks have neither clips nor a group.
function readTrack(live, isReturn) {
    var isGroup = !isReturn && live.number("is_foldable", 0) === 1;
    var isMidi = !isReturn && !isGroup && live.number("has_midi_input", 0) === 1;
    return {
        kind: isReturn ? 3 : (isGroup ? 2 : (isMidi ? 0 : 1)),
        name: live.text("name"),
        color: live.number("color", 0x808080),
        muted: live.number("mute", 0) ? 1 : 0,
        group: isReturn ? 0 : (live.ids("group_track")[0] || 0)
    };
}

function readArrangementClipIds(live) {
    return live.ids("arrangement_clips");
}

function readSlotIds(live) {
    return live.ids("clip_slots");
}

function readSlotClipId(live) {
    return live.number("has_clip", 0) ? (live.ids("clip")[0] || 0) : 0;
}

function readPlayingSlot(live) {
    return { slot: Math.max(-1, live.number("playing_slot_index", -1)), fired: Math.max(-1, live.number("fired_slot_index", -1)) };
}

function readEdges(live) {
    return { start: toTicks(live.number("start_time", 0)), end: toTicks(live.number("end_time", 0)) };
}

function readClip(live, inArrangement) {
    return {
        name: live.text("name"),
        looping: live.number("looping", 0) ? 1 : 0,
        muted: live.number("muted", 0) ? 1 : 0,
        inArrangement: inArrangement,
        color: live.number("color", 0x808080),
        numerator: live.number("signature_numerator", 4),
        denominator: live.number("signature_denominator", 4),
        loopStart: toTicks(live.number("loop_start", 0)),
        loopEnd: toTicks(live.number("loop_end", 0)),
        startMarker: toTicks(live.number("start_marker", 0)),
        endMarker: toTicks(live.number("end_marker", 0)),
        start: inArrangement ? toTicks(live.number("start_time", 0)) : 0,
        end: inArrangement ? toTicks(live.number("end_time", 0)) : 0
    };
}

// Live 11.0 and later. Selects by the start of a note: everything from a million beats before the clip's origin.
function readNotes(live) {
    return parseNotes(live.call("get_notes_extended", 0, 128, -1000000, 2000000));
}
