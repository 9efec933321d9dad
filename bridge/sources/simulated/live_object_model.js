// Live's classes as Live 12 documents them (Cycling '74, Live Object Model): what can be observed, only read, listed, followed, called.
// Only what reads is here: the device never changes the user's set, so `set` and changing functions are refused.

const CLASSES = {
    Application: {
        observable: words("peak_process_usage average_process_usage"), plain: words(""), lists: words("control_surfaces"), single: words("view"),
        functions: {
            get_major_version: (object) => object.values.major,
            get_minor_version: (object) => object.values.minor,
            get_bugfix_version: (object) => object.values.bugfix,
            get_version_string: (object) => [object.values.major, object.values.minor, object.values.bugfix].join("."),
        },
    },
    Song: {
        observable: words("tempo signature_numerator signature_denominator is_playing current_song_time loop loop_start loop_length " +
            "start_time record_mode metronome back_to_arranger root_note scale_name scale_intervals scale_mode groove_amount swing_amount " +
            "is_ableton_link_enabled is_counting_in session_record song_length clip_trigger_quantization midi_recording_quantization"),
        plain: words("last_event_time name file_path can_undo can_redo"),
        lists: words("tracks return_tracks visible_tracks scenes cue_points"),
        single: words("master_track view"),
        functions: {},
    },
    Track: {
        observable: words("name color color_index mute solo arm muted_via_solo is_frozen playing_slot_index fired_slot_index"),
        plain: words("has_midi_input has_audio_input has_midi_output has_audio_output is_foldable is_grouped fold_state is_visible can_be_armed"),
        lists: words("clip_slots arrangement_clips take_lanes devices"),
        single: words("group_track mixer_device view"),
        functions: {},
    },
    ClipSlot: {
        observable: words("has_clip is_triggered playing_status color color_index controls_other_clips has_stop_button"),
        plain: words("is_playing is_recording is_group_slot will_record_on_start"),
        lists: words(""),
        single: words("clip"),
        functions: {},
    },
    Clip: {
        observable: words("name color color_index muted looping loop_start loop_end start_marker end_marker position start_time end_time " +
            "signature_numerator signature_denominator playing_position is_recording is_overdubbing warping warp_mode has_envelopes " +
            "notes playing_status loop_jump"),
        plain: words("length is_midi_clip is_audio_clip is_arrangement_clip is_session_clip is_take_lane_clip is_playing is_triggered"),
        lists: words("take_lanes"),
        single: words("view groove"),
        functions: {
            get_notes_extended: (object, pitch, pitchSpan, time, timeSpan) => notesExtended(object, pitch, pitchSpan, time, timeSpan),
            get_all_notes_extended: (object) => notesExtended(object, 0, 128, -Infinity, Infinity),
        },
    },
    CuePoint: { observable: words("name time"), plain: words(""), lists: words(""), single: words(""), functions: {} },
    Scene: {
        observable: words("name color color_index tempo tempo_enabled time_signature_numerator time_signature_denominator " +
            "time_signature_enabled is_triggered"),
        plain: words("is_empty"), lists: words("clip_slots"), single: words("view"), functions: {},
    },
    Device: {
        observable: words("name is_active parameters"), plain: words("class_name class_display_name type can_have_chains"),
        lists: words("parameters"), single: words("view"), functions: {},
    },
};

const BANGS = words("notes playing_status loop_jump");
const NOTE_FIELDS = ["note_id", "pitch", "start_time", "duration", "velocity", "mute", "probability", "velocity_deviation", "release_velocity"];

// `get_notes_extended` answers in JavaScript with JSON text; it selects by the start of a note.
function notesExtended(clip, pitch, pitchSpan, time, timeSpan) {
    if (!clip.values.is_midi_clip) {
        throw new Violation("notes of an audio clip; ask is_midi_clip first");
    }
    const numbers = [pitch, pitchSpan, time, timeSpan];
    for (const number of numbers) {
        if (typeof number !== "number" || number !== number) {
            throw new Violation("get_notes_extended takes from_pitch, pitch_span, from_time, time_span as numbers, got " + numbers.join(" "));
        }
    }
    const found = [];
    for (const note of clip.notes) {
        if (note[1] >= pitch && note[1] < pitch + pitchSpan && note[2] >= time && (timeSpan === Infinity || note[2] < time + timeSpan)) {
            const fields = {};
            NOTE_FIELDS.forEach((name, index) => { fields[name] = note[index]; });
            found.push(fields);
        }
    }
    return JSON.stringify({ notes: found });
}

