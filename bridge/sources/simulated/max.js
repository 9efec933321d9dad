// The [js] object: outlets, Task, post, and the step with which Python drives everything.

// Counted when made, so that a script that catches it does not hide it.
class Violation extends Error {
    constructor(message) {
        super(message);
        complain(message + "\n" + (this.stack || ""));
    }
}

const clock = { ms: 0 };
const state = { phase: "loading", laterCalls: false };
const symbols = new KeptSet();
const violations = [];
const posts = [];
let sent = [];
let packetLimit = 5096;             // udpsend's default maxpacketsize
const OWN_PACKET_LIMIT = 1200;      // the protocol's, docs/osc-protocol.md
const LONGEST_SYMBOL = 32767;
const OUTLETS = 4;                  // udpsend, udpreceive, interface, stored set id
const MAX_VIOLATIONS = 50;

function complain(text) {
    if (violations.length < MAX_VIOLATIONS) {
        violations.push(text);
    }
}

// Run the script's code; what it throws is a violation, as a red line in the Max console would be.
function guarded(where, run) {
    try {
        run();
    } catch (error) {
        if (!(error instanceof Violation)) {
            complain("the script threw in " + where + ": " + error + "\n" + ((error && error.stack) || ""));
        }
    }
}

function intern(text) {
    if (text.length > LONGEST_SYMBOL) {
        throw new Violation("a symbol holds at most " + LONGEST_SYMBOL + " characters, this one has " + text.length);
    }
    symbols.add(text);
}

function utf8Length(text) {
    return unescape(encodeURIComponent(text)).length;
}

function toAtom(value) {
    if (typeof value === "string") {
        intern(value);
        return value;
    }
    if (typeof value !== "number" || !isFinite(value)) {
        throw new Violation("outlet takes numbers and strings, got " + (typeof value === "number" ? value : typeof value));
    }
    if (Math.floor(value) !== value) {
        return fround(value);
    }
    if (value < -2147483648 || value > 2147483647) {
        throw new Violation("an int has 32 bits, got " + value);
    }
    return value;
}

function padded(length) {
    return length + 4 - (length % 4);
}

function packetLength(atoms) {
    let length = padded(utf8Length(atoms[0])) + padded(atoms.length);
    for (let index = 1; index < atoms.length; index += 1) {
        length += typeof atoms[index] === "string" ? padded(utf8Length(atoms[index])) : 4;
    }
    return length;
}

function toUdpSend(atoms) {
    if (atoms[0] === "maxpacketsize") {
        packetLimit = atoms[1];
        return;
    }
    if (atoms[0] === "host" || atoms[0] === "port" || atoms[0] === "maxqueuesize") {
        return;
    }
    if (typeof atoms[0] !== "string" || atoms[0].charAt(0) !== "/") {
        throw new Violation("udpsend got " + atoms[0] + ", which is no OSC address");
    }
    const length = packetLength(atoms);
    if (length > packetLimit) {
        throw new Violation("udpsend sends at most " + packetLimit + " bytes, this message has " + length);
    }
    if (length > OWN_PACKET_LIMIT) {
        throw new Violation("our packets have at most " + OWN_PACKET_LIMIT + " bytes, this one has " + length);
    }
}

function outlet(index) {
    if (state.phase === "loading") {
        throw new Violation("outlet in global code");
    }
    if (typeof index !== "number" || Math.floor(index) !== index || index < 0 || index >= OUTLETS) {
        throw new Violation("there is no outlet " + index);
    }
    const atoms = [];
    for (const argument of Array.prototype.slice.call(arguments, 1)) {
        for (const value of Array.isArray(argument) ? argument : [argument]) {
            atoms.push(toAtom(value));
        }
    }
    if (atoms.length === 0) {
        throw new Violation("outlet without anything to send");
    }
    if (index === 0) {
        toUdpSend(atoms);
    }
    sent.push([index, atoms]);
}

const tasks = [];

function Task(run, owner) {
    if (!(this instanceof Task)) {
        throw new Violation("Task must be made with new");
    }
    if (typeof run !== "function") {
        throw new Violation("Task needs a function");
    }
    const task = {
        run: run, owner: owner, atoms: Array.prototype.slice.call(arguments, 2), interval: 500, due: null, left: 0, proxy: null,
    };
    task.proxy = new KeptProxy(this, taskHandler(task));
    tasks.push(task);
    return task.proxy;
}

const TASK_FUNCTIONS = {
    schedule(task, delay) {
        task.due = clock.ms + checkedDelay(delay === undefined ? 0 : delay);
        task.left = 1;
    },
    repeat(task, times, delay) {
        task.left = times === undefined || times < 0 ? Infinity : times;
        task.due = clock.ms + checkedDelay(delay === undefined ? task.interval : delay);
    },
    cancel(task) {
        task.due = null;
    },
    execute(task) {
        guarded("a Task", () => task.run.apply(task.owner, task.atoms));
    },
    freepeer(task) {
        task.due = null;
    },
};

