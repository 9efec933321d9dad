//! carving
// What gouges leave: marks as lenses in lanes, and ink that does not quite cover. Lengths in units.
uniform float margin;          // paper around the block
uniform float gauge;           // distance of marks
uniform float stroke;          // length of marks
uniform float grain;           // 0..1
uniform vec2 toward_light;     // unit vector
uniform vec2 wander;

vec4 dice_of(ivec2 cell) {
    return texelFetch(noise, cell & 255, 0);
}

float gouged(float along, float across, float lane_width, float length_, float tone) {
    // How far inside a mark a point lies: lanes across, lenses along them, the thicker the greater the tone (0..1).
    float lane = floor(across / lane_width);
    vec4 dice = dice_of(ivec2(int(lane), 17));
    float shifted = along / (length_ * (0.7 + 0.6 * dice.y)) + 9.0 * dice.x;
    vec4 own = dice_of(ivec2(int(lane) + 3, int(floor(shifted)) + 41));
    float u = fract(shifted);
    float lens = pow(max(0.0, 4.0 * u * (1.0 - u)), 0.55);
    float thick = 0.5 * lane_width * tone * lens * (0.72 + 0.4 * own.x);
    float bow = (own.y - 0.5) * 0.22 * lane_width;
    return thick - abs((fract(across / lane_width) - 0.5) * lane_width + bow * (2.0 * u - 1.0));
}

float inked(vec2 p) {
    // Share of ink that the paper took: salt of the press, cloudy pressure.
    vec4 fine = texture(noise, p * 1.53);
    vec4 rolled = smooth_noise(p * 21.0 + 7.0);
    float missed = smoothstep(0.80 - 0.10 * grain, 0.98, 0.60 * fine.r + 0.30 * rolled.r + 0.12);
    return 1.0 - (0.35 + 0.5 * grain) * missed - 0.05 * rolled.g;
}

float on_block(vec2 p) {
    // How far inside the block a point lies; its edge is cut by hand.
    vec2 far = min(p, size - p);
    float plain = min(far.x, far.y) - margin;
    if (plain > 0.02) return plain;
    vec4 rough = smooth_noise(p * 6.0);
    vec4 fine = smooth_noise(p * 40.0);
    return plain + 0.006 * (rough.r - 0.5) + 0.003 * (fine.r - 0.5);
}

