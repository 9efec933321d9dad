// What the daemon tells: each message changes the state only; whatever is not understood is dropped and counted.

var HANDLERS = {
    "/sonochrome/welcome": function (device, args, at) {
        if (args.length < 3 || !allWhole(args) || args[0] !== PROTOCOL_VERSION || (args[2] === 1 && args[1] !== device.setId)) {
            device.dropped += 1;
        } else if (welcomed(device.talk, at, args[2] === 1, args.length > 3 ? args[3] : 0)) {
            device.digest.at = at - (device.store.revision ? DIGEST_OVERDUE_MS : 0);
            device.transport.dirty = true;
            device.transport.sentAt = at - TRANSPORT_AT_LEAST_MS;
        }
    },
    "/sonochrome/refuse": function (device, args, at) {
        refused(device.talk, at);
    },
    "/sonochrome/seen": function () {
        return;
    },
    "/sonochrome/want_index": function (device, args) {
        if (args[0] === device.setId && device.talk.phase === "leading") {
            queueIndex(device.store, device.setId);
        }
    },
    "/sonochrome/resend": function (device, args) {
        if (allWhole(args) && device.talk.phase === "leading") {
            queueAgain(device.store, args);
        }
    },
    "/sonochrome/status": function (device, args) {
        if (args.length >= 4 && allWhole(args)) {
            device.status = args.slice(0, 4);
        }
    },
    "/sonochrome/thumbnail_paths": function (device, args) {
        if (typeof args[0] === "string" && typeof args[1] === "string") {
            device.thumbnails = [args[0], args[1]];
        }
    },
    "/sonochrome/thumbnail": function (device, args) {
        if ((args[0] === 0 || args[0] === 1) && device.thumbnails[args[0]]) {
            device.thumbnail = device.thumbnails[args[0]];
        }
    }
};

function receive(device, address, args, at) {
    if (!HANDLERS.hasOwnProperty(address)) {
        device.dropped += 1;
        return;
    }
    HANDLERS[address](device, args, at);
    if (device.talk.phase === "leading" || device.talk.phase === "standby") {
        device.talk.heardAt = at;
    }
}