function checkedDelay(delay) {
    if (typeof delay !== "number" || !(delay >= 0)) {
        throw new Violation("a Task waits a number of milliseconds, got " + delay);
    }
    return delay;
}

function taskHandler(task) {
    return {
        get(target, name) {
            if (typeof name === "symbol" || EVERY_OBJECT.has(name)) {
                return target[name];
            }
            if (Object.prototype.hasOwnProperty.call(TASK_FUNCTIONS, name)) {
                return function (first, second) {
                    return TASK_FUNCTIONS[name](task, first, second);
                };
            }
            if (name === "interval") {
                return task.interval;
            }
            if (name === "running") {
                return task.due !== null;
            }
            throw new Violation("Task has no property " + name);
        },
        set(target, name, value) {
            if (name !== "interval") {
                throw new Violation("Task." + String(name) + " cannot be set");
            }
            task.interval = checkedDelay(value);
            return true;
        },
    };
}

function runDueTasks() {
    for (const task of tasks.slice().sort((a, b) => (a.due === null ? Infinity : a.due) - (b.due === null ? Infinity : b.due))) {
        if (task.due !== null && task.due <= clock.ms) {
            task.left -= 1;
            task.due = task.left > 0 ? Math.max(clock.ms, task.due + Math.max(1, task.interval)) : null;
            guarded("a Task", () => task.run.apply(task.owner, task.atoms));
        }
    }
}

function nextTask() {
    let next = null;
    for (const task of tasks) {
        if (task.due !== null && (next === null || task.due < next)) {
            next = task.due;
        }
    }
    return next;
}

// A message at the inlet: the script's own function of that name, or its anything().
let ownFunctions = new KeptSet();

function deliver(scope, selector, atoms) {
    for (const atom of [selector].concat(atoms)) {
        if (typeof atom === "string") {
            intern(atom);
        }
    }
    scope.inlet = 0;
    scope.messagename = selector;
    const name = ownFunctions.has(selector) ? selector : "anything";
    if (!ownFunctions.has(name)) {
        posts.push("js: no function " + selector);
        return;
    }
    guarded(selector, () => scope[name].apply(scope, atoms));
}

const MAX = new KeptProxy({ version: "865", os: "macintosh" }, {
    get(target, name) {
        if (name === "time") {
            return clock.ms;
        }
        if (typeof name === "symbol" || EVERY_OBJECT.has(name) || Object.prototype.hasOwnProperty.call(target, name)) {
            return target[name];
        }
        throw new Violation("max has no property " + name + " here");
    },
});

function installMax(scope) {
    const given = {
        inlets: 1, outlets: 1, autowatch: 0, inlet: 0, messagename: "", jsarguments: ["sonochrome.js"], max: MAX,
        outlet: outlet, LiveAPI: LiveAPI, Task: Task, Date: simulatedDate(clock),
        post: function () { posts.push(Array.prototype.slice.call(arguments).join(" ")); },
        arrayfromargs: function () {
            const all = [];
            for (const argument of Array.prototype.slice.call(arguments)) {
                if (Object.prototype.toString.call(argument) === "[object Arguments]") {
                    all.push.apply(all, Array.prototype.slice.call(argument));
                } else {
                    all.push(argument);
                }
            }
            return all;
        },
    };
    for (const name in given) {
        scope[name] = given[name];
    }
}

const EVENTS = {
    add: (event) => addObject(event[1]),
    delete: (event) => deleteObject(event[1]),
    set: (event) => change(event[1], event[2], event[3]),
    tick: (event) => {
        for (const item of event[1]) {
            change(item[0], item[1], item[2]);
        }
        tellObservers();
    },
    inlet: (event, scope) => {
        if (event[1] === "bang") {
            state.phase = "ready";
        }
        deliver(scope, event[1], event.slice(2));
    },
};

// One turn of Live's main thread: {ms, events} in, what the device sends out.
function step(scope, text) {
    const input = JSON.parse(text);
    clock.ms = Math.max(clock.ms, input.ms);
    callLater();
    for (const event of input.events) {
        EVENTS[event[0]](event, scope);
        callLater();
    }
    runDueTasks();
    callLater();
    const output = {
        sent: sent, next: nextTask(), posts: posts.splice(0), violations: violations.splice(0),
        symbols: symbols.size + 6 * teardowns, observers: apis.filter((api) => api.property !== "" && api.id !== 0).length, apis: apis.length,
    };
    sent = [];
    return JSON.stringify(output);
}

function load(scope, text) {
    const given = JSON.parse(text);
    for (const description of given.objects) {
        addObject(description);
    }
    for (const root in given.roots) {
        roots[root] = given.roots[root];
    }
    state.laterCalls = given.laterCalls;
    takeAwayWhatIsLaterThanEs5(scope);
    installMax(scope);
    return Object.getOwnPropertyNames(scope);
}

function loaded(scope, before) {
    for (const name of Object.getOwnPropertyNames(scope)) {
        if (typeof scope[name] === "function" && before.indexOf(name) < 0) {
            ownFunctions.add(name);
        }
    }
    state.phase = "loaded";
}
