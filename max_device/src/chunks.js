// Cuts documents and the index into datagrams of at most 1200 bytes.

var MAX_DATAGRAM_BYTES = 1200;
var DOC_ADDRESS = "/sonochrome/doc";
var INDEX_ADDRESS = "/sonochrome/index";
var DOC_HEADER = 5;
var INDEX_HEADER = 4;
var RECORD_LENGTHS = { 5: 4, 6: 4 };

// OSC 1.0: strings end with a 0 and are filled up to a multiple of four bytes; so are the type tags.
function padded(length) {
    return length + 4 - length % 4;
}

function datagramBytes(atoms) {
    var bytes = padded(utf8Bytes(atoms[0]).length) + padded(atoms.length);
    var index;
    for (index = 1; index < atoms.length; index += 1) {
        bytes += typeof atoms[index] === "string" ? padded(utf8Bytes(atoms[index]).length) : 4;
    }
    return bytes;
}

// How many integers after `header` ones fit into a datagram, in whole records.
function integersInPart(address, header, record) {
    var count = 0;
    var empty = padded(address.length);
    while (empty + padded(1 + header + count + record) + 4 * (header + count + record) <= MAX_DATAGRAM_BYTES) {
        count += record;
    }
    return count;
}

// Where each part of a body begins; one part for an empty body.
function partStarts(kind, body) {
    return kind >= FIRST_STRING_KIND ? stringPartStarts(body) : integerPartStarts(body.length, DOC_ADDRESS, DOC_HEADER, RECORD_LENGTHS[kind] || 1);
}

function integerPartStarts(length, address, header, record) {
    var size = integersInPart(address, header, record);
    var starts = [0];
    var start;
    for (start = size; start < length; start += size) {
        starts.push(start);
    }
    return starts;
}

function stringPartStarts(body) {
    var starts = [0];
    var bytes = 0;
    var index, length, count;
    for (index = 0; index < body.length; index += 1) {
        length = padded(utf8Bytes(body[index]).length);
        count = index + 1 - starts[starts.length - 1];
        if (count > 1 && padded(DOC_ADDRESS.length) + padded(1 + DOC_HEADER + count) + 4 * DOC_HEADER + bytes + length > MAX_DATAGRAM_BYTES) {
            starts.push(index);
            bytes = 0;
        }
        bytes += length;
    }
    return starts;
}

function slicePart(body, starts, part) {
    return body.slice(starts[part], part + 1 < starts.length ? starts[part + 1] : body.length);
}

function documentDatagram(document, part) {
    var header = [DOC_ADDRESS, document.kind, document.id, document.revision, part, document.starts.length];
    return header.concat(slicePart(document.body, document.starts, part));
}

function indexDatagrams(setId, revision, documents) {
    var body = [];
    var datagrams = [];
    var index, starts;
    for (index = 0; index < documents.length; index += 1) {
        body.push(documents[index].kind, documents[index].id, documents[index].revision, documents[index].digest);
    }
    starts = integerPartStarts(body.length, INDEX_ADDRESS, INDEX_HEADER, 4);
    for (index = 0; index < starts.length; index += 1) {
        datagrams.push([INDEX_ADDRESS, setId, revision, index, starts.length].concat(slicePart(body, starts, index)));
    }
    return datagrams;
}
