// LiveAPI as the [js] object has it (Cycling '74, LiveAPI), with its rules enforced: nothing before live.thisdevice, nothing that
// changes inside a notification, nothing unknown. Observers are told at Live's observer tick.

const EVERY_OBJECT = words(OBJECT_PROTOTYPE);
const apis = [];
let depth = 0;      // > 0 inside a notification
let teardowns = 0;  // each leaves about six symbols in Max for ever
let later = [];     // first calls of observers that come a moment later (option laterCalls)

function mayUse(what, changing) {
    if (state.phase === "loading") {
        throw new Violation(what + " in global code");
    }
    if (state.phase !== "ready") {
        throw new Violation(what + " before live.thisdevice said that the Live API is there");
    }
    if (changing && depth > 0) {
        throw new Violation(what + " inside a notification; changes cannot be triggered by notifications");
    }
}

function targetOf(api, what) {
    const object = objects.get(api.id);
    if (object === undefined) {
        throw new Violation(what + " on id 0: nothing is there; look at .id first");
    }
    return object;
}

function notify(api, atoms) {
    if (typeof api.callback !== "function") {
        return;
    }
    depth += 1;
    guarded("an observer of " + atoms[0], () => api.callback.call(api.proxy, atoms));
    depth -= 1;
}

function firstCall(api, atoms) {
    if (state.laterCalls) {
        later.push(() => notify(api, atoms()));
    } else {
        notify(api, atoms());
    }
}

function point(api, id) {
    const changed = api.id !== id;
    api.id = id;
    if (!changed) {
        return;
    }
    firstCall(api, () => ["id", api.id]);
    const object = objects.get(id);
    if (api.property !== "" && object !== undefined) {
        known(object, api.property, ["observable", "lists"]);
        firstCall(api, () => objects.has(api.id) && api.property !== "" ? observed(objects.get(api.id), api.property) : ["id", api.id]);
    }
}

function observe(api, name) {
    mayUse("LiveAPI.property", true);
    if (typeof name !== "string") {
        throw new Violation("LiveAPI.property must be a string, got " + typeof name);
    }
    if (api.property !== "" && api.property !== name) {
        teardowns += 1;
    }
    api.property = "";
    if (name === "") {
        return;
    }
    if (typeof api.callback !== "function") {
        throw new Violation("LiveAPI.property " + name + " without a callback");
    }
    if (api.id === 0) {
        api.property = name;
        return;
    }
    const object = targetOf(api, "LiveAPI.property " + name);
    known(object, name, ["observable", "lists"]);
    api.property = name;
    firstCall(api, () => objects.has(api.id) ? observed(objects.get(api.id), name) : ["id", 0]);
}

function numericId(value) {
    const id = typeof value === "string" ? Number(value.replace(/^id\s+/, "")) : value;
    if (typeof id !== "number" || Math.floor(id) !== id || id < 0) {
        throw new Violation("LiveAPI.id must be a whole number, got " + value);
    }
    return objects.has(id) ? id : 0;
}

const API_FUNCTIONS = {
    get(api, name) {
        mayUse("LiveAPI.get", false);
        return read(targetOf(api, "get " + name), name);
    },
    getstring(api, name) {
        mayUse("LiveAPI.getstring", false);
        return read(targetOf(api, "getstring " + name), name).join(" ");
    },
    getcount(api, name) {
        mayUse("LiveAPI.getcount", false);
        const object = targetOf(api, "getcount " + name);
        known(object, name, ["lists"]);
        return (object.lists[name] || []).length;
    },
    call(api, name) {
        mayUse("LiveAPI.call", false);
        const object = targetOf(api, "call " + name);
        const called = CLASSES[object.class].functions;
        if (!Object.prototype.hasOwnProperty.call(called, name)) {
            throw new Violation(object.class + " has no function " + name + " that only reads");
        }
        const atoms = Array.prototype.slice.call(arguments, 2);
        return called[name].apply(null, [object].concat(atoms));
    },
    set(api, name) {
        throw new Violation("LiveAPI.set " + name + ": the device never changes the user's set");
    },
    goto(api, path) {
        mayUse("LiveAPI.goto", true);
        intern(path);
        point(api, resolve(path));
    },
};

