//! sky
// Sheets cut one from the other around a middle, one a chord, deepest innermost; the sun is a disc that lies on them.
uniform vec3 sun;              // x, y, radius
uniform vec2 middle;           // of the rings
uniform vec3 sun_color;
uniform vec3 glow;
uniform sampler2D rings;       // radius over angle (x, repeating), one row a ring
uniform int ring_count;
uniform vec3 ring_colors[10];
uniform vec2 toward_light;     // unit vector
uniform float shade;           // 0..1, strength of shadows
out vec4 color;

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    vec2 d = p - middle;
    float r = length(d);
    // Alive, the rings turn once in 128 beats and open a little with each.
    float turn = atan(d.y, d.x) / TAU + 0.5 + live.z * live.x / 128.0;
    float open = 0.012 * live.z * live.y * min(r, 1.0);
    float facing = dot(d / max(r, 1e-4), toward_light);
    vec3 c = glow;
    for (int ring = 0; ring < ring_count; ring++) {
        float radius = texture(rings, vec2(turn, (float(ring) + 0.5) / float(ring_count))).r + open;
        float over = r - radius;
        // The nearer sheet throws a short shadow on the deeper one, where it stands between that and the light.
        float reach = 0.010 + 0.010 * max(0.0, facing);
        c *= 1.0 - shade * 0.75 * smoothstep(-reach, 0.0, over);
        vec3 face = ring_colors[ring] * (1.0 + (0.20 - 0.14 * facing) * exp(-max(over, 0.0) / 0.0018));
        c = mix(c, face, cover(over));
    }
    vec2 to_sun = p - sun.xy;
    float thrown = sun.z - length(to_sun + toward_light * 0.011);
    c *= 1.0 - shade * 0.8 * smoothstep(-0.007, 0.006, thrown);
    float inside = sun.z - length(to_sun);
    float rim = exp(-max(inside, 0.0) / 0.0018) * (0.12 + 0.14 * dot(to_sun, toward_light) / sun.z);
    c = mix(c, sun_color * (1.0 + rim), cover(inside));
    color = vec4(c, 1.0);
}

//! sheet
// One layer of paper: its ridge with a thin lit edge, and the short crisp shadow it throws on what lies behind.
uniform sampler2D heights;     // row 0 the ridge, row 1 the ridge blurred for shadows; in units
uniform vec3 face;
uniform vec3 mist;
uniform vec2 toward_light;
uniform float shade;
uniform float lift;            // how far the sheet stands off the one behind
uniform float hanging;         // 1: heights are depths below the top
out vec4 color;

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    vec2 light = toward_light;
    if (hanging > 0.5) { p.y = size.y - p.y; light.y = -light.y; }
    // Alive, sheets slide against each other, the nearer the farther.
    float x = p.x / size.x + live.z * 0.35 * lift * sin(TAU * live.x / 16.0) / size.x;
    float top = texture(heights, vec2(x, 0.25)).r;
    float step_x = max(1.0 / 1024.0, 1.0 / (unit_px * size.x));
    float slope = (texture(heights, vec2(x + step_x, 0.25)).r - texture(heights, vec2(x - step_x, 0.25)).r) / (2.0 * step_x * size.x);
    float lean = inversesqrt(1.0 + slope * slope);
    float inside = (top - p.y) * lean;
    float over = texture(heights, vec2(x + light.x * lift / size.x, 0.75)).r + (0.75 - 0.4 * light.y) * lift - p.y;
    float shadow = shade * smoothstep(-0.55 * lift, 0.55 * lift, over * lean);

    vec3 c = mix(face, mist, smoothstep(0.0, 0.34, top - p.y));
    float edge_light = clamp((light.y - slope * light.x) * lean, 0.0, 1.0);
    c *= 1.0 + (0.14 + 0.30 * edge_light) * exp(-max(inside, 0.0) / 0.0019);

    float covered = cover(inside);
    color = vec4(c * covered, covered + (1.0 - covered) * shadow);
}

