//! ribbon vertex
// A brush stroke as a strip along a path: two rows of `paths` a stroke, see `ink_gesture.ribbon_table`.
uniform vec2 size;
uniform vec4 live;
uniform sampler2D paths;
in vec4 stroke;                // row, length, length of the tail, bristles across
in vec4 ink;                   // amounts on the four plates
in vec4 more;                  // wetness, seed, unused, unused
out vec4 at;                   // along, across (units), half width, dryness
out vec2 where;
flat out vec4 the_stroke;
flat out vec4 the_ink;
flat out vec4 the_more;

void main() {
    int row = 2 * int(stroke.x + 0.5);
    vec4 a = texelFetch(paths, ivec2(gl_VertexID >> 1, row), 0);
    vec4 b = texelFetch(paths, ivec2(gl_VertexID >> 1, row + 1), 0);
    float side = (gl_VertexID & 1) == 1 ? 1.0 : -1.0;
    float across = side * (a.z * 1.25 + 0.002);
    float free = b.z / max(stroke.y, 1e-4);
    float sway = live.z * 0.012 * sin(1.5708 * live.x + 5.0 * b.z + 3.0 * more.y) * free;
    at = vec4(b.z, across, a.z, a.w);
    where = a.xy + b.xy * (across + sway);
    the_stroke = stroke;
    the_ink = ink;
    the_more = more;
    gl_Position = vec4(where / size * 2.0 - 1.0, 0.0, 1.0);
}

//! soft ribbon
// A broad soft brush: how far inside a point lies, and in the last channel its streaks.
in vec4 at;
flat in vec4 the_stroke;
flat in vec4 the_ink;
flat in vec4 the_more;
out vec4 color;

void main() {
    float v = clamp(at.y / max(at.z, 1e-4), -1.0, 1.0);
    vec4 hair = textureLod(noise, vec2(at.x * 0.010 + the_more.y, v * the_stroke.w * 0.5 / 256.0 + the_more.y), 0.0);
    float tail = the_stroke.z * (0.15 + hair.b);
    float f = (1.0 - v * v) * smoothstep(0.0, 1.0, (the_stroke.y - at.x) / max(tail, 0.02));
    f *= smoothstep(0.0, 0.5 * at.z + 0.01, at.x);
    f *= 1.0 - 2.0 * at.w * smoothstep(0.55, 0.95, hair.r + 0.25 * at.x / the_stroke.y);
    color = the_ink * f + vec4(0.0, 0.0, 0.0, the_ink.r * f * hair.g);
}

//! bristles
// Hairs run along the stroke; where they are dry they leave the paper, in the order of their height, and the tooth of the paper
// takes what is left. The rim of a wet stroke pools.
uniform float streaks;        // how much the bristles show within the ink
in vec4 at;
in vec2 where;
flat in vec4 the_stroke;
flat in vec4 the_ink;
flat in vec4 the_more;
out vec4 color;

void main() {
    float half_width = max(at.z, 1e-5);
    float v = at.y / half_width;
    float hairs = the_stroke.w, seed = the_more.y;
    vec4 clump = texture(noise, vec2(at.x * 0.012 + seed, v * hairs * 0.16 / 256.0 + seed * 1.7));
    vec4 hair = texture(noise, vec2(at.x * 0.020 + seed * 2.3, v * hairs * 0.5 / 256.0 + seed));
    vec4 tooth = texture(noise, where * 1.31);
    vec4 weave = texture(noise, where * 0.37);
    float height = 0.5 + 1.1 * (0.5 * clump.r + 0.5 * hair.g - 0.5);
    float rough = 0.10 + 0.5 * at.w;
    float rim = 1.0 - abs(v) - rough * (0.55 * clump.b + 0.35 * hair.r) * smoothstep(0.0, 0.5, half_width / 0.06) + 0.06;
    float begin = at.x - half_width * (0.75 * (1.0 - sqrt(max(0.0, 1.0 - min(v * v, 1.0)))) * mix(1.0, 0.3, smoothstep(0.006, 0.02, half_width)) + 0.45 * hair.b + 0.25 * clump.g);
    float end = the_stroke.y - at.x - the_stroke.z * clamp(1.15 * clump.a + 0.5 * hair.a - 0.45, 0.0, 1.0);
    float inside = min(min(rim * half_width, begin), end);
    float taken = 0.62 * height + 0.22 * tooth.r + 0.16 * weave.g;
    float dry = at.w * 0.86;
    float ink = smoothstep(dry - 0.10, dry + 0.10, taken);
    float body = 1.0 - 0.3 * streaks + streaks * (height - 0.5) + 0.06 * exp(-max(inside, 0.0) / 0.004) - 0.10 * (1.0 - smoothstep(0.0, 0.3, taken - dry));
    float amount = cover(inside) * ink * clamp(body, 0.0, 1.0);
    // A line thinner than a pixel is as faint as it is thin.
    amount *= min(1.0, 2.0 * half_width * unit_px);
    color = the_ink * amount;
}

