//! shapes
// Circles that turn into polygons: `shape` is sides, how angular (0..1), turn in radians, tint (1 solid, less = halftone).
uniform float lines;           // halftone lines a unit

float corner_factor(float angle, vec4 shape) {
    float part = TAU / shape.x;
    float within = mod(angle - shape.z, part) - 0.5 * part;
    return mix(1.0, 1.06 * cos(0.5 * part) / cos(within), shape.y);
}

float halftone(float tint, vec2 p, vec4 ink) {
    if (tint >= 0.995) return 1.0;
    float turn = 0.26 + dot(step(vec4(0.5), abs(ink)), vec4(0.0, 0.52, 1.05, 0.79));
    vec2 q = mat2(cos(turn), sin(turn), -sin(turn), cos(turn)) * p * lines * TAU;
    float tone = 0.5 + 0.25 * (cos(q.x) + cos(q.y));
    return clamp((tint - tone) * unit_px / (1.6 * lines) + 0.5, 0.0, 1.0);
}

//! band vertex
// An arc as a strip of triangles; angles run clockwise from the top, as on a record.
uniform vec2 size;
const float TAU = 6.28318530718;
uniform vec4 live;             // see common.glsl
uniform int steps;             // how finely arcs are bent
in vec4 arc;                   // centre x, y, radius, half width
in vec4 span;                  // start angle, length, round ends 0..1, unused
in vec4 shape;
in vec4 ink;
out vec2 at;
flat out vec4 the_arc;
flat out vec4 the_span;
flat out vec4 the_shape;
flat out vec4 the_ink;

void main() {
    // Alive, each wheel turns at its own pace, one turn in 48 to 96 beats, as a record does.
    float pace = 1.0 / 96.0 + fract(arc.x * 7.31 + arc.y * 3.17) / 96.0;
    float turned = live.z * live.x * TAU * pace;
    float pad = 0.004 + 0.12 * shape.y * arc.z;
    float margin = min((arc.w + pad) / max(arc.z, 0.01), 0.5);
    float length_ = min(span.y + 2.0 * margin, TAU);
    float one = length_ / float(steps);
    float angle = span.x + turned + 0.5 * span.y - 0.5 * length_ + one * float(gl_VertexID >> 1);
    bool outer = (gl_VertexID & 1) == 1;
    float radius = outer ? (arc.z + arc.w + pad) / cos(0.5 * one) : max(0.0, arc.z - arc.w - pad - 0.2 * shape.y * arc.z);
    at = radius * vec2(sin(angle), cos(angle));
    the_arc = arc;
    the_span = vec4(mod(span.x + turned, TAU), span.yzw);
    the_shape = shape + vec4(0.0, 0.0, turned, 0.0);
    the_ink = ink;
    gl_Position = vec4((arc.xy + at) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! band
in vec2 at;
flat in vec4 the_arc;
flat in vec4 the_span;
flat in vec4 the_shape;
flat in vec4 the_ink;
out vec4 plates;

void main() {
    float angle = atan(at.x, at.y);
    float r = length(at) / corner_factor(angle, the_shape);
    float half_length = 0.5 * the_span.y * the_arc.z;
    float off = mod(angle - the_span.x - 0.5 * the_span.y + 0.5 * TAU, TAU) - 0.5 * TAU;
    float along = abs(off) * the_arc.z;
    float across = abs(r - the_arc.z);
    float square_end = min(the_arc.w - across, half_length - along);
    float cap = min(the_arc.w, half_length);
    float round_end = the_arc.w - length(vec2(max(along - half_length + cap, 0.0) * the_arc.w / max(cap, 1e-5), across));
    float inside = the_span.y > TAU - 0.01 ? the_arc.w - across : mix(square_end, round_end, the_span.z);
    plates = the_ink * cover(inside) * halftone(the_shape.w, the_arc.xy + at, the_ink);
}

//! blob vertex
uniform vec2 size;
uniform vec4 live;
in vec4 place;                 // centre x, y, radius, kind: 0 disc, 1 line, 2 disc with a gradient of tint
in vec4 shape;                 // as above; for a line: half thickness, unused, direction, tint; for a gradient: sides, angular, direction, tint
in vec4 ink;
out vec2 at;
flat out vec4 the_place;
flat out vec4 the_shape;
flat out vec4 the_ink;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    float pad = 0.004;
    // Alive, small discs swell a little with the beat.
    float swell = place.w == 0.0 && place.z < 0.08 ? 1.0 + 0.16 * live.z * live.y : 1.0;
    vec2 reach = vec2(place.z * swell * 1.08 + pad);
    if (place.w == 1.0) {
        vec2 along = vec2(sin(shape.z), cos(shape.z));
        at = along * corner.x * (place.z + pad + shape.x) + vec2(along.y, -along.x) * corner.y * (shape.x + pad);
    } else {
        at = corner * reach;
    }
    the_place = vec4(place.xy, place.z * swell, place.w);
    the_shape = shape;
    the_ink = ink;
    gl_Position = vec4((place.xy + at) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! blob
in vec2 at;
flat in vec4 the_place;
flat in vec4 the_shape;
flat in vec4 the_ink;
out vec4 plates;

void main() {
    float tint = the_shape.w;
    float inside;
    if (the_place.w == 1.0) {
        vec2 along = vec2(sin(the_shape.z), cos(the_shape.z));
        float far = max(abs(dot(at, along)) - the_place.z, 0.0);
        inside = the_shape.x - length(vec2(far, dot(at, vec2(along.y, -along.x))));
    } else {
        vec4 form = the_place.w == 2.0 ? vec4(the_shape.xy, 0.0, 1.0) : the_shape;
        inside = the_place.z - length(at) / corner_factor(atan(at.x, at.y), form);
        if (the_place.w == 2.0) tint *= smoothstep(-0.95, 1.0, dot(at, vec2(sin(the_shape.z), cos(the_shape.z))) / the_place.z);
    }
    plates = the_ink * cover(inside) * halftone(tint, the_place.xy + at, the_ink);
}

//! press
// Four plates printed one over the other, each a little out of place, on coloured paper.
uniform sampler2D inked;       // coverage of the four inks
uniform vec3 ground;
uniform vec3 inks[4];          // colour each ink alone gives on this paper
uniform float under[4];        // 1: a transparent ink that darkens, 0: an opaque one that lies on top
uniform vec2 slip[4];
uniform float grain;
out vec4 color;

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    vec3 c = ground;
    for (int ink = 0; ink < 4; ink++) {
        vec2 q = p + slip[ink];
        float amount = clamp(texture(inked, q / size)[ink], 0.0, 1.0);
        vec4 fine = texture(noise, q * 2.1 + float(ink) * 0.21);
        vec4 coarse = texture(noise, q * 0.27 + float(ink) * 0.43);
        float missed = smoothstep(0.80 - 0.14 * grain, 1.0, 0.62 * fine[ink] + 0.30 * coarse[ink] + 0.16);
        amount *= 1.0 - (0.30 + 0.45 * grain) * missed - 0.05 * (coarse.b - 0.5);
        vec3 darkened = c * min(inks[ink] / max(ground, vec3(0.02)), vec3(1.0));
        vec3 printed = mix(mix(c, inks[ink], 0.92), mix(darkened, inks[ink], 0.10), under[ink]);
        c = mix(c, printed, amount);
    }
    color = vec4(c, 1.0);
}
