// What the engine has beyond ECMAScript 5 is taken away before the device script loads, as in Max's [js] object.
// Kept here first: what the simulation itself still needs. Member lists: ECMA-262, 5.1 edition, section 15 and annex B.

const KeptMap = Map;
const KeptSet = Set;
const KeptProxy = Proxy;
const KeptDate = Date;
const fround = Math.fround;

function words(text) {
    return new KeptSet(text.split(/\s+/));
}

const GLOBALS = words(
    "NaN Infinity undefined eval parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent " +
    "Object Function Array String Boolean Number Date RegExp Error EvalError RangeError ReferenceError SyntaxError TypeError URIError " +
    "Math JSON escape unescape");

const OBJECT_PROTOTYPE = "constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable " +
    "__proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__";

const MEMBERS = {
    Object: ["length name prototype getPrototypeOf getOwnPropertyDescriptor getOwnPropertyNames create defineProperty " +
        "defineProperties seal freeze preventExtensions isSealed isFrozen isExtensible keys", OBJECT_PROTOTYPE],
    Function: ["length name prototype", "length name arguments caller constructor toString apply call bind"],
    Array: ["length name prototype isArray", "length constructor toString toLocaleString concat join pop push reverse shift slice " +
        "sort splice unshift indexOf lastIndexOf every some forEach map filter reduce reduceRight"],
    String: ["length name prototype fromCharCode", "length constructor toString valueOf charAt charCodeAt concat indexOf lastIndexOf " +
        "localeCompare match replace search slice split substring toLowerCase toLocaleLowerCase toUpperCase toLocaleUpperCase trim substr"],
    Number: ["length name prototype MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY",
        "constructor toString toLocaleString valueOf toFixed toExponential toPrecision"],
    RegExp: ["length name prototype", "constructor exec test toString compile source global ignoreCase multiline lastIndex flags"],
    Error: ["length name prototype stackTraceLimit", "constructor name message toString"],
    Math: ["E LN10 LN2 LOG2E LOG10E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow random round sin " +
        "sqrt tan"],
    JSON: ["parse stringify"],
};

function keepOnly(object, names) {
    for (const name of Object.getOwnPropertyNames(object)) {
        const member = names.has(name) ? null : Object.getOwnPropertyDescriptor(object, name);
        if (member !== null && member.configurable) {
            delete object[name];
        } else if (member !== null && member.writable) {
            object[name] = undefined;
        }
    }
}

function takeAwayWhatIsLaterThanEs5(scope) {
    for (const name in MEMBERS) {
        const own = MEMBERS[name][0];
        const ofPrototype = MEMBERS[name][1];
        if (ofPrototype !== undefined) {
            keepOnly(scope[name].prototype, words(ofPrototype));
        }
        keepOnly(scope[name], words(own));
    }
    keepOnly(scope, GLOBALS);
}

// Date tells the simulated time; `clock.ms` is milliseconds since the device was loaded.
const EPOCH_MS = 1700000000000;

function simulatedDate(clock) {
    function Date() {
        if (!(this instanceof Date)) {
            return new KeptDate(EPOCH_MS + clock.ms).toString();
        }
        if (arguments.length === 0) {
            return new KeptDate(EPOCH_MS + clock.ms);
        }
        return new KeptDate(...arguments);
    }
    Date.now = function now() {
        return Math.floor(EPOCH_MS + clock.ms);
    };
    Date.parse = KeptDate.parse;
    Date.UTC = KeptDate.UTC;
    Date.prototype = KeptDate.prototype;
    return Date;
}