//! sky
uniform sampler2D chords;      // over a turn: length of rays, minor
uniform vec3 disc;             // x, y, radius
uniform vec3 ground, disc_ink, ray_ink;
uniform float rays, excited, sky_low;
out vec4 color;

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    float within_block = on_block(p);
    float printed = cover(within_block);
    float took = inked(p) * printed;
    vec2 hand = p + 0.010 * (smooth_noise(p * 4.0 + wander).xy - 0.5);

    // The roller leaves the top dark and runs out downwards; grain of the block across.
    float roll = smoothstep(sky_low * size.y, size.y, p.y + 0.05 * (smooth_noise(vec2(p.x * 1.4, p.y * 9.0) + wander).z - 0.5));
    float grained = 0.86 + 0.28 * (smooth_noise(vec2(p.x * 2.0, p.y * 60.0)).x - 0.5);
    float rolled = clamp(roll * roll * 1.15 * grained, 0.0, 0.96);

    vec2 q = hand - disc.xy;
    float r = length(q);
    float turn = fract(0.25 - atan(q.y, q.x) / TAU + live.z * 0.02 * sin(0.3927 * live.x));
    vec4 chord = texture(chords, vec2(turn, 0.5));
    float ray = floor(turn * rays);
    vec4 dice = dice_of(ivec2(int(ray), 5));
    float lane = TAU * r / rays;
    float begin = disc.z * (1.22 + 0.16 * dice.x + 0.25 * chord.g);
    float long_ = (0.10 + 0.62 * chord.r) * (0.15 + 0.95 * excited) * (0.65 + 0.7 * dice.y);
    float u = (r - begin) / long_;
    float lens = u > 0.0 && u < 1.0 ? pow(4.0 * u * (1.0 - u), 0.5) * (1.0 - 0.6 * u) : 0.0;
    float thick = 0.5 * min(lane, 0.03) * (0.10 + 0.70 * excited) * lens;
    float beam = cover(thick - abs((fract(turn * rays) - 0.5) * lane)) * step(1e-4, thick);

    // Bands of calm: one an eighth of the section from the top down, the further its chord, the more of it stays on the block.
    float still = 1.0 - smoothstep(0.25, 0.75, excited);
    float held = texture(chords, vec2((floor(8.0 * (1.0 - p.y / size.y)) + 0.5) / 8.0, 0.5)).r;
    float clear_of_disc = smoothstep(0.0, 0.25, r - 1.5 * disc.z - 0.25 * excited);
    float lined = 0.0;
    if (still * clear_of_disc > 0.02) {
        lined = cover(gouged(hand.x, hand.y, 1.15 * gauge, 2.2 * stroke + 0.1, still * clear_of_disc * (0.12 + 0.62 * held)));
    }
    float marks = max(beam, lined);

    // Marks cut light out of the dark sky, and print dark where it is light.
    float tone = mix(rolled, 1.0 - rolled, marks);

    // Ridges that the gouge left standing where the ground was cleared.
    vec2 across = vec2(-toward_light.y, toward_light.x);
    vec2 cell = vec2(dot(hand, across) / 0.075, dot(hand, toward_light) / 0.011);
    vec4 left = dice_of(ivec2(floor(cell)) + 90);
    vec2 within = fract(cell) - 0.5;
    float rim = 1.0 - smoothstep(0.0, 0.16, within_block);
    float shown = step(0.95 - 0.16 * rim - 0.05 * grain, left.x);
    float chatter = cover(0.0016 * (0.3 + left.y) * (1.0 - 4.0 * within.x * within.x) - abs(within.y + 0.5 * (left.z - 0.5)) * 0.011) * shown;
    tone = max(tone, 0.8 * chatter * (1.0 - rolled));
    vec3 c = mix(ground, ray_ink, clamp(tone, 0.0, 1.0) * took);

    float sun = disc.z - r;
    if (sun > -0.02) {
        float shade = dot(q, -toward_light) / disc.z + 0.25 * r / disc.z;
        float ring = 0.5 * disc.z * atan(q.y, q.x);
        float carved = cover(gouged(ring, r, 0.62 * gauge, 0.8 * stroke, 0.85 * smoothstep(0.1, 1.1, shade))) * step(0.35 * disc.z, r);
        c = mix(c, ground, cover(sun + 0.010));
        c = mix(c, disc_ink, cover(sun) * (1.0 - carved) * took);
    }
    color = vec4(c, 1.0);
}

//! land
// The near land: light at the ridge by carved lines, dark below by the key block's.
uniform sampler2D land;
uniform sampler2D nicks;       // rows low, middle, high drums; over time
uniform vec3 ground, land_ink, key_ink;
out vec4 color;

