// What is told without being asked: transport, changed documents, digest. `send` takes a message to the daemon.

var DATAGRAMS_PER_TICK = 30;
var DIGEST_EACH_MS = 1000;
var DIGEST_AFTER_MS = 100;
var DIGEST_OVERDUE_MS = 2000;
var TRANSPORT_EACH_MS = 40;
var TRANSPORT_AT_LEAST_MS = 1000;
var FRESH_MS = 100;             // a song time told by Live is as good as one asked for
var PLAYING_AGAIN_MS = 150;     // Live sets a launched clip's start_time a moment later

function tellTransport(device, live, at, send) {
    var transport = device.transport;
    var changed = false;
    var before = transport.values;
    if (transport.dirty || !before) {
        live.at(device.songId);
        transport.values = readTransport(live);
        transport.dirty = false;
        changed = !before || differ(before, transport.values);
    }
    if (!changed && at - transport.sentAt < (transport.moved ? TRANSPORT_EACH_MS : TRANSPORT_AT_LEAST_MS)) {
        return;
    }
    if (at - transport.readAt >= FRESH_MS || !transport.values.isPlaying) {
        live.at(device.songId);
        transport.songTime = readSongTime(live);
        transport.readAt = live.now();
    }
    noticeJump(device, transport);
    transport.moved = false;
    transport.sentAt = at;
    transport.sequence += 1;
    send(["/sonochrome/transport"].concat(transportAtoms(transport.sequence, transport.readAt, transport.values, transport.songTime)));
}

// After a jump back, Live counts playing clips' start times anew.
function noticeJump(device, transport) {
    var ticks = toTicks(transport.songTime);
    if (ticks < device.set.songTime) {
        markAllPlaying(device);
    }
    device.set.songTime = ticks;
}

function differ(a, b) {
    var name;
    for (name in a) {
        if (a[name] !== b[name]) {
            return true;
        }
    }
    return false;
}

function checkPlayingAgain(device, at) {
    var document = device.store.documents[documentKey(PLAYING, 0)];
    if (document && document.revision !== device.playing.revision) {
        device.playing.revision = document.revision;
        device.playing.againAt = at + PLAYING_AGAIN_MS;
    }
    if (device.playing.againAt && at >= device.playing.againAt) {
        device.playing.againAt = 0;
        markAllPlaying(device);
    }
}

function sendDocuments(device, at, send) {
    var datagrams = takeDatagrams(device.store, DATAGRAMS_PER_TICK);
    var index;
    for (index = 0; index < datagrams.length; index += 1) {
        send(datagrams[index]);
    }
    if (datagrams.length) {
        device.digest.sentAt = at;
    }
}

function tellDigest(device, at, send) {
    var digest = device.digest;
    var isNew = device.store.revision !== digest.revision && at - digest.sentAt >= DIGEST_AFTER_MS;
    var isDue = isNew || at - digest.at >= DIGEST_EACH_MS;
    var documents;
    if (!isDue || (waitingCount(device.store) > 0 && at - digest.at < DIGEST_OVERDUE_MS)) {
        return;
    }
    digest.at = at;
    digest.revision = device.store.revision;
    documents = sortedDocuments(device.store);
    send(["/sonochrome/digest", device.setId, documents.length, digestOfSet(documents), device.store.revision]);
}
