//! curves
// `curves` has a row a curve of x, y, brightness, 0; see `light_trails.Trails`. Live, they swing like hung ribbons.
uniform vec2 size;
uniform float unit_px;
uniform vec4 live;
uniform sampler2D curves;

vec4 on(float row, float step) {
    float last = float(textureSize(curves, 0).x - 1);
    float place = clamp(step, 0.0, last);
    int before = int(place);
    vec4 c = mix(texelFetch(curves, ivec2(before, int(row + 0.5)), 0),
                 texelFetch(curves, ivec2(min(before + 1, int(last)), int(row + 0.5)), 0), fract(place));
    float at_rest = 5.0 * place / last + 1.7 * row;
    float swing = at_rest + 0.3927 * live.x;
    c.xy += live.z * 0.035 * vec2(sin(swing) - sin(at_rest), cos(1.31 * swing) - cos(1.31 * at_rest));
    return c;
}

//! strand vertex
// A thread of light between two curves.
uniform float stride;          // points of a curve from vertex to vertex
in vec4 strand;                // from this curve to that one, place between them, half width
in vec4 ink;                   // amounts on the four plates
out vec4 at;                   // across, half width, brightness, unused
flat out vec4 the_ink;

vec4 between(float step) {
    return mix(on(strand.x, step), on(strand.y, step), strand.z);
}