float nick(float x, float down, int kind, float deep, float tall, float wide) {
    // Wedges that stand on a line below the ridge, one a moment.
    float slot = x * 64.0;
    float loud = texelFetch(nicks, ivec2(clamp(int(slot), 0, 63), kind), 0).r;
    float off = (fract(slot) - 0.5) / 64.0 * size.x;
    float v = (down - deep) / (tall * (0.4 + 0.6 * loud));
    float lens = v > 0.0 && v < 1.0 ? pow(4.0 * v * (1.0 - v), 0.6) * (1.3 - 0.6 * v) : 0.0;
    return loud > 0.0 && lens > 0.0 ? min(wide, 0.36 * size.x / 64.0) * (0.4 + 0.6 * loud) * lens - abs(off) : -1.0;
}

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    vec2 hand = p + 0.008 * (smooth_noise(p * 5.0 + wander + 3.0).xy - 0.5);
    float x = p.x / size.x;
    float ridge = texture(land, vec2(x, 0.25)).r;
    float loud = texture(land, vec2(x, 0.75)).r;
    float down = ridge - hand.y;
    float block = cover(on_block(p));
    float took = inked(p + 0.3) * block;
    float drift = live.z * 0.04 * sin(0.3927 * live.x);

    float light_tone = (0.45 + 0.55 * loud) * (1.0 - smoothstep(0.0, 0.09, down));
    float carved = cover(gouged(hand.x + drift, down, gauge, stroke, 0.9 * light_tone));
    float dark_tone = smoothstep(0.04, 0.17, down) * 1.25;
    float hatched = cover(gouged(hand.x + drift + 0.37, down + 0.5 * gauge, gauge, 2.0 * stroke, dark_tone)) * step(0.05, dark_tone);
    float keyed = max(hatched, cover(0.0042 * (0.6 + smooth_noise(p * 9.0).z) - abs(down - 0.003)));
    float cut = max(nick(x, down, 2, 0.012, 0.016, 0.0024), max(nick(x, down, 1, 0.032, 0.024, 0.0036), nick(x, down, 0, 0.062, 0.034, 0.0056)));
    float nicked = cover(cut) * step(-0.5, cut);

    float there = cover(down);
    vec3 c = mix(ground, land_ink, (1.0 - carved) * took);
    c = mix(c, key_ink, keyed * took);
    c = mix(c, ground, nicked);
    color = vec4(c * there, there) * block;
}

//! stem vertex
uniform vec2 size;
uniform vec4 live;
uniform sampler2D paths;
in vec4 stroke;                // row, length, -, -
out vec3 at;                   // along, across, half width
out vec2 where;

void main() {
    int row = 2 * int(stroke.x + 0.5);
    vec4 a = texelFetch(paths, ivec2(gl_VertexID >> 1, row), 0);
    vec4 b = texelFetch(paths, ivec2(gl_VertexID >> 1, row + 1), 0);
    float across = ((gl_VertexID & 1) == 1 ? 1.0 : -1.0) * (a.z + 0.008);
    at = vec3(b.z, across, a.z);
    where = a.xy + b.xy * across;
    gl_Position = vec4(where / size * 2.0 - 1.0, 0.0, 1.0);
}

//! stem
uniform vec3 ink, rim_ink;
in vec3 at;
in vec2 where;
out vec4 color;

void main() {
    float rough = 0.0016 * (smooth_noise(where * 60.0).r - 0.5);
    float inside = at.z - abs(at.y) + rough;
    float light = cover(gouged(at.x, at.y + 0.5 * at.z + 20.0 * at.z, 2.0 * at.z, 0.5 * stroke, 0.4)) * step(0.0, at.y * toward_light.x);
    float block = cover(on_block(where));
    float shape = cover(inside) * (1.0 - light) * inked(where);
    float rim = cover(inside + 0.0035) * block;
    color = vec4(mix(rim_ink, ink, shape), 1.0) * rim;
}

//! leaf vertex
// A leaf along an arc; 17 pairs of vertices.
uniform vec2 size;
uniform vec4 live;
in vec4 place;                 // foot x, y, direction, length
in vec4 shape;                 // half width, bend (radians), kind, side
out vec3 at;                   // along 0..1, across (units), rim
out vec2 where;
flat out vec4 the_place;
flat out vec4 the_shape;

void main() {
    float s = float(gl_VertexID >> 1) / 16.0;
    float across = ((gl_VertexID & 1) == 1 ? 1.0 : -1.0) * (shape.x * 1.1 + 0.006);
    float pad = 0.004 / place.w;
    s = mix(-pad, 1.0 + pad, s);
    float sway = live.z * 0.10 * sin(1.5708 * live.x + 1.9 * shape.z);
    float start = place.z + sway - 0.5 * shape.y;
    float bend = abs(shape.y) < 1e-3 ? 1e-3 : shape.y;
    float here = start + bend * s;
    vec2 spine = place.w / bend * vec2(sin(here) - sin(start), cos(start) - cos(here));
    where = place.xy + spine + across * vec2(-sin(here), cos(here));
    at = vec3(s, across, 0.0);
    the_place = place;
    the_shape = shape;
    gl_Position = vec4(where / size * 2.0 - 1.0, 0.0, 1.0);
}

