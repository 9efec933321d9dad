//! cloth
// A cloth from its draft: one texel a crossing of threads, the colour of the thread on top and which one that is.
uniform sampler2D draft;       // rgb: linear light; a: 0 warp on top, 1 weft
uniform vec2 counts;           // threads across and up
uniform vec2 sun;              // where light comes from: radians, height 0..1
uniform float relief;          // 0 flat..1 deep shade between threads
uniform float slub;            // 0 even yarn..2
uniform int samples;           // a side of a pixel
uniform vec3 gap;              // colour in the holes between threads
uniform vec4 cloth;            // left, bottom, right, top, in units
uniform vec3 wall;             // behind it
uniform vec3 shade;            // what its shadow is mixed with
uniform vec3 fringe;           // colour of its loose ends
out vec4 color;

float box(vec2 p, vec4 sides, float soft) {
    vec2 inside = min(p - sides.xy, sides.zw - p);
    return smoothstep(-soft, soft, inside.x) * smoothstep(-soft, soft, inside.y);
}

vec3 around(vec2 p) {
    // The wall, the shadow that a hanging cloth throws on it, and its loose ends, knotted in bundles.
    vec2 way = -0.016 * vec2(cos(sun.x), abs(sin(sun.x)) + 0.4) * (1.3 - 0.6 * sun.y);
    float fallen = 0.62 * box(p - way, cloth - vec4(0.0, 0.032, 0.0, 0.0), 0.007) + 0.25 * box(p - 1.6 * way, cloth, 0.035);
    vec3 c = from_lab(mix(to_lab(wall), to_lab(shade), 0.75 * fallen));
    float bundle = (p.x - cloth.x) / (cloth.z - cloth.x) * floor(counts.x / 6.0);
    float number = floor(bundle);
    vec4 dice = textureLod(noise, vec2(number + 0.5, 33.5) / 256.0, 0.0);
    bool head = p.y > 0.5 * (cloth.y + cloth.w);
    float hanging = head ? p.y - cloth.w : cloth.y - p.y;
    float long_ = head ? 0.010 : 0.040 * (0.75 + 0.5 * dice.x);
    float bent = (dice.y - 0.5) * 12.0 * hanging + live.z * 3.0 * hanging * sin(live.x * 0.785 + 0.3 * number);
    float half_width = 0.34 * (1.0 - 0.35 * hanging / long_);
    float unit = (cloth.z - cloth.x) / floor(counts.x / 6.0);
    float off = abs(bundle - number - 0.5 + bent) * unit;
    float there = cover(half_width * unit - off) * cover(long_ - hanging) * cover(hanging) * cover(min(p.x - cloth.x, cloth.z - p.x));
    float tone = 1.0 + relief * (0.2 - 0.5 * off / unit - 0.25 * smoothstep(0.008, 0.0, hanging));
    return mix(c, fringe * tone, there);
}

vec3 thread(vec2 p) {
    // Hands do not beat every pick alike: rows and columns swing a little.
    p += slub * 0.0022 * (smooth_noise(p * vec2(5.0, 9.0) + 3.7).xy - 0.5);
    p += live.z * 0.005 * vec2(sin(live.x * 0.785 + 9.0 * p.y), sin(live.x * 0.524 + 7.0 * p.x) * (0.6 + 0.8 * live.y));
    if (any(lessThan(p, cloth.xy)) || any(greaterThanEqual(p, cloth.zw))) return around(p);
    vec2 px = unit_px * (cloth.zw - cloth.xy) / counts;   // pixels an end and a pick
    vec2 g = clamp((p - cloth.xy) / (cloth.zw - cloth.xy), vec2(0.0), vec2(0.99999)) * counts;
    ivec2 cell = ivec2(g), last = ivec2(counts) - 1;
    vec2 f = g - vec2(cell) - 0.5;
    vec4 top = texelFetch(draft, cell, 0);
    bool weft = top.a > 0.5;
    ivec2 ahead = weft ? ivec2(1, 0) : ivec2(0, 1);
    float before = texelFetch(draft, max(cell - ahead, ivec2(0)), 0).a, after = texelFetch(draft, min(cell + ahead, last), 0).a;
    float along = weft ? f.x : f.y, across = weft ? f.y : f.x;
    // A thread dives at the ends of its float.
    float dive_before = (before > 0.5) == weft ? 0.0 : 1.0 - smoothstep(0.0, 0.55, along + 0.5);
    float dive_after = (after > 0.5) == weft ? 0.0 : 1.0 - smoothstep(0.0, 0.55, 0.5 - along);
    float dive = max(dive_before, dive_after);
    float number = weft ? float(cell.y) + 0.5 : float(cell.x) + 200.5;
    float run = weft ? g.x : g.y;
    vec4 yarn = textureLod(noise, vec2(run * 0.09 + number * 0.37, number + 0.5) / 256.0 * vec2(24.0, 1.0), 0.0);
    vec4 skein = textureLod(noise, vec2(number + 0.5, 91.5) / 256.0, 0.0);
    float half_width = 0.46 * (1.0 - 0.22 * dive) * (1.0 + slub * (0.16 * (yarn.x - 0.5) - 0.04));
    float x = clamp(across / half_width, -1.0, 1.0);
    vec3 normal = normalize(vec3(dive_after - dive_before, 1.1 * x, 1.15 - 0.5 * x * x));
    if (!weft) normal.xy = normal.yx;
    float low = 1.0 - 0.6 * sun.y;
    float lit = dot(normal, normalize(vec3(cos(sun.x) * low, sin(sun.x) * low, 0.9)));
    // Two plies wound around each other, and their fibres, where a thread is wide enough to show them.
    float close = smoothstep(4.0, 11.0, min(px.x, px.y));
    float ply = fract(run * 0.85 + across * 0.9 + yarn.y * 0.6);
    float twist = close * (smoothstep(0.0, 0.35, ply) * smoothstep(1.0, 0.75, ply) - 0.70);
    float fibre = close * (textureLod(noise, vec2(run * 1.1 + across * 2.5, across * 9.0 + number * 3.1) / 24.0, 0.0).w - 0.5);
    float tone = 1.0 + relief * (1.15 * (lit - 0.66) - 0.32 * dive) + (0.30 * twist + 0.26 * fibre) * (0.4 + 0.6 * relief);
    tone *= 1.0 + slub * (0.10 * (yarn.z - 0.5) + 0.12 * (skein.x - 0.5));
    float covered = clamp((half_width - abs(across)) * (weft ? px.y : px.x) * float(samples) + 0.5, 0.0, 1.0);
    // Shade takes light away; the cloth as a whole keeps its dyes (measured on plain cloth).
    return (1.0 + 0.33 * relief) * mix(mix(top.rgb, gap, 0.55 * relief + 0.1), top.rgb * tone, covered);
}

void main() {
    vec3 sum = vec3(0.0);
    for (int one = 0; one < samples * samples; one++) {
        vec2 part = (vec2(one % samples, one / samples) + 0.5) / float(samples) - 0.5;
        sum += thread((gl_FragCoord.xy + part) / unit_px);
    }
    color = vec4(sum / float(samples * samples), 1.0);
}
