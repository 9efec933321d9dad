// Reads what is marked, a slice a tick, and keeps it as documents. `live` is the window on Live that main.js makes.

var READS_PER_TICK = 250;
var CLIPS_PER_TICK = 3;
var NOTES_PER_TICK = 3000;
var SLICE_MS = 8;
var DEBOUNCE_MS = 20;
var LONGEST_DEBOUNCE_MS = 100;
var MOST_WAITING = 60;      // datagrams; while more wait to be sent, no clip is read

function scanSlice(device, live, now) {
    var dirty = device.dirty;
    var budget = { reads: live.reads + READS_PER_TICK, until: now + SLICE_MS };
    if (dirty.song) {
        dirty.song = false;
        scanSong(device, live);
    }
    if (dirty.setName) {
        dirty.setName = false;
        live.at(device.songId);
        putDocument(device.store, SET_NAME, 0, namesBody([readSetName(live)]));
    }
    if (dirty.locators) {
        dirty.locators = false;
        scanLocators(device, live);
    }
    if (dirty.scenes) {
        dirty.scenes = false;
        scanScenes(device, live);
    }
    if (dirty.playing) {
        dirty.playing = false;
        scanPlaying(device, live);
    }
    scanMarkedSlots(device, live, now);
    scanClips(device, live, now, budget);
    while (withinBudget(live, budget) && stepTrack(device, live, now, budget)) {
        continue;
    }
}

function withinBudget(live, budget) {
    return live.reads < budget.reads && live.now() < budget.until;
}

function scanSong(device, live) {
    var set = device.set;
    var seen = {};
    var song, ids, index, id;
    if (!live.at(device.songId)) {
        return;
    }
    song = readSong(live);
    set.trackIds = song.trackIds;
    set.returnIds = song.returnIds;
    ids = song.trackIds.concat(song.returnIds);
    for (index = 0; index < ids.length; index += 1) {
        seen[ids[index]] = true;
        if (!set.tracks[ids[index]]) {
            set.tracks[ids[index]] = newTrack(ids[index], index >= song.trackIds.length);
            markTrack(device.dirty, ids[index], FACTS | ARRANGEMENT | SLOTS);
        }
    }
    for (id in set.tracks) {
        if (set.tracks.hasOwnProperty(id) && !seen[id]) {
            dropTrack(device, set.tracks[id]);
        }
    }
    device.dirty.plan = true;
    device.dirty.playing = true;
    putDocument(device.store, SONG, 0, songBody(song));
}

function scanLocators(device, live) {
    var cues = [];
    var times = [];
    var names = [];
    var index;
    live.at(device.songId);
    device.cueIds = readCueIds(live);
    for (index = 0; index < device.cueIds.length; index += 1) {
        if (live.at(device.cueIds[index])) {
            cues.push({ time: toTicks(readCueTime(live)), name: readName(live), index: index });
        }
    }
    cues.sort(compareCues);
    for (index = 0; index < cues.length; index += 1) {
        times.push(cues[index].time);
        names.push(cues[index].name);
    }
    putDocument(device.store, LOCATORS, 0, times);
    putDocument(device.store, LOCATOR_NAMES, 0, namesBody(names));
}

function scanScenes(device, live) {
    var names = [];
    var index;
    live.at(device.songId);
    device.sceneIds = readSceneIds(live);
    for (index = 0; index < device.sceneIds.length; index += 1) {
        names.push(live.at(device.sceneIds[index]) ? readName(live) : "");
    }
    putDocument(device.store, SCENE_NAMES, 0, namesBody(names));
}

// Which session clips play; tracks without session clips are left out.
function scanPlaying(device, live) {
    var rows = [];
    var index, track;
    for (index = 0; index < device.set.trackIds.length; index += 1) {
        track = device.set.tracks[device.set.trackIds[index]];
        if (track && isMidi(track) && hasSessionClips(track)) {
            if (track.playingDirty && live.at(track.id)) {
                track.playingDirty = false;
                scanTrackPlaying(device, live, track);
            }
            rows.push({ id: track.id, slot: track.playing.slot, since: track.playing.since, fired: track.playing.fired });
        }
    }
    putDocument(device.store, PLAYING, 0, playingBody(rows));
}