//! leaf
uniform vec3 ink, rim_ink;
uniform float pointed;
in vec3 at;
in vec2 where;
flat in vec4 the_place;
flat in vec4 the_shape;
out vec4 color;

void main() {
    float s = clamp(at.x, 0.0, 1.0), long_ = the_place.w, wide = the_shape.x;
    // Broad below the middle, to a point; harsh music cuts teeth.
    float belly = pow(s, mix(0.80, 0.62, pointed)) ;
    float profile = pow(max(sin(3.14159265 * belly), 0.0), mix(0.75, 1.35, pointed));
    float teeth = pointed * 0.30 * fract(s * 7.0) * smoothstep(0.45, 0.75, pointed);
    float rough = 0.0018 * (smooth_noise(where * 55.0).r - 0.5);
    float past = (abs(at.x - 0.5) - 0.5) * long_;
    float inside = min(wide * profile * (1.0 - teeth) - abs(at.y), -past * 4.0) + rough;
    float middle = cover(0.0011 + 0.05 * wide * (1.0 - s) - abs(at.y));
    float out_ = abs(at.y) / max(wide * profile, 1e-4);
    float lit = step(0.0, at.y * dot(toward_light, vec2(-sin(the_place.z), cos(the_place.z))));
    // Veins: marks that leave the midrib towards the tip.
    float gap = clamp(0.5 * wide, 0.0052, 0.9 * gauge);
    float lane = (s * long_ - 0.85 * abs(at.y)) / gap;
    vec4 dice = dice_of(ivec2(int(floor(lane)) + 7 * int(the_shape.z), 29));
    float reach = mix(0.30 + 0.2 * dice.x, 0.96, lit);
    float from = mix(0.10, 0.10, lit);
    float u = clamp((out_ - from) / max(reach - from, 1e-3), 0.0, 1.0);
    float lens = pow(4.0 * u * (1.0 - u), 0.6) * (1.2 - 0.5 * u);
    float vein = cover(gap * mix(0.13, 0.30, lit) * (0.8 + 0.4 * dice.y) * lens - abs(fract(lane) - 0.5) * gap) * step(1e-3, lens);
    float block = cover(on_block(where));
    float shape = cover(inside) * (1.0 - max(middle, vein)) * inked(where + 0.11 * the_shape.z);
    float rim = cover(inside + 0.0032) * block;
    color = vec4(mix(rim_ink, ink, shape), 1.0) * rim;
}

//! berry vertex
uniform vec2 size;
uniform vec4 live;
in vec4 place;                 // x, y, radius, a number of its own
out vec2 at;
out vec2 where;
flat out float radius;

void main() {
    at = (vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0) * (place.z * 1.1 + 0.006);
    radius = place.z;
    float sway = live.z * 0.008 * sin(1.5708 * live.x + 1.9 * place.w);
    where = place.xy + at + vec2(sway, 0.0);
    gl_Position = vec4(where / size * 2.0 - 1.0, 0.0, 1.0);
}

//! berry
uniform vec3 ink, rim_ink;
in vec2 at;
in vec2 where;
flat in float radius;
out vec4 color;

void main() {
    float rough = 0.0020 * (smooth_noise(where * 50.0).r - 0.5);
    float inside = radius - length(at) + rough;
    // A sickle of light towards the sun.
    float sickle = min(0.72 * radius - length(at), length(at + 0.30 * radius * toward_light) - 0.72 * radius);
    float shape = cover(inside) * (1.0 - cover(sickle)) * inked(where);
    float rim = cover(inside + 0.0032) * cover(on_block(where));
    color = vec4(mix(rim_ink, ink, shape), 1.0) * rim;
}
