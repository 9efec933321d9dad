//! field vertex
// A cut field of colour.
uniform vec2 size;
in vec4 place;                 // x, y of its middle, half width, half height
in vec4 tilt;                  // slopes of its four edges: left, right, bottom, top
in vec4 ink;                   // tint on the four plates
out vec2 at;
out vec2 where;
flat out vec4 the_half;
flat out vec4 the_tilt;
flat out vec4 the_ink;

void main() {
    at = (vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0) * (place.zw * 1.1 + 0.02);
    where = place.xy + at;
    the_half = place;
    the_tilt = tilt;
    the_ink = ink;
    gl_Position = vec4(where / size * 2.0 - 1.0, 0.0, 1.0);
}

//! field
in vec2 at;
in vec2 where;
flat in vec4 the_half;
flat in vec4 the_tilt;
flat in vec4 the_ink;
out vec4 color;

void main() {
    // Scissors wander a little.
    vec2 hand = 0.006 * (smooth_noise(where * 9.0 + the_half.xy * 50.0).xy - 0.5);
    vec2 q = at + hand;
    float left = q.x + the_half.z + the_tilt.x * q.y;
    float right = the_half.z - q.x + the_tilt.y * q.y;
    float bottom = q.y + the_half.w + the_tilt.z * q.x;
    float top = the_half.w - q.y + the_tilt.w * q.x;
    color = the_ink * cover(min(min(left, right), min(bottom, top)));
}

//! cut vertex
// A shape cut from paper, its outline a row of `outlines`: radii around its middle.
uniform vec2 size;
uniform float unit_px;
uniform vec4 live;
in vec4 place;                 // x, y, radius, turn
in vec4 shape;                 // row, twist, width over height, how much of its tint fades
in vec4 ink;
out vec2 at;
flat out vec4 the_place;
flat out vec4 the_shape;
flat out vec4 the_ink;

void main() {
    at = (vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0) * (1.12 + 1.5 / (unit_px * place.z));
    float angle = place.w + live.z * 0.12 * sin(0.3927 * live.x) * (1.0 - 2.0 * fract(0.5 * shape.x));
    vec2 wide = at * vec2(shape.z, 1.0) * place.z * (1.0 + 0.02 * live.z * live.y);
    vec2 turned = vec2(cos(angle) * wide.x - sin(angle) * wide.y, sin(angle) * wide.x + cos(angle) * wide.y);
    the_place = place;
    the_shape = shape;
    the_ink = ink;
    gl_Position = vec4((place.xy + turned) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! cut
uniform sampler2D outlines;
in vec2 at;
flat in vec4 the_place;
flat in vec4 the_shape;
flat in vec4 the_ink;
out vec4 color;

float radius_at(float turn) {
    return textureLod(outlines, vec2(turn, (the_shape.x + 0.5) / float(textureSize(outlines, 0).y)), 0.0).r;
}

void main() {
    float r = length(at);
    float turn = atan(at.x, at.y) / TAU + the_shape.y * r * r;
    float radius = radius_at(turn);
    float slope = (radius_at(turn + 0.002) - radius_at(turn - 0.002)) / (0.004 * TAU * max(r, 0.05));
    float inside = (radius - r) / sqrt(1.0 + slope * slope) * the_place.z;
    float fade = 1.0 - the_shape.w * smoothstep(-0.9, 0.9, at.y);
    color = the_ink * cover(inside) * fade;
}

//! stripe vertex
// A stripe of the melody's field along a path: `paths` has a row a stripe of x, y, half width, 0.
uniform vec2 size;
uniform float unit_px;
uniform vec4 live;
uniform sampler2D paths;
in vec4 stripe;                // row, unused
in vec4 ink;
out vec2 at;
flat out vec4 the_ink;

vec2 on(int step) {
    int last = textureSize(paths, 0).x - 1;
    vec2 p = texelFetch(paths, ivec2(clamp(step, 0, last), int(stripe.x + 0.5)), 0).xy;
    float rest = 6.0 * float(step) / float(last);
    p.y += live.z * 0.022 * (sin(rest - 0.7854 * live.x) - sin(rest));
    return p;
}

void main() {
    int step = gl_VertexID >> 1;
    vec4 here = texelFetch(paths, ivec2(step, int(stripe.x + 0.5)), 0);
    vec2 way = on(step + 1) - on(step - 1);
    vec2 normal = vec2(-way.y, way.x) / max(length(way), 1e-6);
    float across = ((gl_VertexID & 1) == 1 ? 1.0 : -1.0) * (here.z + 1.0 / unit_px);
    at = vec2(across, here.z);
    the_ink = ink;
    gl_Position = vec4((on(step) + normal * across) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! stripe
in vec2 at;
flat in vec4 the_ink;
out vec4 color;

void main() {
    color = the_ink * cover(at.y - abs(at.x)) * min(1.0, 2.0 * at.y * unit_px);
}

//! print
// Three drums and a key, each a little out of register; grain instead of tints; where inks lie over each other there is a further
// colour (Neugebauer 1937): `printed` has those of the three inks' eight overlaps, in OKLab.
uniform sampler2D plates;
uniform vec3 printed[8];
uniform vec3 key;
uniform vec4 shift_a;          // how far the first and the second plate lie off, units
uniform vec4 shift_b;          // the third and the key
uniform float grain_size;      // units
uniform float worn;            // 0..1, how much solid ink is speckled
uniform float margin;          // paper around the print, units
out vec4 color;

float inked(float tint, float grain, float edge) {
    float soft = 0.06 + edge;
    return tint < 0.004 ? 0.0 : clamp((tint * (1.0 + 2.0 * soft) - soft - grain) / (2.0 * soft) + 0.5, 0.0, 1.0);
}

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    vec2 sway = live.z * 0.004 * vec2(sin(0.7854 * live.x), cos(0.7854 * live.x) - 1.0);
    vec4 tint = vec4(texture(plates, (p + shift_a.xy + sway) / size).r, texture(plates, (p + shift_a.zw - sway) / size).g,
                     texture(plates, (p + shift_b.xy + sway.yx) / size).b, texture(plates, (p + shift_b.zw) / size).a);
    vec4 grain = texture(noise, p / (256.0 * grain_size));
    vec4 coarse = texture(noise, p * 0.9 + 0.3);
    grain = clamp(0.5 + (grain - 0.5) * 1.25, 0.0, 1.0);
    float edge = 0.5 * min(1.0, 0.7 / (grain_size * unit_px));
    float wander = 0.0025 * (coarse.r - 0.5);
    float inside = cover(min(min(p.x, size.x - p.x), min(p.y, size.y - p.y)) - margin + wander);
    tint = clamp(tint, 0.0, 1.0) * inside * (1.0 - worn * (0.10 + 0.10 * coarse.g));
    float a = inked(tint.r, grain.r, edge), b = inked(tint.g, grain.g, edge), c = inked(tint.b, grain.b, edge), k = inked(tint.a, grain.a, edge);
    vec3 low = mix(mix(printed[0], printed[1], a), mix(printed[2], printed[3], a), b);
    vec3 high = mix(mix(printed[4], printed[5], a), mix(printed[6], printed[7], a), b);
    color = vec4(max(from_lab(mix(mix(low, key, k), mix(high, mix(high, key, 0.3), k), c)), 0.0), 1.0);
}
