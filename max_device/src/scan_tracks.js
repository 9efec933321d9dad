// Reads marked tracks. A track may hold thousands of clips and slots, so its reading goes on over several ticks: device.job.

// One step; tells whether there may be more to do.
function stepTrack(device, live, now, budget) {
    var job = device.job;
    if (!job) {
        job = device.job = nextTrackJob(device);
    }
    if (!job) {
        return false;
    }
    if (device.set.tracks[job.track.id] !== job.track) {
        device.job = null;
        return true;
    }
    if (job.bits & FACTS) {
        job.bits &= ~FACTS;
        stepFacts(device, live, job);
    } else if (job.bits & ARRANGEMENT) {
        stepArrangement(device, live, job, now, budget);
    } else if (job.bits & SLOTS) {
        stepSlots(device, live, job, now, budget);
    } else {
        job.track.hasLists = true;
        putTrack(device, job.track);
        device.dirty.plan = true;
        device.job = null;
    }
    return true;
}

function nextTrackJob(device) {
    var ids = device.set.trackIds.concat(device.set.returnIds);
    var index, bits;
    for (index = 0; index < ids.length; index += 1) {
        bits = device.dirty.tracks[ids[index]];
        if (bits && device.set.tracks[ids[index]]) {
            delete device.dirty.tracks[ids[index]];
            return { track: device.set.tracks[ids[index]], bits: bits, ids: null, index: 0, found: [] };
        }
    }
    return null;
}

function stepFacts(device, live, job) {
    if (!live.at(job.track.id)) {
        device.dirty.song = true;
        device.job = null;
        return;
    }
    job.track.facts = readTrack(live, job.track.isReturn);
    if (!isMidi(job.track)) {
        job.bits = 0;
    }
}

function beginList(live, job, readIds) {
    job.ids = live.at(job.track.id) ? readIds(live) : [];
    job.index = 0;
    job.found = [];
}

function stepArrangement(device, live, job, now, budget) {
    var edges;
    if (!job.ids) {
        beginList(live, job, readArrangementClipIds);
    }
    while (job.index < job.ids.length && withinBudget(live, budget)) {
        if (live.at(job.ids[job.index])) {
            edges = readEdges(live);
            keepClip(device, job.ids[job.index], job.track, -1, edges, now);
            job.found.push({ id: job.ids[job.index], start: edges.start, index: job.index });
        }
        job.index += 1;
    }
    if (job.index >= job.ids.length) {
        endArrangement(device, job);
    }
}

function endArrangement(device, job) {
    var ids = [];
    var index;
    job.found.sort(function (a, b) {
        return a.start - b.start || a.index - b.index;
    });
    for (index = 0; index < job.found.length; index += 1) {
        ids.push(job.found[index].id);
    }
    dropClips(device, job.track, job.track.arrangement, ids, true);
    job.track.arrangement = ids;
    job.ids = null;
    job.bits &= ~ARRANGEMENT;
}

function stepSlots(device, live, job, now, budget) {
    var clip;
    if (!job.ids) {
        beginList(live, job, readSlotIds);
    }
    while (job.index < job.ids.length && withinBudget(live, budget)) {
        clip = live.at(job.ids[job.index]) ? readSlotClipId(live) : 0;
        if (clip) {
            keepClip(device, clip, job.track, job.index, { start: 0, end: 0 }, now);
        }
        job.found.push(clip);
        job.index += 1;
    }
    if (job.index >= job.ids.length) {
        dropClips(device, job.track, job.track.slotClips, job.found, false);
        job.track.slots = job.ids;
        job.track.slotClips = job.found;
        job.track.playingDirty = true;
        device.dirty.playing = true;
        job.ids = null;
        job.bits &= ~SLOTS;
    }
}