const API_PROPERTIES = {
    id: [(api) => String(objects.has(api.id) ? api.id : 0), (api, value) => { mayUse("LiveAPI.id", true); point(api, numericId(value)); }],
    path: [(api) => '"' + pathOf(api.id) + '"', (api, value) => {
        mayUse("LiveAPI.path", true);
        intern(value);
        api.path = value;
        point(api, resolve(value));
    }],
    unquotedpath: [(api) => pathOf(api.id)],
    mode: [(api) => api.mode, (api, value) => { api.mode = value ? 1 : 0; }],
    property: [(api) => api.property, observe],
    type: [(api) => (objects.has(api.id) ? objects.get(api.id).class : "")],
    children: [(api) => childNames(api)],
    info: [(api) => (objects.has(api.id) ? "id " + api.id + "\ntype " + objects.get(api.id).class + "\ndone" : "No object")],
};

function childNames(api) {
    const lom = CLASSES[targetOf(api, "children").class];
    const names = [];
    for (const kind of [lom.lists, lom.single]) {
        for (const name of kind) {
            names.push(name);
        }
    }
    return names;
}

function LiveAPI(first, second) {
    if (!(this instanceof LiveAPI)) {
        throw new Violation("LiveAPI must be made with new");
    }
    mayUse("new LiveAPI", true);
    const withCallback = typeof first === "function" || first === null || first === undefined;
    const path = withCallback ? second : first;
    const api = { id: 0, property: "", callback: withCallback ? first : second, mode: 0, path: "", proxy: null };
    if (api.callback !== null && api.callback !== undefined && typeof api.callback !== "function") {
        throw new Violation("the callback of LiveAPI must be a function");
    }
    api.proxy = new KeptProxy(this, apiHandler(api));
    apis.push(api);
    if (path !== undefined && path !== null && path !== "") {
        if (typeof path !== "string") {
            throw new Violation("the path of LiveAPI must be a string, got " + typeof path);
        }
        intern(path);
        api.path = path;
        point(api, resolve(path));
    }
    return api.proxy;
}

function apiHandler(api) {
    return {
        get(target, name) {
            if (typeof name === "symbol" || EVERY_OBJECT.has(name)) {
                return target[name];
            }
            if (Object.prototype.hasOwnProperty.call(API_FUNCTIONS, name)) {
                return function () {
                    return API_FUNCTIONS[name].apply(null, [api].concat(Array.prototype.slice.call(arguments)));
                };
            }
            if (Object.prototype.hasOwnProperty.call(API_PROPERTIES, name)) {
                mayUse("LiveAPI." + name, false);
                return API_PROPERTIES[name][0](api);
            }
            throw new Violation("LiveAPI has no property " + name);
        },
        set(target, name, value) {
            const property = Object.prototype.hasOwnProperty.call(API_PROPERTIES, name) ? API_PROPERTIES[name] : [];
            if (property[1] === undefined) {
                throw new Violation("LiveAPI." + String(name) + " cannot be set");
            }
            property[1](api, value);
            return true;
        },
    };
}

// Live's observer tick: what is gone and what changed is told, each observer at most once.
function tellObservers() {
    const gone = died;
    const changed = dirty;
    died = [];
    dirty = new KeptSet();
    for (const api of apis.slice()) {
        if (api.mode === 1 && api.path !== "" && resolve(api.path) !== api.id) {
            api.id = resolve(api.path);
            notify(api, ["id", api.id]);
        } else if (api.id !== 0 && gone.indexOf(api.id) >= 0) {
            api.id = 0;
            notify(api, ["id", 0]);
        } else if (api.property !== "" && changed.has(api.id + " " + api.property)) {
            notify(api, observed(objects.get(api.id), api.property));
        }
    }
}

function callLater() {
    const calls = later;
    later = [];
    for (const call of calls) {
        call();
    }
}
