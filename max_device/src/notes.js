// Notes as Live tells them, and as four integers each on the wire.

var INTEGERS_PER_NOTE = 4;

// What get_notes_extended answers: JSON text, an object, or an array of one of either.
function parseNotes(answer) {
    var value = Array.isArray(answer) && answer.length === 1 ? answer[0] : answer;
    var list;
    if (typeof value === "string") {
        value = JSON.parse(value);
    }
    list = value && value.notes ? value.notes : value;
    return Array.isArray(list) ? list : [];
}

function orDefault(value, usual) {
    return typeof value === "number" && isFinite(value) ? value : usual;
}

// A note in the order in which notes are sorted: start, pitch, duration, velocity, release velocity, probability, deviation, mute.
function quantisedNote(note) {
    return [
        toTicks(orDefault(note.start_time, 0)),
        clamp(toInt32(orDefault(note.pitch, 60)), 0, 127),
        Math.max(1, toTicks(orDefault(note.duration, 0))),
        clamp(toInt32(orDefault(note.velocity, 100) * 100), 0, 12700),
        clamp(toInt32(orDefault(note.release_velocity, 64) * 100), 0, 12700),
        clamp(toInt32(orDefault(note.probability, 1) * 1000), 0, 1000),
        clamp(toInt32(orDefault(note.velocity_deviation, 0)), -127, 127),
        note.mute ? 1 : 0
    ];
}

function compareNotes(a, b) {
    var index;
    for (index = 0; index < a.length; index += 1) {
        if (a[index] !== b[index]) {
            return a[index] - b[index];
        }
    }
    return 0;
}

function notesBody(notes) {
    var fields = [];
    var body = [];
    var index, note;
    for (index = 0; index < notes.length; index += 1) {
        fields.push(quantisedNote(notes[index]));
    }
    fields.sort(compareNotes);
    for (index = 0; index < fields.length; index += 1) {
        note = fields[index];
        body.push(note[0], note[2], note[1] + 128 * note[7] + 256 * (note[6] + 128) + 65536 * note[5], note[3] + 16384 * note[4]);
    }
    return body;
}