function hasSessionClips(track) {
    var slot;
    for (slot = 0; slot < track.slotClips.length; slot += 1) {
        if (track.slotClips[slot]) {
            return true;
        }
    }
    return false;
}

// A playing session clip's start_time is the song time at which it started.
function scanTrackPlaying(device, live, track) {
    var playing = readPlayingSlot(live);
    var clip = playing.slot >= 0 ? track.slotClips[playing.slot] || 0 : 0;
    if (playing.slot !== track.playing.slot) {
        device.dirty.plan = true;
    }
    track.playing = { slot: playing.slot, since: clip && live.at(clip) ? readEdges(live).start : 0, fired: playing.fired };
}

function scanMarkedSlots(device, live, now) {
    var marked = device.dirty.slots.splice(0, READS_PER_TICK);
    var index, track;
    for (index = 0; index < marked.length; index += 1) {
        track = device.set.tracks[marked[index].track];
        if (track && track.hasLists) {
            scanSlot(device, live, track, marked[index].slot, now);
        }
    }
}

// Look which clip a slot holds; tells the daemon if it is another than before.
function scanSlot(device, live, track, slot, now) {
    var before = track.slotClips[slot] || 0;
    var clip = live.at(track.slots[slot]) ? readSlotClipId(live) : 0;
    if (clip) {
        keepClip(device, clip, track, slot, { start: 0, end: 0 }, now);
    }
    if (clip === before) {
        return;
    }
    track.slotClips[slot] = clip;
    dropClips(device, track, [before], track.slotClips, false);
    track.playingDirty = true;
    device.dirty.playing = true;
    putTrack(device, track);
}

function putTrack(device, track) {
    if (track.facts && (track.hasLists || !isMidi(track))) {
        putDocument(device.store, TRACK, track.id, trackBody(track.facts, track.arrangement, track.slotClips));
        putDocument(device.store, NAME, track.id, namesBody([track.facts.name]));
    }
}

// Clips whose marks are ripe, edited ones first, then those next to be heard.
function scanClips(device, live, now, budget) {
    var ripe = ripeClips(device, now);
    var clips = 0;
    var notes = 0;
    var index, clip;
    for (index = 0; index < ripe.length && waitingCount(device.store) < MOST_WAITING; index += 1) {
        if (clips >= CLIPS_PER_TICK || notes >= NOTES_PER_TICK || !withinBudget(live, budget)) {
            return;
        }
        clip = device.set.clips[ripe[index].id];
        delete device.dirty.clips[clip.id];
        clips += ripe[index].mark.notes ? 1 : 0;
        scanClip(device, live, clip, ripe[index].mark.notes);
        notes += ripe[index].mark.notes ? Math.max(0, clip.noteCount) : 0;
    }
}

function ripeClips(device, now) {
    var ripe = [];
    var songTime = device.set.songTime;
    var id, mark, clip;
    for (id in device.dirty.clips) {
        if (device.dirty.clips.hasOwnProperty(id)) {
            mark = device.dirty.clips[id];
            clip = device.set.clips[id];
            if (!clip) {
                delete device.dirty.clips[id];
            } else if (clip.noteCount < 0) {
                ripe.push({ id: clip.id, mark: mark, order: clipDistance(device.set, clip, songTime) });
            } else if (now - mark.last >= DEBOUNCE_MS || now - mark.first >= LONGEST_DEBOUNCE_MS) {
                ripe.push({ id: clip.id, mark: mark, order: -1 });
            }
        }
    }
    ripe.sort(function (a, b) {
        return a.order - b.order || a.id - b.id;
    });
    return ripe;
}

// Read a clip and keep it as documents; a clip that is gone marks the list that held it.
function scanClip(device, live, clip, withNotes) {
    var body;
    if (!live.at(clip.id)) {
        markTrack(device.dirty, clip.trackId, clip.slot < 0 ? ARRANGEMENT : SLOTS);
        return;
    }
    clip.facts = readClip(live, clip.slot < 0);
    if (withNotes || clip.noteCount < 0) {
        body = notesBody(readNotes(live));
        clip.noteCount = body.length / INTEGERS_PER_NOTE;
    }
    putDocument(device.store, CLIP, clip.id, clipBody(clip.facts, clip.noteCount));
    if (body) {
        putDocument(device.store, NOTES, clip.id, body);
    }
    putDocument(device.store, NAME, clip.id, namesBody([clip.facts.name]));
}
