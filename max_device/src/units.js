// Numbers on the wire are int32; musical time is in ticks, 1/15360 beat, rounded half up.

var TICKS_PER_BEAT = 15360;
var INT32_MAX = 2147483647;

function toInt32(value) {
    var whole = Math.round(Number(value));
    if (whole !== whole) {
        return 0;
    }
    return Math.max(-INT32_MAX, Math.min(INT32_MAX, whole));
}

function toTicks(beats) {
    return toInt32(Number(beats) * TICKS_PER_BEAT);
}

function clamp(value, low, high) {
    return Math.max(low, Math.min(high, value));
}

function toColor(value) {
    return clamp(toInt32(value), 0, 0xFFFFFF);
}

function quantizationTicks(index, numerator, denominator) {
    if (index >= 0 && index < QUANTIZATION_BARS.length) {
        return toTicks(QUANTIZATION_BARS[index] * numerator * 4 / denominator);
    }
    return toTicks(QUANTIZATION_BEATS[index] || 0);
}

function isWhole(value) {
    return typeof value === "number" && isFinite(value) && Math.floor(value) === value;
}

function allWhole(values) {
    var index;
    for (index = 0; index < values.length; index += 1) {
        if (!isWhole(values[index])) {
            return false;
        }
    }
    return true;
}