// The set: objects by id. Python sends {id, class, parent, values, lists: {name: [ids]}, single: {name: id}, notes, without: [names]}.
const objects = new KeptMap();
const roots = { live_set: 0, live_app: 0, this_device: 0 };
let dirty = new KeptSet();
let died = [];

function addObject(description) {
    description.without = new KeptSet(description.without || []);
    objects.set(description.id, description);
}

function deleteObject(id) {
    objects.delete(id);
    died.push(id);
}

function change(id, name, value) {
    const object = objects.get(id);
    if (object === undefined) {
        throw new Error("the simulated set has no object " + id);
    }
    if (name === "notes") {
        object.notes = value;
    } else if (CLASSES[object.class].lists.has(name)) {
        object.lists[name] = value;
    } else if (CLASSES[object.class].single.has(name)) {
        object.single[name] = value;
        return;
    } else {
        if (object.values[name] === value) {
            return;
        }
        object.values[name] = value;
    }
    dirty.add(id + " " + name);
}

function known(object, name, kinds) {
    const lom = CLASSES[object.class];
    if (object.without.has(name)) {
        throw new Violation("this " + object.class + " has no " + name + " in Live (group, return, master or audio)");
    }
    for (const kind of kinds) {
        if (lom[kind].has(name)) {
            return kind;
        }
    }
    throw new Violation(object.class + " has no " + kinds.join("/") + " property " + name);
}

function idList(ids) {
    const atoms = [];
    for (const id of ids) {
        atoms.push("id", id);
    }
    return atoms;
}

// The value as LiveAPI.get gives it: always an array.
function read(object, name) {
    if (name === "canonical_parent") {
        return ["id", object.parent];
    }
    const kind = known(object, name, ["observable", "plain", "lists", "single"]);
    if (CLASSES[object.class].lists.has(name)) {
        return idList(object.lists[name] || []);
    }
    if (kind === "single") {
        return ["id", (object.single && object.single[name]) || 0];
    }
    if (BANGS.has(name)) {
        throw new Violation(name + " is a bang without a value; it can only be observed");
    }
    const value = object.values[name];
    if (value === undefined) {
        throw new Violation(object.class + "." + name + " exists in Live, but the simulated set holds no value for it");
    }
    return Array.isArray(value) ? value.slice() : [value];
}

function observed(object, name) {
    return BANGS.has(name) ? [name, "bang"] : [name].concat(read(object, name));
}

// Walk a path such as "live_set tracks 0 clip_slots 1 clip"; 0 where nothing is at an index, a violation for an unknown name.
function resolve(path) {
    const parts = path.replace(/"/g, "").split(/\s+/).filter((part) => part !== "");
    if (parts.length === 0) {
        return 0;
    }
    if (parts[0] === "id") {
        const id = Number(parts[1]);
        return objects.has(id) ? id : 0;
    }
    if (roots[parts[0]] === undefined) {
        throw new Violation("unknown path " + path);
    }
    let id = roots[parts[0]];
    let place = 1;
    while (place < parts.length && id !== 0) {
        const object = objects.get(id);
        const name = parts[place];
        if (name === "canonical_parent") {
            id = object.parent;
            place += 1;
        } else if (known(object, name, ["lists", "single"]) === "lists") {
            if (!/^\d+$/.test(parts[place + 1] || "")) {
                throw new Violation("path " + path + " needs an index after " + name);
            }
            id = (object.lists[name] || [])[Number(parts[place + 1])] || 0;
            place += 2;
        } else {
            id = (object.single && object.single[name]) || 0;
            place += 1;
        }
    }
    return id;
}

// The canonical path of an object, "" if it is gone.
function pathOf(id) {
    const object = objects.get(id);
    if (object === undefined) {
        return "";
    }
    for (const root in roots) {
        if (roots[root] === id) {
            return root;
        }
    }
    const parent = objects.get(object.parent);
    for (const name in parent.lists || {}) {
        const index = parent.lists[name].indexOf(id);
        if (index >= 0 && name !== "visible_tracks") {
            return pathOf(object.parent) + " " + name + " " + index;
        }
    }
    for (const name in parent.single || {}) {
        if (parent.single[name] === id) {
            return pathOf(object.parent) + " " + name;
        }
    }
    return "";
}
