// The bodies of documents, from what was read in Live; docs/osc-protocol.md, "Documents".

var SONG = 1;
var LOCATORS = 2;
var TRACK = 3;
var CLIP = 4;
var NOTES = 5;
var PLAYING = 6;
var SET_NAME = 11;
var NAME = 12;
var LOCATOR_NAMES = 13;
var SCENE_NAMES = 14;
var FIRST_STRING_KIND = 11;
var MAX_STRING_BYTES = 120;

function songBody(song) {
    return [quantizationTicks(song.quantization, song.numerator, song.denominator)].concat(song.trackIds, song.returnIds);
}

// `facts` as readTrack tells; `clips` in order of time; `slotClips` has the clip id of each slot, 0 for none.
function trackBody(facts, clips, slotClips) {
    var body = [facts.kind, toColor(facts.color), facts.muted, facts.group, clips.length].concat(clips);
    var slot;
    for (slot = 0; slot < slotClips.length; slot += 1) {
        if (slotClips[slot]) {
            body.push(slot, slotClips[slot]);
        }
    }
    return body;
}

function clipBody(facts, noteCount) {
    return [
        facts.looping + 2 * facts.muted + (facts.inArrangement ? 4 : 0), toColor(facts.color), toInt32(facts.numerator),
        toInt32(facts.denominator), facts.loopStart, facts.loopEnd, facts.startMarker, facts.endMarker, facts.start, facts.end, noteCount
    ];
}

function playingBody(tracks) {
    var body = [];
    var index;
    for (index = 0; index < tracks.length; index += 1) {
        body.push(tracks[index].id, tracks[index].slot, tracks[index].since, tracks[index].fired);
    }
    return body;
}

// Cue points as {time (ticks), name, index}, to be sorted by time.
function compareCues(a, b) {
    return a.time - b.time || a.index - b.index;
}

function namesBody(names) {
    var body = [];
    var index;
    for (index = 0; index < names.length; index += 1) {
        body.push(wireString(names[index], MAX_STRING_BYTES));
    }
    return body;
}

function transportAtoms(sequence, ms, transport, songTime) {
    return [
        sequence, toInt32(ms), transport.isPlaying, toTicks(songTime), toInt32(transport.tempo * 10000), toInt32(transport.numerator),
        toInt32(transport.denominator), transport.loop, toTicks(transport.loopStart), toTicks(transport.loopLength)
    ];
}
