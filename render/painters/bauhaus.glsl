//! ground
// The paper: one colour, a wide beam of light across it, and a soft halo behind the main figure.
uniform vec3 paper, lit, glow;
uniform vec4 beam;             // a point of its middle, its direction
uniform vec2 spread;           // half width of the beam, radius of the halo
uniform vec3 center;           // of the halo; its strength
out vec4 color;

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    vec2 from = p - beam.xy - 0.02 * live.z * sin(live.x * 0.25) * vec2(-beam.w, beam.z);
    float across = spread.x - abs(dot(from, vec2(-beam.w, beam.z)));
    float along = dot(from, beam.zw) / length(size);
    vec3 c = mix(paper, lit, cover(across) * (0.75 + 0.5 * clamp(along, -0.5, 0.5)));
    float near = max(0.0, 1.0 - length(p - center.xy) / spread.y);
    color = vec4(mix(c, glow, center.z * near * near * (3.0 - 2.0 * near)), 1.0);
}

//! figure vertex
uniform vec2 size;
uniform vec4 live;
in vec4 place;                 // centre x, y, two lengths
in vec4 shape;                 // kind, angle, two numbers of the kind
in vec4 ink;
in vec4 life;                  // how it turns, drifts and swells when alive; airbrush 0..1
out vec2 at;
flat out vec4 the_place;
flat out vec4 the_shape;
flat out vec4 the_ink;
flat out float the_fade;

