// The one file that talks to Max: inlet messages, outlets, LiveAPI and Task; and that holds all state.

var TICK_MS = 20;
var POINTED_PER_TICK = 25;
var PLAN_EACH_MS = 2000;
var PLAN_SOON_MS = 100;
var MAX_SET_ID = 16777215;      // the largest whole number up to which a stored float holds every one
var MOST_POSTS = 5;

var TO_DAEMON = 0;
var TO_OWN_PORT = 1;
var TO_STRIP = 2;
var TO_STORED_ID = 3;

var device = {
    ready: false, enabled: true, powered: true, setId: 0, startedAt: new Date().getTime(), talk: null, port: 0, task: null,
    reader: null, songId: 0, set: newSet(), dirty: newDirty(), store: newStore(), job: null, turn: 0, clipIds: [], sceneIds: [], cueIds: [],
    cursors: {
        facts: { index: -1 }, notes: { index: -1 }, tracks: { index: -1 }, scenes: { index: -1 }, cues: { index: -1 }, slots: { track: 0, slot: 0 }
    },
    transport: { values: null, songTime: 0, readAt: -FRESH_MS, moved: false, dirty: true, sequence: 0, sentAt: -TRANSPORT_AT_LEAST_MS },
    digest: { at: -DIGEST_EACH_MS, revision: 0, sentAt: 0 },
    playing: { revision: 0, againAt: 0 },
    observers: { wants: [], next: 0, byKey: {}, free: {}, plannedAt: -PLAN_EACH_MS },
    status: null, thumbnails: ["", ""], thumbnail: "", shown: {}, posted: 0, dropped: 0,
    isObserved: function (id, property) {
        return device.observers.byKey.hasOwnProperty(id + ":" + property);
    }
};

function now() {
    return new Date().getTime() - device.startedAt;
}

// The window on Live: one LiveAPI object that looks at one object after the other; setting `id` leaves nothing behind in Max.
var live = {
    reads: 0,
    now: now,
    at: function (id) {
        live.reads += 1;
        if (!id) {
            return false;
        }
        device.reader.id = id;
        return Number(device.reader.id) === id;
    },
    get: function (property) {
        var value = device.reader.get(property);
        live.reads += 1;
        return Array.isArray(value) ? value : [value];
    },
    number: function (property, usual) {
        var value = live.get(property)[0];
        return value === undefined || value === null || value === "" ? usual : orDefault(Number(value), usual);
    },
    text: function (property) {
        var value = live.get(property);
        return value[0] === undefined || value[0] === null ? "" : value.join(" ");
    },
    ids: function (property) {
        var value = live.get(property);
        var ids = [];
        var index;
        for (index = 1; index < value.length; index += 2) {
            if (Number(value[index]) > 0) {
                ids.push(Number(value[index]));
            }
        }
        return ids;
    },
    call: function () {
        live.reads += 1;
        return device.reader.call.apply(device.reader, arguments);
    }
};

function send(port, atoms) {
    if (port !== device.port) {
        device.port = port;
        outlet(TO_DAEMON, ["port", port]);
    }
    outlet(TO_DAEMON, atoms);
}

function sendToDaemon(atoms) {
    send(device.talk.daemonPort, atoms);
}

function isOn() {
    return device.enabled && device.powered;
}

// Comes again when the device is saved or a preset is loaded; only the first time does anything.
function onReady() {
    if (device.ready) {
        return;
    }
    device.ready = true;
    if (!device.setId) {
        device.setId = 1 + Math.floor(Math.random() * MAX_SET_ID);
        outlet(TO_STORED_ID, [device.setId]);
    }
    device.talk = newConversation(FIRST_OWN_PORT + Math.floor(Math.random() * OWN_PORTS));
    outlet(TO_DAEMON, ["maxpacketsize", 4096]);
    outlet(TO_DAEMON, ["host", "127.0.0.1"]);
    if (isOn()) {
        startLooking(device.talk);
    }
    device.task = new Task(safeTick, device);
    device.task.interval = TICK_MS;
    device.task.repeat();
    showStrip();
}

function safeTick() {
    try {
        tick(now());
    } catch (error) {
        device.job = null;
        if (device.posted < MOST_POSTS) {
            device.posted += 1;
            post("Sonochrome: " + error + "\n");
        }
    }
}

function tick(at) {
    var todo = converse(device.talk, at);
    if (todo.lost) {
        clearQueue(device.store);
        device.status = null;
    }
    if (todo.listen) {
        outlet(TO_OWN_PORT, ["port", todo.listen]);
    }
    if (todo.hello) {
        send(todo.hello, ["/sonochrome/hello", PROTOCOL_VERSION, device.setId, device.talk.ownPort]);
    }
    if (device.talk.phase === "leading") {
        work(at);
    }
    showStrip();
}

function work(at) {
    if (!device.reader) {
        device.reader = new LiveAPI(SONG_PATH);
        device.songId = Number(device.reader.id);
    }
    tellTransport(device, live, at, sendToDaemon);
    planObservers(at);
    pointObservers();
    scanSlice(device, live, at);
    if (!device.job && waitingCount(device.store) === 0) {
        pollSlice(device, live, at);
    }
    checkPlayingAgain(device, at);
    sendDocuments(device, at, sendToDaemon);
    tellDigest(device, at, sendToDaemon);
}

