// All documents as they were last read, and the parts that wait to be sent.

function newStore() {
    return { documents: {}, sorted: null, revision: 0, waiting: [], queued: {}, index: [] };
}

function documentKey(kind, id) {
    return kind + ":" + id;
}

function sameBody(a, b) {
    var index;
    if (a.length !== b.length) {
        return false;
    }
    for (index = 0; index < a.length; index += 1) {
        if (a[index] !== b[index]) {
            return false;
        }
    }
    return true;
}

// Keep a document; if it is new or changed, all of its parts will be sent. Tells whether it was.
function putDocument(store, kind, id, body) {
    var key = documentKey(kind, id);
    var known = store.documents[key];
    if (known && sameBody(known.body, body)) {
        return false;
    }
    if (!known) {
        store.sorted = null;
    }
    store.revision += 1;
    store.documents[key] = {
        kind: kind, id: id, revision: store.revision, body: body, starts: partStarts(kind, body),
        digest: kind >= FIRST_STRING_KIND ? digestOfStrings(body) : digestOfIntegers(body)
    };
    queueDocument(store, key);
    return true;
}

function dropDocument(store, kind, id) {
    var key = documentKey(kind, id);
    if (!store.documents[key]) {
        return false;
    }
    delete store.documents[key];
    store.sorted = null;
    store.revision += 1;
    return true;
}

function sortedDocuments(store) {
    var key;
    if (store.sorted) {
        return sortedValues(store);
    }
    store.sorted = [];
    for (key in store.documents) {
        if (store.documents.hasOwnProperty(key)) {
            store.sorted.push(key);
        }
    }
    store.sorted.sort(function (a, b) {
        return store.documents[a].kind - store.documents[b].kind || store.documents[a].id - store.documents[b].id;
    });
    return sortedValues(store);
}

function sortedValues(store) {
    var documents = [];
    var index;
    for (index = 0; index < store.sorted.length; index += 1) {
        documents.push(store.documents[store.sorted[index]]);
    }
    return documents;
}

function queueDocument(store, key) {
    var part;
    for (part = 0; part < store.documents[key].starts.length; part += 1) {
        queuePart(store, key, part);
    }
}

function queuePart(store, key, part) {
    var name = key + ":" + part;
    if (!store.queued[name]) {
        store.queued[name] = true;
        store.waiting.push({ key: key, part: part, name: name });
    }
}

// Triples of kind, id, part as in /sonochrome/resend.
function queueAgain(store, triples) {
    var index, key, part;
    for (index = 0; index + 2 < triples.length; index += 3) {
        key = documentKey(triples[index], triples[index + 1]);
        part = triples[index + 2];
        if (store.documents[key]) {
            if (part >= 0 && part < store.documents[key].starts.length) {
                queuePart(store, key, part);
            } else {
                queueDocument(store, key);
            }
        }
    }
}

function queueIndex(store, setId) {
    store.index = indexDatagrams(setId, store.revision, sortedDocuments(store));
}

function clearQueue(store) {
    store.waiting = [];
    store.queued = {};
    store.index = [];
}

function waitingCount(store) {
    return store.waiting.length + store.index.length;
}

// The next datagrams, at most `limit`; documents that are gone meanwhile are left out.
function takeDatagrams(store, limit) {
    var taken = store.index.splice(0, limit);
    var used = 0;
    var item, document;
    while (used < store.waiting.length && taken.length < limit) {
        item = store.waiting[used];
        used += 1;
        delete store.queued[item.name];
        document = store.documents[item.key];
        if (document && item.part < document.starts.length) {
            taken.push(documentDatagram(document, item.part));
        }
    }
    store.waiting.splice(0, used);
    return taken;
}