void main() {
    float beat = live.x * 1.57079633;
    float angle = shape.y + live.z * life.x * 0.6 * sin(0.25 * beat + 3.0 * place.x);
    vec2 middle = place.xy + live.z * life.y * 0.012 * vec2(sin(0.5 * beat + 7.0 * place.y), sin(0.37 * beat + 5.0 * place.x) + live.y * 0.6);
    float grow = 1.0 + live.z * life.z * live.y;
    vec2 lengths = place.zw * vec2(shape.x == 1.0 ? 1.0 : grow, grow);
    vec2 reach = vec2(lengths.x);
    if (shape.x == 1.0) reach = vec2(lengths.x + lengths.y);
    if (shape.x == 3.0) reach = lengths;
    if (shape.x == 5.0) reach = vec2(lengths.x, lengths.y);
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    at = corner * (reach + 0.004);
    if (shape.x == 5.0) at.x -= lengths.x;
    vec2 along = vec2(cos(angle), sin(angle));
    the_place = vec4(middle, lengths);
    the_shape = shape;
    the_shape.y = angle;
    the_ink = ink;
    the_fade = life.w;
    gl_Position = vec4((middle + at.x * along + at.y * vec2(-along.y, along.x)) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! figure
uniform float cut;             // 1: take away all ink below the figure, 0: print it
uniform float light;           // where light comes from, radians
uniform float gradient;        // 0..1
in vec2 at;
flat in vec4 the_place;
flat in vec4 the_shape;
flat in vec4 the_ink;
flat in float the_fade;
out vec4 plates;

float polygon(vec2 p, float radius, float sides, float rounding) {
    float part = TAU / sides, soft = rounding * radius * 0.75;
    float r = radius - soft;
    float turned = mod(atan(p.y, p.x) + 0.5 * TAU + 0.5 * part * mod(sides, 2.0), part) - 0.5 * part;
    vec2 q = length(p) * vec2(cos(turned), abs(sin(turned)));
    float inner = r * cos(0.5 * part), half_side = r * sin(0.5 * part);
    vec2 off = q - vec2(inner, min(q.y, half_side));
    return soft - (off.x > 0.0 || off.y > 0.0 ? length(off) * sign(off.x + 1e-7) : off.x);
}

float triangle(vec2 p, float length_, float half_base, float rounding) {
    // The point at 0, the base at -length_; Quilez's distance to an isosceles triangle, corners rounded.
    float soft = rounding * half_base * 0.6;
    vec2 q = vec2(half_base - soft * 1.6, length_ - soft * 3.0);
    vec2 r = vec2(abs(p.y), -p.x - soft * 2.0);
    vec2 a = r - q * clamp(dot(r, q) / dot(q, q), 0.0, 1.0);
    vec2 b = r - q * vec2(clamp(r.x / q.x, 0.0, 1.0), 1.0);
    float s = -sign(q.y);
    vec2 d = min(vec2(dot(a, a), s * (r.x * q.y - r.y * q.x)), vec2(dot(b, b), s * (r.y - q.y)));
    return soft + sqrt(d.x) * sign(d.y);
}

float inside() {
    float kind = the_shape.x;
    vec2 lengths = the_place.zw;
    if (kind < 0.5) return lengths.x - length(at);
    if (kind < 1.5) {
        float across = lengths.y - abs(length(at) - lengths.x);
        if (the_shape.z > 3.1) return across;
        float end = lengths.x * (the_shape.z - abs(atan(at.y, at.x)));
        return min(across, end);
    }
    if (kind < 2.5) return polygon(at, lengths.x, the_shape.z, lengths.y);
    if (kind < 3.5) return min(lengths.x - abs(at.x), lengths.y - abs(at.y));
    if (kind < 4.5) {
        float edge = the_shape.z;
        float off = sin(edge) * at.x - cos(edge) * abs(at.y);
        return min(lengths.x - length(at), edge > 0.25 * TAU ? max(off, at.x) : off);
    }
    if (kind < 5.5) return triangle(at, lengths.x * 2.0, lengths.y, the_shape.z);
    vec2 q = abs(at);
    return max(min(lengths.x - q.x, lengths.y - q.y), min(lengths.x - q.y, lengths.y - q.x));
}

void main() {
    float amount = cover(inside());
    // A line thinner than a pixel covers as much of it as it is wide.
    if (the_shape.x == 1.0 || the_shape.x == 3.0) amount *= min(1.0, 2.0 * the_place.w * unit_px);
    if (cut > 0.5) {
        plates = vec4(1.0 - amount);
        return;
    }
    if (the_fade > 0.0) {
        float turn = light - the_shape.y;
        float side = dot(at, vec2(cos(turn), sin(turn))) / max(the_place.z, 1e-4);
        float thin = the_fade * gradient * smoothstep(-0.5, 1.0, side);
        // Airbrush: thin colour is a spray of fine drops.
        vec2 p = the_place.xy + at;
        float drops = smoothstep(thin - 0.22, thin + 0.22, textureLod(noise, p * 2.0, max(0.0, log2(512.0 / unit_px))).x * 0.9 + 0.05);
        amount *= mix(1.0 - thin, drops, 0.45);
    }
    plates = the_ink * amount;
}

//! press
// Four plates on the paper, each a little out of place; where inks meet, the colour is that combination's own
// (Neugebauer 1937), weighted by how much each plate covers (Demichel 1924).
uniform sampler2D inked;
uniform vec3 primaries[16];
uniform vec2 slip[4];
uniform float grain;
out vec4 color;

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    vec4 fine = texture(noise, p * 2.3);
    vec4 coarse = texture(noise, p * 0.31 + 0.37);
    vec4 missed = smoothstep(0.74 - 0.16 * grain, 1.0, 0.62 * fine + 0.30 * coarse + 0.14);
    vec4 a;
    for (int ink = 0; ink < 4; ink++) a[ink] = texture(inked, (p + slip[ink]) / size)[ink];
    a = clamp(a, 0.0, 1.0) * (1.0 - (0.10 + 0.30 * grain) * missed - 0.05 * (coarse.wzyx - 0.5));
    vec4 b = 1.0 - a;
    float paper = b.x * b.y * b.z * b.w;
    vec3 c = vec3(0.0);
    for (int bits = 1; bits < 16; bits++) {
        vec4 on = vec4(bits & 1, (bits >> 1) & 1, (bits >> 2) & 1, (bits >> 3) & 1);
        vec4 share = mix(b, a, on);
        c += share.x * share.y * share.z * share.w * primaries[bits];
    }
    color = vec4(c, 1.0 - paper);
}
