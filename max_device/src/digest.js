// Digests as docs/osc-protocol.md defines them. Every intermediate value stays below 2^53, so a double is exact.

var DIGEST_START = 7;
var DIGEST_MODULUS = 2147483647;

function digestStep(digest, element, index) {
    return (digest + (element + 1) * ((index * 40503 + 12345) % 65536 + 1)) % DIGEST_MODULUS;
}

function digestOfIntegers(body) {
    var digest = DIGEST_START;
    var index;
    for (index = 0; index < body.length; index += 1) {
        digest = digestStep(digest, body[index] & 0xFFFF, 2 * index);
        digest = digestStep(digest, body[index] >>> 16, 2 * index + 1);
    }
    return digest;
}

function digestOfStrings(body) {
    var digest = DIGEST_START;
    var count = 0;
    var index, place, bytes;
    for (index = 0; index < body.length; index += 1) {
        bytes = utf8Bytes(body[index]);
        bytes.push(0);
        for (place = 0; place < bytes.length; place += 1) {
            digest = digestStep(digest, bytes[place], count);
            count += 1;
        }
    }
    return digest;
}

// Over kind, id and digest of each document; `documents` in order of (kind, id).
function digestOfSet(documents) {
    var elements = [];
    var index;
    for (index = 0; index < documents.length; index += 1) {
        elements.push(documents[index].kind, documents[index].id, documents[index].digest);
    }
    return digestOfIntegers(elements);
}
