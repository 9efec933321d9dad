// What the strip says. Max keeps every distinct text for ever, so the number of texts is bounded.

var LAMP_COLORS = { off: [0.32, 0.33, 0.36, 1], looking: [0.60, 0.56, 0.45, 1], good: [0.36, 0.80, 0.72, 1], bad: [0.88, 0.45, 0.38, 1] };
var MOST_COUNTED = 40;

// `status` is [state, pictures, sections, stages] as in /sonochrome/status, or null.
function stripTexts(on, phase, status) {
    if (!on) {
        return { state: "switched off", detail: "press on to begin", lamp: "off" };
    }
    if (phase === "refused") {
        return { state: "update needed", detail: "device and app differ", lamp: "bad" };
    }
    if (phase === "standby") {
        return { state: "resting", detail: "another device leads", lamp: "off" };
    }
    if (phase !== "leading") {
        return { state: "looking for Sonochrome", detail: "start the Sonochrome app", lamp: "looking" };
    }
    return connectedTexts(status);
}

function connectedTexts(status) {
    var state = status ? status[0] : 0;
    if (state === 4) {
        return { state: "needs attention", detail: "look at the Sonochrome app", lamp: "bad" };
    }
    if (state === 2) {
        return { state: drawingText(status[1], status[2]), detail: stagesText(status[3]), lamp: "good" };
    }
    return { state: "connected", detail: status ? stagesText(status[3]) : "reading the set", lamp: "good" };
}

function drawingText(pictures, sections) {
    if (sections <= 0) {
        return "drawing";
    }
    if (sections > MOST_COUNTED) {
        return "drawing, " + clamp(Math.floor(100 * pictures / sections), 0, 100) + " % done";
    }
    return "drawing " + clamp(pictures + 1, 1, sections) + " of " + sections;
}

function stagesText(stages) {
    if (stages <= 0) {
        return "no stage is open";
    }
    return stages === 1 ? "on one stage" : "on " + Math.min(stages, 20) + " stages";
}
