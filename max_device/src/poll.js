// What no observer tells is read again in turn, cheaply, while there is nothing else to do; `device.turn` counts the ticks.

var SLOTS_PER_TICK = 10;
var FACTS_EACH = 2;         // ticks of 20 ms: 25 clips a second
var NOTES_EACH = 10;        // 5 clips a second
var TRACKS_EACH = 10;
var NAMES_EACH = 5;
var SET_NAME_EACH = 250;

function pollSlice(device, live, now) {
    device.turn += 1;
    pollSlots(device, live, now);
    if (device.turn % FACTS_EACH === 0) {
        pollClip(device, live, device.cursors.facts, false, NAME_PROPERTY);
    }
    if (device.turn % NOTES_EACH === 0) {
        pollClip(device, live, device.cursors.notes, true, NOTES_PROPERTY);
    }
    if (device.turn % TRACKS_EACH === 0) {
        pollTrack(device);
    }
    if (device.turn % NAMES_EACH === 0) {
        pollNames(device, live);
    }
    if (device.turn % SET_NAME_EACH === 0) {
        device.dirty.setName = true;
    }
}

// The next of `ids` after the cursor that is wanted, or 0; looks at no more than 50.
function nextInTurn(cursor, ids, isWanted) {
    var looked;
    for (looked = 0; looked < ids.length && looked < 50; looked += 1) {
        cursor.index = (cursor.index + 1) % ids.length;
        if (isWanted(ids[cursor.index])) {
            return ids[cursor.index];
        }
    }
    return 0;
}

// Clips that are observed for `property` are skipped: their observer tells.
function pollClip(device, live, cursor, withNotes, property) {
    var id = nextInTurn(cursor, device.clipIds, function (candidate) {
        return device.set.clips[candidate] && !device.dirty.clips[candidate] && !device.isObserved(candidate, property);
    });
    if (id) {
        scanClip(device, live, device.set.clips[id], withNotes);
    }
}

function pollTrack(device) {
    var id = nextInTurn(device.cursors.tracks, device.set.trackIds.concat(device.set.returnIds), function (candidate) {
        return device.set.tracks[candidate] && !device.isObserved(candidate, NAME_PROPERTY);
    });
    if (id) {
        device.set.tracks[id].playingDirty = true;
        device.dirty.playing = true;
        markTrack(device.dirty, id, FACTS | ARRANGEMENT | SLOTS);
    }
}

// Observed slots too: dragging a clip onto another changes the clip, but not has_clip.
function pollSlots(device, live, now) {
    var cursor = device.cursors.slots;
    var count, track;
    for (count = 0; count < SLOTS_PER_TICK; count += 1) {
        track = device.set.tracks[device.set.trackIds[cursor.track]];
        if (!track || !track.hasLists || cursor.slot >= track.slots.length) {
            cursor.slot = 0;
            cursor.track = cursor.track + 1 < device.set.trackIds.length ? cursor.track + 1 : 0;
        } else {
            scanSlot(device, live, track, cursor.slot, now);
            cursor.slot += 1;
        }
    }
}

// Names of scenes, names and times of locators.
function pollNames(device, live) {
    var scene = nextInTurn(device.cursors.scenes, device.sceneIds, isThere);
    var cue = nextInTurn(device.cursors.cues, device.cueIds, isThere);
    var known = device.store.documents[documentKey(SCENE_NAMES, 0)];
    if (scene && known && live.at(scene) && namesBody([readName(live)])[0] !== known.body[device.cursors.scenes.index]) {
        device.dirty.scenes = true;
    }
    if (cue && live.at(cue) && !hasLocator(device.store, toTicks(readCueTime(live)), namesBody([readName(live)])[0])) {
        device.dirty.locators = true;
    }
}

function isThere(id) {
    return id > 0;
}

function hasLocator(store, time, name) {
    var times = store.documents[documentKey(LOCATORS, 0)];
    var names = store.documents[documentKey(LOCATOR_NAMES, 0)];
    var index;
    for (index = 0; times && names && index < times.body.length; index += 1) {
        if (times.body[index] === time && names.body[index] === name) {
            return true;
        }
    }
    return false;
}
