//! padded
// Currents and pigments are kept a little beyond the picture, since they flow in from there.
const float PAD = 0.3;

vec2 from_padded(vec2 p) { return p / size * (size + 2.0 * PAD) - PAD; }

vec2 to_padded(vec2 p) { return (p + PAD) / (size + 2.0 * PAD); }

//! flow
// The velocity of the water: whirls of the chords, a jet along the melody's stream, and eddies. Free of divergence, so that
// pigments keep their areas.
uniform vec4 whirls[12];       // x, y, strength, radius
uniform vec4 jet;              // centre, direction
uniform vec4 water;            // strength of the jet, its half width, strength of eddies, offset of their noise
uniform vec4 turned;           // centre of the picture, how much it repeats itself turned by half 0..1, eddies a unit
out vec4 color;

float eddy(vec2 p) {
    vec2 q = p * turned.w + water.w;
    return smooth_noise(q).x + 0.4 * smooth_noise(q * 2.1 + 31.7).y;
}

vec2 current(vec2 p) {
    vec2 v = vec2(0.0);
    for (int one = 0; one < 12; one++) {
        vec2 away = (p - whirls[one].xy) / whirls[one].w;
        v += whirls[one].z * vec2(-away.y, away.x) * exp(-0.5 * dot(away, away));
    }
    float off = dot(p - jet.xy, vec2(-jet.w, jet.z)) / water.y;
    v += water.x * jet.zw * exp(-off * off);
    const float H = 0.02;
    float here = eddy(p);
    return v + water.z * vec2(eddy(p + vec2(0.0, H)) - here, here - eddy(p + vec2(H, 0.0))) / H;
}

void main() {
    vec2 p = from_padded(gl_FragCoord.xy / unit_px);
    vec2 here = current(p);
    if (turned.z > 0.0) here = mix(here, 0.65 * (here - current(2.0 * turned.xy - p)), turned.z);
    color = vec4(here, 0.0, 1.0);
}

//! drift
// Where the water at each place came from: back along the currents. Kept in two parts, for half floats are coarse.
uniform sampler2D currents;
uniform float steps;
uniform float time;
out vec4 color;

void main() {
    vec2 p = from_padded(gl_FragCoord.xy / unit_px), q = p;
    for (float step = 0.0; step < steps; step++) {
        vec2 half_way = q - 0.5 * time / steps * texture(currents, to_padded(q)).xy;
        q -= time / steps * texture(currents, to_padded(half_way)).xy;
    }
    vec2 way = q - p;
    vec2 coarse = floor(way * 256.0) / 256.0;
    color = vec4(coarse, way - coarse);
}

//! drop vertex
uniform vec2 size;
const float PAD = 0.3;
in vec4 place;                 // centre x, y, radius, unused
in vec4 ink;                   // how much of the four pigments
out vec2 at;
flat out vec4 pigment;

void main() {
    at = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    pigment = ink;
    gl_Position = vec4((place.xy + at * place.z + PAD) / (size + 2.0 * PAD) * 2.0 - 1.0, 0.0, 1.0);
}

//! drop
in vec2 at;
flat in vec4 pigment;
out vec4 color;

void main() {
    float inside = max(0.0, 1.0 - dot(at, at));
    color = pigment * inside * inside;
}

//! bath
// The picture: pigments looked up where the water came from, in layers from the ground up.
uniform sampler2D drifted;
uniform sampler2D pigments;
uniform vec3 inks[6];          // OKLab: ground, shadow, body, second, accent, light
uniform vec4 edges;            // where body, second, accent and light begin
uniform vec4 tops;             // the most of each there is
uniform vec4 comb;             // direction of its teeth, spacing, depth
uniform vec4 hand;             // softness of edges, rings, grain, glow
uniform vec4 lamp;             // direction of the light, contrast, offset of the noise
out vec4 color;

vec4 smooth_texture(sampler2D map, vec2 uv) {
    // Bicubic B-spline from four bilinear reads (Sigg & Hadwiger 2005), so that enlarged maps show no lattice.
    vec2 texels = vec2(textureSize(map, 0));
    vec2 p = uv * texels - 0.5, f = fract(p);
    p -= f;
    vec2 w0 = (1.0 - f) * (1.0 - f) * (1.0 - f) / 6.0, w3 = f * f * f / 6.0;
    vec2 w1 = 2.0 / 3.0 - 0.5 * f * f * (2.0 - f), w2 = 1.0 - w0 - w1 - w3;
    vec2 low = w0 + w1, high = w2 + w3;
    vec2 a = (p + w1 / low - 0.5) / texels, b = (p + w3 / high + 1.5) / texels;
    return mix(mix(textureLod(map, b, 0.0), textureLod(map, vec2(a.x, b.y), 0.0), low.x),
               mix(textureLod(map, vec2(b.x, a.y), 0.0), textureLod(map, a, 0.0), low.x), low.y);
}

float edge(float amount, float level, float soft, float width, float mean) {
    // Covered beyond a level; where a pixel holds many folds, what they cover in the mean.
    float reach = max(soft, 0.75 * width);
    return mix(smoothstep(level - reach, level + reach, amount), mean, smoothstep(0.8, 2.4, width / level));
}

