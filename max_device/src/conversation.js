// Finding the daemon and noticing that it went: decisions only, the clock comes in as an argument (ms).

var PROTOCOL_VERSION = 1;
var FIRST_DAEMON_PORT = 17400;
var DAEMON_PORTS = 10;
var FIRST_OWN_PORT = 17420;
var OWN_PORTS = 20;

var HELLO_EACH_MS = 100;        // ten ports in turn: each once a second
var STANDBY_HELLO_MS = 2000;
var REFUSED_HELLO_MS = 500;
var SUSPICIOUS_MS = 1500;       // silence after which hello goes to the daemon's port
var SUSPICIOUS_HELLO_MS = 500;
var LOST_MS = 3500;
var STANDBY_LOST_MS = 6500;
var REFUSED_LOST_MS = 12000;
var ROUNDS_PER_PORT = 2;
var ROUNDS_WHEN_ALL_TRIED = 20;

// phase: "off", "looking", "leading", "standby" (another device of the set leads), "refused" (another protocol version).
function newConversation(ownPort) {
    return {
        phase: "off", ownPort: ownPort, portWorks: false, portsTried: 1, daemonPort: 0, lastHello: 0, next: 0, rounds: 0,
        helloAt: -1000000, heardAt: 0, listening: false
    };
}

function startLooking(talk) {
    talk.phase = "looking";
    talk.rounds = 0;
    talk.helloAt = -1000000;
    talk.next = talk.daemonPort ? talk.daemonPort - FIRST_DAEMON_PORT : 0;
}

// What to do now: {hello: daemon port or 0, listen: own port to move to or 0, lost: whether the daemon went}.
function converse(talk, now) {
    var todo = { hello: 0, listen: 0, lost: false };
    if (talk.phase !== "off" && talk.phase !== "looking" && now - talk.heardAt >= silenceLimit(talk.phase)) {
        todo.lost = true;
        startLooking(talk);
    }
    if (talk.phase !== "off" && !talk.listening) {
        talk.listening = true;
        todo.listen = talk.ownPort;
    }
    if (!helloDue(talk, now)) {
        return todo;
    }
    talk.helloAt = now;
    todo.hello = talk.phase === "looking" || talk.phase === "refused" ? nextDaemonPort(talk, todo) : talk.daemonPort;
    talk.lastHello = todo.hello;
    return todo;
}

function silenceLimit(phase) {
    return phase === "standby" ? STANDBY_LOST_MS : (phase === "refused" ? REFUSED_LOST_MS : LOST_MS);
}

function helloDue(talk, now) {
    var since = now - talk.helloAt;
    if (talk.phase === "looking") {
        return since >= HELLO_EACH_MS;
    }
    if (talk.phase === "standby") {
        return since >= STANDBY_HELLO_MS;
    }
    if (talk.phase === "refused") {
        return since >= REFUSED_HELLO_MS;
    }
    return talk.phase === "leading" && now - talk.heardAt >= SUSPICIOUS_MS && since >= SUSPICIOUS_HELLO_MS;
}

// After all ten were asked often enough in vain, our own port may be taken by somebody else: move on to the next.
function nextDaemonPort(talk, todo) {
    var port;
    if (talk.rounds >= (talk.portWorks || talk.portsTried >= OWN_PORTS ? ROUNDS_WHEN_ALL_TRIED : ROUNDS_PER_PORT)) {
        talk.ownPort = FIRST_OWN_PORT + (talk.ownPort - FIRST_OWN_PORT + 1) % OWN_PORTS;
        talk.portsTried += 1;
        talk.portWorks = false;
        talk.rounds = 0;
        todo.listen = talk.ownPort;
    }
    port = FIRST_DAEMON_PORT + talk.next;
    talk.next = (talk.next + 1) % DAEMON_PORTS;
    if (talk.next === 0) {
        talk.rounds += 1;
    }
    return port;
}

// Tells whether a conversation begins, or begins anew because the daemon may have been restarted.
function welcomed(talk, now, leads, port) {
    var begins = leads && (talk.phase !== "leading" || now - talk.heardAt >= SUSPICIOUS_MS);
    if (talk.phase === "off") {
        return false;
    }
    talk.daemonPort = port >= FIRST_DAEMON_PORT && port < FIRST_DAEMON_PORT + DAEMON_PORTS ? port : talk.lastHello;
    talk.phase = leads ? "leading" : "standby";
    talk.portWorks = true;
    talk.heardAt = now;
    return begins;
}

function refused(talk, now) {
    if (talk.phase === "looking" || talk.phase === "refused") {
        talk.phase = "refused";
        talk.portWorks = true;
        talk.heardAt = now;
    }
}