function planObservers(at) {
    var observers = device.observers;
    var since = at - observers.plannedAt;
    var isMoving = device.transport.values.isPlaying && device.clipIds.length > MOST_CLIP_FACTS;
    var wanted = {};
    var index, key;
    if (!(device.dirty.plan && since >= PLAN_SOON_MS) && !(isMoving && since >= PLAN_EACH_MS)) {
        return;
    }
    device.dirty.plan = false;
    observers.plannedAt = at;
    observers.wants = observerPlan(device.set, device.songId, device.set.songTime);
    observers.next = 0;
    for (index = 0; index < observers.wants.length; index += 1) {
        wanted[observers.wants[index].key] = true;
    }
    for (key in observers.byKey) {
        if (observers.byKey.hasOwnProperty(key) && !wanted[key]) {
            releaseObserver(observers, key);
        }
    }
    listClips();
}

function listClips() {
    var id;
    device.clipIds = [];
    for (id in device.set.clips) {
        if (device.set.clips.hasOwnProperty(id)) {
            device.clipIds.push(device.set.clips[id].id);
        }
    }
}

// An observer keeps its property for ever: taking a property off leaks symbols in Max, setting another id does not.
function releaseObserver(observers, key) {
    var observer = observers.byKey[key];
    delete observers.byKey[key];
    observer.want = null;
    observer.api.id = 0;
    observers.free[observer.property] = observers.free[observer.property] || [];
    observers.free[observer.property].push(observer);
}

function pointObservers() {
    var observers = device.observers;
    var pointed = 0;
    var want;
    while (observers.next < observers.wants.length && pointed < POINTED_PER_TICK) {
        want = observers.wants[observers.next];
        observers.next += 1;
        if (!observers.byKey.hasOwnProperty(want.key)) {
            pointed += 1;
            pointObserver(observers, want);
        }
    }
}

function pointObserver(observers, want) {
    var free = observers.free[want.property];
    var observer = free && free.length ? free.pop() : newObserver(want.property);
    observers.byKey[want.key] = observer;
    observer.want = want;
    observer.api.id = want.id;
    if (!observer.isSet && Number(observer.api.id) === want.id) {
        observer.isSet = true;
        observer.api.property = want.property;
    }
}

function newObserver(property) {
    var observer = { property: property, want: null, isSet: false, api: null };
    observer.api = new LiveAPI(function (atoms) {
        if (observer.want && atoms && (atoms[0] === observer.property || atoms[0] === "id")) {
            markChanged(device, observer.want, atoms, now());
        }
    }, SONG_PATH);
    return observer;
}

function onMessage(address, args) {
    if (!device.ready || !isOn()) {
        device.dropped += 1;
        return;
    }
    receive(device, address, args, now());
    if (device.thumbnail) {
        outlet(TO_STRIP, ["thumbnail", device.thumbnail]);
        device.thumbnail = "";
    }
}

// The port is ours to choose; if the patch tells another one, the next hello names that.
function onListening(port) {
    if (device.talk && isWhole(port) && port > 0 && port < 65536) {
        device.talk.ownPort = port;
    }
}

function onSetId(id) {
    if (!isWhole(id) || id < 1 || id > INT32_MAX || id === device.setId) {
        return;
    }
    device.setId = id;
    if (device.talk && device.talk.phase !== "off") {
        startLooking(device.talk);
    }
}

function onSwitch(name, value) {
    var wasOn = isOn();
    device[name] = Number(value) !== 0;
    if (!device.ready || isOn() === wasOn) {
        return;
    }
    if (isOn()) {
        tellSwitch(1);
        startLooking(device.talk);
    } else {
        tellSwitch(0);
        tellSwitch(0);
        fallSilent();
    }
    showStrip();
}

function tellSwitch(value) {
    if (device.talk.daemonPort) {
        sendToDaemon(["/sonochrome/enabled", value]);
    }
}

function fallSilent() {
    device.talk.phase = "off";
    device.status = null;
    clearQueue(device.store);
}

// UDP may lose one; two are enough for a message whose loss the daemon notices by the silence anyway.
function onGoodbye() {
    if (!device.ready) {
        return;
    }
    if (device.talk.phase === "leading" || device.talk.phase === "standby") {
        sendToDaemon(["/sonochrome/goodbye", device.setId]);
        sendToDaemon(["/sonochrome/goodbye", device.setId]);
    }
    fallSilent();
    device.task.cancel();
    device.ready = false;
}

function showStrip() {
    var texts = stripTexts(isOn(), device.talk ? device.talk.phase : "off", device.status);
    show("state", texts.state, [texts.state]);
    show("detail", texts.detail, [texts.detail]);
    show("lamp", texts.lamp, LAMP_COLORS[texts.lamp]);
}

function show(what, value, atoms) {
    if (device.shown[what] !== value) {
        device.shown[what] = value;
        outlet(TO_STRIP, [what].concat(atoms));
    }
}