void main() {
    float step = float(gl_VertexID >> 1) * stride;
    vec4 here = between(step);
    vec2 way = between(step + stride).xy - between(step - stride).xy;
    vec2 normal = vec2(-way.y, way.x) / max(length(way), 1e-6);
    float half_width = strand.w * (0.55 + 0.45 * min(here.z, 2.0));
    float across = ((gl_VertexID & 1) == 1 ? 1.0 : -1.0) * (half_width + 1.0 / unit_px);
    at = vec4(across, half_width, here.z, 0.0);
    the_ink = ink;
    gl_Position = vec4((here.xy + normal * across) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! strand
// One thin line; thinner than a pixel it is as faint as it is thin.
in vec4 at;
flat in vec4 the_ink;
out vec4 color;

void main() {
    color = the_ink * at.z * cover(at.y - abs(at.x)) * min(1.0, 2.0 * at.y * unit_px);
}

//! veil vertex
// The sheet of a veil itself, hung from one curve to the next; it thins out away from the first.
uniform float stride;
in vec4 strand;                // from this curve to that one, unused
in vec4 ink;
out float thick;
flat out vec4 the_ink;

void main() {
    float step = float(gl_VertexID >> 1) * stride;
    bool far = (gl_VertexID & 1) == 1;
    vec4 here = on(far ? strand.y : strand.x, step);
    thick = (far ? 0.3 : 1.0) * here.z;
    the_ink = ink;
    gl_Position = vec4(here.xy / size * 2.0 - 1.0, 0.0, 1.0);
}

//! veil
in float thick;
flat in vec4 the_ink;
out vec4 color;

void main() {
    color = the_ink * thick;
}

//! spark vertex
// A spark thrown off a curve: it flies, falls and dies.
in vec4 place;                 // curve, point of it, and how fast it flies: units in its life
in vec4 spark;                 // fall, half width, brightness, its number 0..1
uniform float least;           // half width below which it may not fall
out vec4 at;
flat out vec4 the_ink;

void main() {
    float age = float(gl_VertexID >> 1) / 11.0;
    float t = age * (1.0 + live.z * 0.25 * sin(0.7854 * live.x) * cos(6.2832 * spark.w));
    vec2 p = on(place.x, place.y).xy + place.zw * t - vec2(0.0, spark.x) * t * t;
    vec2 way = place.zw - vec2(0.0, 2.0 * spark.x) * t;
    vec2 normal = vec2(-way.y, way.x) / max(length(way), 1e-6);
    float half_width = max(least, spark.y * (1.0 - 0.75 * age));
    float across = ((gl_VertexID & 1) == 1 ? 1.0 : -1.0) * (half_width + 1.0 / unit_px);
    at = vec4(across, half_width, spark.z * (1.0 - age) * (0.5 + 0.5 * age) * 2.2, 0.0);
    the_ink = vec4(0.0, 0.0, 1.0, 0.30 * (1.0 - age));
    gl_Position = vec4((p + normal * across) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! lamp vertex
in vec4 place;                 // curve, point of it, and how far from it
in vec4 lamp;                  // radius, softness of the rim 0..1, how hollow 0..1, brightness
in vec4 ink;
out vec2 at;
flat out vec4 the_lamp;
flat out vec4 the_ink;

void main() {
    at = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    the_lamp = lamp;
    the_ink = ink;
    float radius = lamp.x * (1.0 + 0.06 * live.z * live.y);
    at *= 1.0 + 1.0 / (unit_px * radius);
    gl_Position = vec4((on(place.x, place.y).xy + place.zw + at * radius) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! lamp
// A lamp out of focus: a disc with a rim, a ring where it is hollow.
in vec2 at;
flat in vec4 the_lamp;
flat in vec4 the_ink;
out vec4 color;

void main() {
    float r = length(at);
    float soft = max(the_lamp.y, 1.0 / (unit_px * the_lamp.x));
    float disc = 1.0 - smoothstep(1.0 - soft, 1.0, r);
    float rim = smoothstep(0.5, 0.97, r);
    color = the_ink * the_lamp.w * disc * mix(0.75 + 0.35 * rim, 0.18 + rim, the_lamp.z);
}

//! blur
// What the lens scatters: one half of a Gaussian blur.
uniform sampler2D source;
uniform vec2 way;              // standard deviation along it, units
out vec4 color;

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    vec4 sum = vec4(0.0);
    float total = 0.0;
    for (int tap = -8; tap <= 8; tap++) {
        float far = float(tap) * 0.32;
        float weight = exp(-0.5 * far * far);
        sum += weight * textureLod(source, (p + way * far) / size, 0.0);
        total += weight;
    }
    color = sum / total;
}

//! develop
// Light adds up; the film takes it as 1 - exp(-exposure), each plate in its own colour, mixed in OKLab.
uniform sampler2D fine;        // r: melody's veil, g: bass's veil and lamps, b: sparks, a: cores
uniform sampler2D near_haze;   // the same scattered; a: bass
uniform sampler2D wide_haze;
uniform vec3 ground, far, near, body, second, accent, core, crowded, deep, shade;
uniform vec3 scattered;        // how much of the wide haze and of the near one shows, and of the sparks' own
uniform vec2 toward_light;
uniform float tooth;           // 0: smooth as light, 1: speckled as an airbrush
uniform float shading;         // how much veils shade what is behind them
out vec4 color;

vec4 taken(vec4 exposure) {
    return 1.0 - exp(-max(exposure, 0.0));
}

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    vec4 speck = texture(noise, p * 1.9);
    float fleck = 1.0 + tooth * 0.8 * (speck.r + speck.g - 1.0);
    vec4 close = texture(near_haze, p / size);
    vec4 wide = texture(wide_haze, p / size);
    vec4 behind = texture(wide_haze, (p + 0.06 * toward_light) / size);
    vec4 line = texture(fine, p / size);
    float lit = dot(p / size - 0.5, toward_light);
    vec3 c = mix(ground, far, smoothstep(-0.1, 0.75, -lit));
    c = mix(c, near, smoothstep(0.0, 0.8, lit));
    c = mix(c, deep, taken(2.4 * wide * fleck).a);
    c = mix(c, shade, shading * (1.0 - exp(-1.2 * (behind.r + behind.g) * fleck)));
    vec3 glow = max(scattered.x * wide.rgb * fleck + scattered.y * close.rgb, 0.0);
    float both = glow.r + glow.g;
    // Where two colours meet, the stronger one holds: mixed light would be a third colour.
    c = mix(c, mix(second, body, smoothstep(0.25, 0.75, glow.r / max(both, 1e-4))), 1.0 - exp(-both));
    c = mix(c, accent, 1.0 - exp(-scattered.z * glow.b));
    vec4 drawn = taken(line);
    c = mix(c, second, drawn.g);
    c = mix(c, body, drawn.r);
    // Many threads together burn out on film, and only grow deeper as pigment.
    c = mix(c, crowded, 1.0 - exp(-0.08 * line.r * line.r - 0.05 * line.g * line.g));
    c = mix(c, accent, drawn.b);
    c = mix(c, core, drawn.a);
    color = vec4(max(from_lab(c), 0.0), 1.0);
}
