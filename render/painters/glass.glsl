//! piece vertex
uniform vec2 size;
in vec4 ends;                  // two corners
in vec4 third;                 // third corner; number of its colour, how much of it
in vec4 sheet;                 // which sheet of glass it was cut from, glow
flat out vec4 glass;

void main() {
    vec2 at = gl_VertexID == 0 ? ends.xy : gl_VertexID == 1 ? ends.zw : third.xy;
    glass = vec4(third.zw, sheet.xy);
    gl_Position = vec4(at / size * 2.0 - 1.0, 0.0, 1.0);
}

//! piece
uniform float bare;            // 1: only take away the lead below
flat in vec4 glass;
out vec4 color;

void main() {
    // Number and glow share one channel: alpha is what covers.
    color = vec4(vec3(glass.x + 0.5 * glass.w, glass.yz) * (1.0 - bare), 1.0);
}

//! came vertex
uniform vec2 size;
uniform float unit_px;
uniform float blur;            // units by which the lead's shade is wider
in vec4 line;                  // from, to
in vec4 lead;                  // half width
out vec2 at;
flat out vec3 the_lead;        // half length, half width, reach
flat out vec2 along;

void main() {
    vec2 way = line.zw - line.xy;
    float half_length = 0.5 * length(way);
    along = half_length > 0.0 ? 0.5 * way / half_length : vec2(1.0, 0.0);
    float reach = lead.x + blur + 1.5 / unit_px;
    at = (vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0) * vec2(half_length + reach, reach);
    the_lead = vec3(half_length, lead.x, reach);
    gl_Position = vec4((0.5 * (line.xy + line.zw) + at.x * along + at.y * vec2(-along.y, along.x)) / size * 2.0 - 1.0, 0.0, 1.0);
}

//! came
// Lead: how much of a pixel it covers, and how its round back turns to the lamp. With `blur`, the grime along its sides.
uniform float blur;
uniform vec2 lamp;
in vec2 at;
flat in vec3 the_lead;
flat in vec2 along;
out vec4 color;

void main() {
    float far = length(vec2(max(abs(at.x) - the_lead.x, 0.0), at.y));
    if (blur > 0.0) {
        float shade = 1.0 - smoothstep(0.0, the_lead.y + blur, far);
        color = vec4(shade * shade);
        return;
    }
    float turned = at.y * dot(vec2(-along.y, along.x), lamp) / the_lead.y;
    float covered = cover(the_lead.y - far);
    color = vec4(1.0, 0.5 + 0.5 * clamp(turned, -1.0, 1.0), clamp(abs(at.y) / the_lead.y, 0.0, 1.0), 1.0) * covered;
}

//! glaze
// Light through the glass: streaks, seeds and ripples of each sheet, grime along the lead, the sun's place behind the window.
uniform sampler2D pieces;      // number of the colour, how much of it, which sheet
uniform sampler2D leads;       // covered, turned to the lamp, off the middle
uniform sampler2D grime;
uniform vec3 inks[6];          // OKLab: ground, shadow, body, second, accent, light
uniform vec3 lead_ink;
uniform vec4 sun;              // place, contrast, grain
uniform vec2 lamp;
uniform vec2 rose;             // its middle
out vec4 color;

void main() {
    vec2 p = gl_FragCoord.xy / unit_px;
    vec4 piece = texelFetch(pieces, ivec2(gl_FragCoord.xy), 0), lead = textureLod(leads, p / size, 0.0);
    vec3 c = mix(inks[0], inks[int(piece.x)], piece.y);
    // In a moving picture the light wanders outward through what glows.
    float wave = 0.5 - 0.5 * cos(live.x * TAU / 8.0 - 5.0 * length(p - rose));
    float glow = 2.0 * fract(piece.x) * (1.0 + 1.1 * live.z * wave);
    float turn = piece.z * TAU;
    vec2 way = vec2(cos(turn), sin(turn)), own = 40.0 * vec2(piece.z, fract(piece.z * 7.31));
    vec2 q = vec2(dot(p, way), dot(p, vec2(-way.y, way.x))) + own;
    float drift = 0.6 * live.z * sin(live.x * TAU / 32.0);
    vec2 streaks = octaves(q * vec2(2.2, 9.0) + drift, 3) - 0.5;
    vec2 seeds = smooth_noise(q * vec2(46.0, 64.0)).xy;
    float ripple = smooth_noise(q * vec2(5.0, 14.0) + 3.0 * streaks + drift).z - 0.5;
    float bubbles = smoothstep(0.80, 0.95, seeds.x) * sun.w;
    vec2 to_sun = (p - sun.xy - 0.25 * live.z * vec2(sin(live.x * TAU / 16.0), 0.0)) / length(size);
    float day = exp(-5.0 * dot(to_sun, to_sun)) - 0.45;
    float shade = textureLod(grime, p / size, 0.0).x;
    c.x += (0.5 + 0.7 * sun.w) * (0.075 * streaks.x + 0.04 * ripple) + 0.04 * bubbles + 0.11 * sun.z * day + 0.025 * (fract(piece.z * 13.7) - 0.5);
    c.yz *= 1.0 + 0.4 * streaks.y;
    c = mix(c, inks[5], 0.24 * glow * (1.0 - shade) * (0.8 + 0.4 * sun.z) * (0.6 + streaks.x));
    c = mix(c, lead_ink, 0.2 * shade * (0.75 + 0.5 * (streaks.y + 0.5)));
    vec3 metal = lead_ink + vec3(0.05 * (seeds.y - 0.5), 0.0, 0.0);
    c = mix(c, metal, clamp(lead.x, 0.0, 1.0));
    color = vec4(max(from_lab(c), 0.0), 1.0);
}
