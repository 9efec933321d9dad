// Max calls these by name.

function bang() {
    sonochrome.onReady();
}

function setid(id) {
    sonochrome.onSetId(id);
}

function enabled(value) {
    sonochrome.onSwitch("enabled", value);
}

function powered(value) {
    sonochrome.onSwitch("powered", value);
}

function listening(port) {
    sonochrome.onListening(port);
}

function goodbye() {
    sonochrome.onGoodbye();
}

function notifydeleted() {
    sonochrome.onGoodbye();
}

function anything() {
    sonochrome.onMessage(messagename, arrayfromargs(arguments));
}
