// Which properties are observed, most wanted first. The numbers bound what Live has to carry.

var MOST_TRACKS = 128;
var MOST_SLOTS = 256;
var MOST_NOTES = 400;
var MOST_CLIP_FACTS = 24;

// `set` as in model.js, song time in ticks. Gives {key, what, id, property, track, slot} each.
function observerPlan(set, songId, songTime) {
    var wants = [];
    var tracks = tracksForObservers(set);
    var clips = clipsByNearness(set, songTime);
    var index;
    wantAll(wants, TRANSPORT_PROPERTIES.concat(SONG_PROPERTIES), { what: "song", id: songId });
    for (index = 0; index < tracks.length; index += 1) {
        wantAll(wants, TRACK_FACTS, { what: "track", id: tracks[index].id });
        if (isMidi(tracks[index])) {
            wantAll(wants, TRACK_PROPERTIES, { what: "track", id: tracks[index].id });
        }
    }
    for (index = 0; index < clips.length && index < MOST_NOTES; index += 1) {
        wantAll(wants, [NOTES_PROPERTY], { what: "clip", id: clips[index].id });
        if (index < MOST_CLIP_FACTS) {
            wantAll(wants, CLIP_FACTS, { what: "clip", id: clips[index].id });
        }
    }
    wantSlots(wants, tracks);
    return wants;
}

function wantAll(wants, properties, target) {
    var index;
    for (index = 0; index < properties.length; index += 1) {
        wants.push({
            key: target.id + ":" + properties[index], what: target.what, id: target.id, property: properties[index],
            track: target.track || 0, slot: target.slot || 0
        });
    }
}

function wantSlots(wants, tracks) {
    var count = 0;
    var index, slot;
    for (index = 0; index < tracks.length; index += 1) {
        for (slot = 0; slot < tracks[index].slots.length && count < MOST_SLOTS; slot += 1) {
            wantAll(wants, [HAS_CLIP_PROPERTY], { what: "slot", id: tracks[index].slots[slot], track: tracks[index].id, slot: slot });
            count += 1;
        }
    }
}

function tracksForObservers(set) {
    var midi = [];
    var others = [];
    var ids = set.trackIds.concat(set.returnIds);
    var index, track;
    for (index = 0; index < ids.length; index += 1) {
        track = set.tracks[ids[index]];
        if (track && track.facts) {
            (isMidi(track) ? midi : others).push(track);
        }
    }
    return midi.concat(others).slice(0, MOST_TRACKS);
}

function clipsByNearness(set, songTime) {
    var clips = [];
    var id;
    for (id in set.clips) {
        if (set.clips.hasOwnProperty(id)) {
            clips.push({ id: set.clips[id].id, distance: clipDistance(set, set.clips[id], songTime) });
        }
    }
    clips.sort(function (a, b) {
        return a.distance - b.distance || a.id - b.id;
    });
    return clips;
}

// How far a clip is from being heard, in ticks: 0 while it plays; what is over counts a song later; idle session clips in between.
function clipDistance(set, clip, songTime) {
    var track = set.tracks[clip.trackId];
    if (clip.slot >= 0) {
        return track && track.playing && (track.playing.slot === clip.slot || track.playing.fired === clip.slot) ? 0 : 1e9;
    }
    if (clip.start > songTime) {
        return clip.start - songTime;
    }
    return clip.end > songTime ? 0 : 1e10 + songTime - clip.end;
}