//! blot vertex
uniform vec2 size;
in vec4 place;                 // x, y, radius, weight
out vec2 at;
flat out float weight;

void main() {
    at = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    weight = place.w;
    gl_Position = vec4((place.xy + at * place.z * 1.6) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! blot
in vec2 at;
flat in float weight;
out vec4 color;

void main() {
    float r = clamp(1.0 - dot(at, at), 0.0, 1.0);
    color = vec4(0.0, r * weight, 0.0, 0.0);
}

//! drop vertex
uniform vec2 size;
uniform vec4 live;
in vec4 place;                 // x, y, radius, stretch
in vec4 fling;                 // direction
out vec2 at;
flat out vec4 drop;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    vec2 along = vec2(cos(fling.x), sin(fling.x));
    float r = place.z * (1.0 + 0.25 * live.z * live.y);
    float pad = 0.003;
    at = corner * vec2(1.3 * r * place.w + pad, 1.3 * r + pad);
    drop = vec4(r, place.w, fract(place.xy * 7.0));
    gl_Position = vec4((place.xy + along * at.x + vec2(-along.y, along.x) * at.y) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! drop
in vec2 at;
flat in vec4 drop;
out vec4 color;

void main() {
    // A tear: round in front, thin behind.
    float lean = clamp(at.x / (drop.x * drop.y), -1.0, 1.0);
    float rough = 1.0 + 0.32 * (smooth_noise(at / drop.x * 1.1 + drop.zw * 200.0).r - 0.5);
    float inside = drop.x * rough - length(vec2(at.x / drop.y, at.y * (1.0 + 0.5 * (drop.y - 1.0) * (0.5 - 0.5 * lean))));
    color = vec4(cover(inside) * min(1.0, 2.0 * drop.x * unit_px), 0.0, 0.0, 0.0);
}

//! seal vertex
uniform vec2 size;
in vec4 place;                 // x, y, half side, turn
out vec2 at;
flat out float half_side;

void main() {
    vec2 corner = (vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0) * (place.z + 0.004);
    at = corner;
    half_side = place.z;
    float c = cos(place.w), s = sin(place.w);
    gl_Position = vec4((place.xy + vec2(c * corner.x - s * corner.y, s * corner.x + c * corner.y)) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! seal
in vec2 at;
flat in float half_side;
uniform float carving[12];
out vec4 color;

void main() {
    vec4 rough = texture(noise, at * 0.9 + 0.3);
    vec2 q = abs(at);
    float corner = 0.22 * half_side;
    vec2 past = max(q - half_side + corner, 0.0);
    float inside = corner - length(past) + 0.05 * half_side * (rough.r - 0.8);
    vec2 cell = (at / half_side * 0.5 / 0.80 + 0.5) * vec2(3.0, 4.0);
    ivec2 which = clamp(ivec2(cell), ivec2(0), ivec2(2, 3));
    vec2 within = (fract(cell) - 0.5) * half_side * 2.0 * 0.80 / vec2(3.0, 4.0);
    float amount = carving[which.y * 3 + which.x];
    bool upright = ((which.x + which.y) & 1) == 0;
    float across = upright ? abs(within.x) : abs(within.y);
    float cut = 0.055 * half_side * (0.3 + 1.6 * amount) * step(0.08, amount) - across;
    bool carved = all(greaterThan(cell, vec2(0.0))) && all(lessThan(cell, vec2(3.0, 4.0)));
    float ink = cover(inside) * (1.0 - (carved ? cover(cut) : 0.0)) * (1.0 - 0.5 * smoothstep(0.72, 0.95, rough.g));
    color = vec4(0.0, 0.0, ink, 0.0);
}

//! press
// Paper takes washes, blots and strokes: edges wander, pigment pools at rims and settles in the tooth.
uniform sampler2D soft;        // r: wash of the bass, g: blots of chords, b: how wet around the gesture
uniform sampler2D plates;      // r: strokes and spatter, g: fine strokes, b: seal, a: strokes in the body's colour
uniform vec3 ground, far, glow, body, pool, second, second_pool, key, fine, accent, halo;
uniform vec2 toward_light;
uniform float bleed;
uniform vec2 wander;
out vec4 color;

float edge_of(float field, float level) {
    return smoothstep(level - 0.035, level + 0.035, field);
}

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    vec2 drift = live.z * 0.05 * vec2(sin(0.3927 * live.x), 1.0 - cos(0.3927 * live.x));
    vec4 large = smooth_noise((p + wander + drift) * 5.0);
    vec4 middle = smooth_noise((p + wander - drift) * 17.0);
    vec4 small = smooth_noise((p + wander) * 57.0);
    vec4 tooth = texture(noise, p * 1.31);
    vec2 warp = (0.3 + 0.7 * bleed) * ((large.xy - 0.5) * 0.07 + (middle.xy - 0.5) * 0.026 + (small.xy - 0.5) * 0.009);
    vec4 field = texture(soft, (p + warp) / size);
    vec4 wet = texture(soft, (p + 0.6 * bleed * warp) / size);
    vec4 strokes = texture(plates, (p + bleed * 0.25 * ((middle.zw - 0.5) * 0.010 + (small.zw - 0.5) * 0.006)) / size);
    float settle = 0.5 * tooth.r + 0.5 * small.z - 0.5;

    float lit = dot(p / size - 0.5, toward_light);
    vec3 c = mix(ground, far, smoothstep(0.0, 0.75, -lit));
    c = mix(c, glow, smoothstep(0.0, 0.8, lit));

    float blot = edge_of(field.g, 0.28 + 0.16 * (large.z - 0.5));
    float blot_rim = exp(-pow((field.g - 0.34) / 0.05, 2.0)) * blot;
    c = mix(c, second, blot * clamp(0.30 + 0.55 * field.g + 0.5 * (middle.w - 0.5) + 0.3 * settle, 0.0, 0.95));
    c = mix(c, second_pool, 0.42 * blot_rim);

    float wash = edge_of(field.r, 0.22 + 0.14 * (large.w - 0.5));
    float rim = exp(-pow((field.r - 0.28) / 0.05, 2.0)) * wash;
    float streak = field.a / max(field.r, 0.05) - 0.5;
    c = mix(c, body, wash * clamp(0.80 + 0.55 * streak + 0.30 * (large.z - 0.5) + 0.25 * settle, 0.0, 0.97));
    c = mix(c, pool, 0.4 * rim);

    c = mix(c, halo, bleed * 0.30 * smoothstep(0.1, 0.95, wet.b + 0.3 * (middle.x - 0.5)));
    c = mix(c, body, strokes.a * 0.92);
    c = mix(c, fine, strokes.g * 0.94);
    c = mix(c, key, clamp(strokes.r * (1.0 + 0.06 * settle), 0.0, 1.0));
    c = mix(c, accent, strokes.b * 0.95);
    color = vec4(c, 1.0);
}
