// Strings travel as UTF-8; JavaScript holds them as UTF-16.

// The bytes of a string; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD.
function utf8Bytes(text) {
    var bytes = [];
    var index, code, next;
    for (index = 0; index < text.length; index += 1) {
        code = text.charCodeAt(index);
        if (code >= 0xD800 && code < 0xE000) {
            next = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
            if (code < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
                code = 0x10000 + (code - 0xD800) * 1024 + (next - 0xDC00);
                index += 1;
            } else {
                code = 0xFFFD;
            }
        }
        pushUtf8(bytes, code);
    }
    return bytes;
}

function pushUtf8(bytes, code) {
    if (code < 0x80) {
        bytes.push(code);
    } else if (code < 0x800) {
        bytes.push(0xC0 + (code >> 6), 0x80 + (code & 63));
    } else if (code < 0x10000) {
        bytes.push(0xE0 + (code >> 12), 0x80 + (code >> 6 & 63), 0x80 + (code & 63));
    } else {
        bytes.push(0xF0 + (code >> 18), 0x80 + (code >> 12 & 63), 0x80 + (code >> 6 & 63), 0x80 + (code & 63));
    }
}

// The string that is sent for a name: no byte 0 (it ends OSC strings), no lone surrogate, at most `limit` bytes, whole characters.
function wireString(text, limit) {
    var bytes = 0;
    var result = "";
    var index, step, length;
    for (index = 0; index < text.length; index += step) {
        step = 1;
        length = charLength(text, index);
        if (length === 4) {
            step = 2;
        }
        if (bytes + length > limit || text.charCodeAt(index) === 0) {
            break;
        }
        result += length === 3 && isSurrogate(text.charCodeAt(index)) ? "\uFFFD" : text.substr(index, step);
        bytes += length;
    }
    return result;
}

function isSurrogate(code) {
    return code >= 0xD800 && code < 0xE000;
}

function charLength(text, index) {
    var code = text.charCodeAt(index);
    var next = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
    if (code < 0x80) {
        return 1;
    }
    if (code < 0x800) {
        return 2;
    }
    return code >= 0xD800 && code < 0xDC00 && next >= 0xDC00 && next < 0xE000 ? 4 : 3;
}