//! cutout vertex
// Small things of paper: discs, trees, birds. Origin at the foot, for discs at the middle.
uniform vec2 size;
uniform vec4 live;
const float TAU = 6.28318530718;
in vec4 place;                 // x, y, half width, kind: 0 disc, 1 round tree, 2 fir, 3 bird, 4 lozenge, 5 ripple, 6 house, 7 sail
in vec4 ink;                   // linear colour, lean -1..1
out vec2 at;
flat out vec4 what;
flat out vec4 tint;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    float reach = place.z * 1.5 + 0.012;
    bool stands = (place.w > 0.5 && place.w < 2.5) || place.w > 5.5;
    vec2 middle = stands ? vec2(0.0, place.z * 1.5) : vec2(0.0);
    vec2 tall = stands ? vec2(reach, reach + 0.6 * place.z) : vec2(reach);
    at = middle + corner * tall;
    // Alive, birds circle slowly and beat their wings; what stands sways.
    bool bird = place.w > 2.5 && place.w < 3.5;
    float own = TAU * fract(place.x * 9.7 + place.y * 5.3);
    vec2 flown = bird ? live.z * vec2(0.022 * sin(TAU * live.x / 32.0), 0.010 * sin(TAU * live.x / 16.0)) : vec2(0.0);
    float lean = stands ? live.z * 0.05 * (sin(TAU * live.x / 4.0 + own) - sin(own)) : 0.0;
    vec2 shown = at + vec2(lean * max(at.y, 0.0), 0.0);
    if (bird) shown.y *= 1.0 - 0.35 * live.z * (cos(own) - cos(TAU * live.x / 2.0 + own));
    what = place;
    tint = ink;
    gl_Position = vec4((place.xy + flown + shown) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! cutout
uniform vec2 toward_light;
uniform float shade;
in vec2 at;
flat in vec4 what;
flat in vec4 tint;
out vec4 color;

float inside_of(vec2 p, float r, float kind) {
    if (kind < 0.5) return r - length(p);
    if (kind < 1.5) {
        float crown = r * 0.78 - length(p - vec2(-0.1 * r, 2.5 * r));
        crown = max(crown, r * 0.66 - length(p - vec2(0.38 * r, 1.9 * r)));
        crown = max(crown, r * 0.62 - length(p - vec2(-0.42 * r, 1.7 * r)));
        float trunk = min(0.10 * r - abs(p.x), min(p.y, 1.6 * r - p.y));
        return max(crown, trunk);
    }
    if (kind < 2.5) {
        float y = p.y / (3.2 * r);
        float saw = 0.75 * r * (1.0 - y) * (0.72 + 0.34 * fract(3.0 * (1.0 - y)));
        float needles = min(saw - abs(p.x), min(p.y - 0.35 * r, 3.2 * r - p.y)) * 0.8;
        float trunk = min(0.09 * r - abs(p.x), min(p.y, 0.6 * r - p.y));
        return max(needles, trunk);
    }
    if (kind < 3.5) {
        float x = abs(p.x) / r;
        float wing = p.y / r - 0.62 * x + 0.48 * x * x;
        return (0.19 * (1.0 - x) + 0.02 - abs(wing)) * r * 0.8;
    }
    if (kind < 4.5) return (r - abs(p.x) - abs(p.y) * 0.72) * 0.75;
    if (kind < 5.5) return 0.0032 + 0.012 * r - length(vec2(max(abs(p.x) - r, 0.0), p.y));
    if (kind > 6.5) {
        vec2 q = p - vec2(0.12 * r, 0.0);
        float sail = min(min(q.x + 0.02 * r, (3.0 * r - q.y - 2.9 * q.x) * 0.33), q.y - 0.55 * r);
        vec2 k = p - vec2(-0.06 * r, 0.0);
        float jib = min(min(-k.x, (2.4 * r - k.y + 3.0 * k.x) * 0.32), k.y - 0.6 * r);
        float hull = min(min(0.42 * r - p.y, p.y + 0.4 * r), (0.75 * r + 0.5 * p.y - abs(p.x)) * 0.9);
        return max(max(sail, jib), hull);
    }
    float roof = (2.9 * r - p.y - 1.1 * abs(p.x)) * 0.67;
    return min(min(0.62 * r - abs(p.x), p.y + 0.3 * r), roof);
}

void main() {
    float inside = inside_of(at, what.z, what.w);
    float lift = what.w > 4.5 && what.w < 5.5 ? 0.003 : what.w > 2.5 && what.w < 3.5 ? 0.1 * what.z : 0.006 + 0.04 * what.z;
    float behind = inside_of(at + toward_light * lift, what.z, what.w);
    float shadow = shade * 0.75 * smoothstep(-0.4 * lift, 0.4 * lift, behind);
    vec3 c = tint.rgb * (1.0 + 0.16 * exp(-max(inside, 0.0) / 0.0014));
    float covered = cover(inside);
    color = vec4(c * covered, covered + (1.0 - covered) * shadow);
}
