// What is known of the set: tracks and clips by id, and which of it must be read again. Nothing here touches Live.

var FACTS = 1;
var ARRANGEMENT = 2;
var SLOTS = 4;

function newSet() {
    return { trackIds: [], returnIds: [], tracks: {}, clips: {}, songTime: 0 };
}

function newDirty() {
    return { song: true, setName: true, locators: true, scenes: true, plan: true, playing: true, tracks: {}, slots: [], clips: {} };
}

function isMidi(track) {
    return track.facts !== null && track.facts.kind === 0;
}

function newTrack(id, isReturn) {
    return {
        id: id, isReturn: isReturn, facts: null, arrangement: [], slots: [], slotClips: [], hasLists: false,
        playing: { slot: -1, since: 0, fired: -1 }, playingDirty: true
    };
}

function markTrack(dirty, id, bits) {
    dirty.tracks[id] = (dirty.tracks[id] || 0) | bits;
}

function markClip(dirty, id, now, withNotes) {
    var mark = dirty.clips[id];
    if (!mark) {
        mark = dirty.clips[id] = { first: now, last: now, notes: false };
    }
    mark.last = now;
    mark.notes = mark.notes || withNotes;
}

// A callback of an observer says that something changed. `atoms` is [property, value...] or ["id", n].
function markChanged(device, want, atoms, now) {
    var dirty = device.dirty;
    if (atoms[0] === "id") {
        markGone(device, want, atoms[1]);
    } else if (want.what === "song") {
        markSong(device, want.property, atoms, now);
    } else if (want.what === "track") {
        markTrackProperty(device, want);
    } else if (want.what === "slot") {
        dirty.slots.push({ track: want.track, slot: want.slot });
    } else if (device.set.clips[want.id]) {
        markClip(dirty, want.id, now, want.property === NOTES_PROPERTY);
        if (want.property === CLIP_START_PROPERTY && device.set.clips[want.id].slot < 0) {
            markTrack(dirty, device.set.clips[want.id].trackId, ARRANGEMENT);
        }
    }
}

function markSong(device, property, atoms, now) {
    var marks = SONG_MARKS[property] || ["transport"];
    var index;
    for (index = 0; index < marks.length; index += 1) {
        if (marks[index] === "time") {
            device.transport.songTime = Number(atoms[1]);
            device.transport.readAt = now;
            device.transport.moved = true;
        } else if (marks[index] === "transport") {
            device.transport.dirty = true;
        } else {
            device.dirty[marks[index]] = true;
        }
    }
}

function markTrackProperty(device, want) {
    var track = device.set.tracks[want.id];
    var mark = TRACK_MARKS[want.property];
    if (!track) {
        return;
    }
    if (mark === "playing") {
        track.playingDirty = true;
        device.dirty.playing = true;
    } else {
        markTrack(device.dirty, want.id, mark === "arrangement" ? ARRANGEMENT : (mark === "slots" ? SLOTS : FACTS));
    }
}

// The observed object is gone: look again at the list that held it.
function markGone(device, want, id) {
    var clip = device.set.clips[want.id];
    if (Number(id) !== 0) {
        return;
    }
    device.dirty.plan = true;
    if (want.what === "track") {
        device.dirty.song = true;
    } else if (want.what === "slot") {
        markTrack(device.dirty, want.track, SLOTS);
    } else if (want.what === "clip" && clip) {
        markTrack(device.dirty, clip.trackId, clip.slot < 0 ? ARRANGEMENT : SLOTS);
    }
}

function markAllPlaying(device) {
    var id;
    for (id in device.set.tracks) {
        if (device.set.tracks.hasOwnProperty(id)) {
            device.set.tracks[id].playingDirty = true;
        }
    }
    device.dirty.playing = true;
}

// A clip is found in a list; `edges` in ticks. It is read if it is new or moved.
function keepClip(device, id, track, slot, edges, now) {
    var clip = device.set.clips[id];
    if (!clip) {
        clip = device.set.clips[id] = { id: id, trackId: track.id, slot: slot, start: edges.start, end: edges.end, facts: null, noteCount: -1 };
        markClip(device.dirty, id, now, true);
        device.dirty.plan = true;
        return;
    }
    if (clip.slot !== slot || clip.start !== edges.start || clip.end !== edges.end) {
        markClip(device.dirty, id, now, false);
    }
    clip.trackId = track.id;
    clip.slot = slot;
    clip.start = edges.start;
    clip.end = edges.end;
}

// Forget clips that were in a list and are not any more, unless another place holds them now.
function dropClips(device, track, before, after, inArrangement) {
    var index, clip;
    for (index = 0; index < before.length; index += 1) {
        clip = device.set.clips[before[index]];
        if (clip && after.indexOf(clip.id) < 0 && clip.trackId === track.id && (clip.slot < 0) === inArrangement) {
            dropClip(device, clip.id);
        }
    }
}

function dropClip(device, id) {
    dropDocument(device.store, CLIP, id);
    dropDocument(device.store, NOTES, id);
    dropDocument(device.store, NAME, id);
    delete device.set.clips[id];
    delete device.dirty.clips[id];
    device.dirty.plan = true;
}

function dropTrack(device, track) {
    dropClips(device, track, track.arrangement, [], true);
    dropClips(device, track, track.slotClips, [], false);
    dropDocument(device.store, TRACK, track.id);
    dropDocument(device.store, NAME, track.id);
    delete device.set.tracks[track.id];
    delete device.dirty.tracks[track.id];
    device.dirty.plan = true;
    device.dirty.playing = true;
}