vec2 combed(vec2 p) {
    // A comb drawn through the bath, teeth to and fro by turns: each drags what is near it (Lu, Jaffer et al. 2012).
    float x = mod(dot(p, vec2(comb.y, -comb.x)) / comb.z, 2.0);
    float to = min(x, 2.0 - x), fro = abs(x - 1.0);
    return p + comb.xy * comb.w * (exp(-3.5 * to) - exp(-3.5 * fro));
}

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    float beat = live.x * TAU / 16.0;
    vec2 q = p + 0.012 * live.z * vec2(sin(beat + 5.0 * p.y) - sin(5.0 * p.y), cos(beat + 5.0 * p.x) - cos(5.0 * p.x));
    vec4 way = smooth_texture(drifted, to_padded(q));
    q += (way.xy + way.zw) * (1.0 + 0.05 * live.z * sin(beat * 0.5));
    // Where the water was drawn out far, pigments have mixed.
    float thin = 1.0 - smoothstep(14.0, 32.0, unit_px * max(length(dFdx(q)), length(dFdy(q))));
    q = combed(q);
    vec4 amount = smooth_texture(pigments, to_padded(q));
    vec2 wisps = octaves(q * 5.0 + lamp.w, 4) - 0.5;
    float stretch = max(length(dFdx(q)), length(dFdy(q)));
    vec2 threads = (octaves(q * 39.0 + lamp.w, 2) - 0.5) * (1.0 - smoothstep(0.004, 0.016, stretch));
    amount += tops * (wisps.xyxy * vec4(0.42, 0.3, -0.16, 0.12) + vec4(0.0, 0.02 * threads.yyx)) * min(vec4(1.0), 4.0 * amount / tops);
    vec4 width = fwidth(amount), soft = hand.x * tops;
    vec4 lies = vec4(edge(amount.x, edges.x, soft.x, width.x, 0.5), edge(amount.y, edges.y, soft.y, width.y, 0.35),
                     edge(amount.z, edges.z, 0.6 * soft.z, width.z, 0.15), edge(amount.w, edges.w, 0.6 * soft.w, width.w, 0.05));
    lies.yzw *= thin;
    float depth = clamp((amount.x - edges.x) / (tops.x - edges.x), 0.0, 1.2);
    vec3 c = mix(inks[0], inks[2], (0.10 + 0.25 * hand.w) * smoothstep(0.1 * edges.x, edges.x, amount.x * (1.0 + 0.4 * threads.x)));
    // Rings, as drops leave them that push each other aside; the outermost lie as threads in clear water.
    float ring = hand.y * (amount.x < edges.x ? 0.5 * log(max(amount.x, 1e-4) / edges.x) : depth);
    float ring_width = fwidth(ring);
    float line = edge(abs(fract(ring) - 0.5), 0.38, 0.06 + 0.6 * hand.x, ring_width, 0.3) * (1.0 - smoothstep(0.3, 0.7, ring_width)) * thin;
    c = mix(c, inks[2], 0.55 * (1.0 - hand.w) * line * smoothstep(0.25 * edges.x, 0.95 * edges.x, amount.x));
    vec3 body = mix(inks[2], mix(inks[2], inks[1], 0.8), thin * smoothstep(0.4, 0.75, depth + 0.5 * wisps.y));
    body = mix(body, inks[0], 0.6 * line * smoothstep(0.0, 0.08, depth));
    c = mix(c, body, lies.x);
    c = mix(c, inks[1], 0.6 * thin * edge(amount.y, 0.82 * edges.y, soft.y, width.y, 0.35) * (1.0 - lies.y));
    c = mix(c, inks[3], lies.y);
    c = mix(c, inks[0], 0.9 * thin * edge(amount.z, 0.84 * edges.z, 0.6 * soft.z, width.z, 0.15) * (1.0 - lies.z) * (1.0 - hand.w));
    c = mix(c, inks[4], hand.w * 0.5 * smoothstep(0.05 * edges.z, edges.z, amount.z) * (1.0 - lies.z));
    c = mix(c, inks[4], lies.z);
    c = mix(c, inks[5], lies.w);
    // Pigment lies thicker where it gathered: granulation, and a low relief under the lamp.
    vec2 slope = vec2(dFdx(amount.x + amount.y), dFdy(amount.x + amount.y)) * unit_px / (tops.x + tops.y);
    float relief = dot(slope, lamp.xy) / (3.0 + length(slope));
    float covered = max(max(lies.x, lies.y), lies.z);
    c.x += covered * (0.16 * threads.y * (0.15 + hand.z) + 0.05 * wisps.x - 0.055 * lamp.z * relief);
    c.x += 0.05 * lamp.z * dot(p - 0.5 * size, lamp.xy);
    color = vec4(max(from_lab(c), 0.0), 1.0);
}

//! reduce
// A picture painted larger, averaged.
uniform sampler2D larger;
out vec4 color;

void main() {
    vec2 p = gl_FragCoord.xy, whole = size * unit_px;
    vec4 sum = vec4(0.0);
    for (int one = 0; one < 4; one++) sum += textureLod(larger, (p + 0.5 * vec2(one & 1, one >> 1) - 0.25) / whole, 0.0);
    color = vec4(0.25 * sum.rgb, 1.0);
}

//! star vertex
uniform vec2 size;
uniform float unit_px;
in vec4 place;                 // centre x, y, radius, strength
in vec4 ink;
out vec2 at;
flat out vec4 the_place;
flat out vec4 the_ink;

void main() {
    float reach = place.z + 1.5 / unit_px;
    at = (vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0) * reach;
    the_place = place;
    the_ink = ink;
    gl_Position = vec4((place.xy + at) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! star
in vec2 at;
flat in vec4 the_place;
flat in vec4 the_ink;
out vec4 color;

void main() {
    color = vec4(the_ink.rgb, 1.0) * the_place.w * cover(the_place.z - length(at));
}
