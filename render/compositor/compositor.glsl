//! vertex
void main() {
    vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    gl_Position = vec4(corner, 0.0, 1.0);
}

//! common
// Shared by the fragment shaders below. Pictures are sRGB-encoded bytes; what is mixed is decoded to linear light first.
uniform vec2 frame_px;
uniform float light;   // factor on linear light
uniform float lens;    // how much the middle comes forward
out vec4 color;

vec2 place(vec2 extent, vec2 shift) {
    // extent: shown part of the picture; shift: its middle. Never stretched, never outside.
    vec2 from_middle = gl_FragCoord.xy / frame_px - 0.5;
    from_middle *= 1.0 - lens * (1.0 - 2.0 * dot(from_middle, from_middle));
    vec2 at = shift + from_middle * extent;
    return vec2(at.x, 1.0 - at.y);
}

vec3 encode(vec3 linear) {
    // sRGB's curve, its power by least squares over square roots: within 0.25/255, and cheaper than pow.
    vec3 low = linear * 12.92;
    vec3 root = sqrt(max(linear, vec3(0.0)));
    vec3 high = 0.81737246 * root + 0.31163928 * sqrt(root) - 0.04964219 * linear - 0.07971185;
    return mix(high, low, vec3(lessThan(linear, vec3(0.0031308))));
}

vec3 decode(vec3 encoded) {
    // Least squares through ((x + 0.055) / 1.055)^2.4, within 0.2/255 after encoding again; pow costs 2.5 ms a frame more.
    vec3 high = (((-0.10961763 * encoded + 0.51152504) * encoded + 0.56988966) * encoded + 0.02644242) * encoded + 0.00114495;
    return mix(high, encoded / 12.92, vec3(lessThan(encoded, vec3(0.04045))));
}

vec3 dither(vec3 encoded) {
    // Interleaved gradient noise: Jimenez (2014), "Next generation post processing in Call of Duty".
    float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
    return encoded + (noise - 0.5) / 255.0;
}

//! waiting common
uniform float slow;    // 0..1, phase of the slow movement
// Three soft paper hills under a rising disc: dark, never black. sRGB-encoded.
vec3 waiting() {
    vec2 p = gl_FragCoord.xy / frame_px;
    float aspect = frame_px.x / frame_px.y;
    vec2 q = vec2((p.x - 0.62) * aspect, p.y - 0.52 - 0.02 * sin(6.2831853 * slow));
    float r = length(q);
    vec3 c = mix(vec3(0.250, 0.203, 0.303), vec3(0.152, 0.160, 0.272), p.y);
    for (int ring = 3; ring >= 1; ring--) {
        float edge = 0.19 * float(ring) + 0.012 * sin(6.2831853 * slow + float(ring) * 1.7);
        c += vec3(0.044, 0.024, 0.026) * (1.0 - smoothstep(edge, edge + 1.5 / frame_px.y, r)) * (1.0 - 0.25 * smoothstep(0.0, 1.0, r / edge));
    }
    c = mix(c, vec3(0.722, 0.507, 0.367), 1.0 - smoothstep(0.085, 0.085 + 2.0 / frame_px.y, r));
    for (int hill = 0; hill < 3; hill++) {
        float h = float(hill);
        float x = p.x * aspect * (1.7 + 0.5 * h) + h * 2.1 + 0.25 * sin(6.2831853 * slow + h);
        float top = 0.34 - 0.10 * h + 0.045 * sin(x * 1.9) + 0.02 * sin(x * 4.3 + 1.0);
        vec3 face = mix(vec3(0.303, 0.221, 0.322), vec3(0.165, 0.140, 0.226), h / 2.0);
        float above = p.y - top;
        c *= 0.86 + 0.14 * smoothstep(0.0, 0.05, above);
        c = mix(face * (0.88 + 0.42 * p.y), c, smoothstep(0.0, 1.5 / frame_px.y, above));
    }
    return c;
}

//! waiting
void main() { color = vec4(dither(waiting() * pow(light, 1.0 / 2.3)), 1.0); }

//! one
// Alone, a picture is not decoded: light near 1 is a power law in either space, and this is the frame drawn most often.
uniform sampler2D picture;
uniform vec4 window;   // extent, middle
void main() { color = vec4(dither(texture(picture, place(window.xy, window.zw)).rgb * pow(light, 1.0 / 2.3)), 1.0); }

//! two
uniform sampler2D picture;
uniform sampler2D previous;
uniform vec4 window;
uniform vec4 previous_window;
uniform float share;
void main() {
    vec3 old = decode(texture(previous, place(previous_window.xy, previous_window.zw)).rgb);
    vec3 new = decode(texture(picture, place(window.xy, window.zw)).rgb);
    color = vec4(dither(encode(mix(old, new, share) * light)), 1.0);
}

//! two with waiting
uniform sampler2D picture;
uniform vec4 window;
uniform float share;   // of the picture
void main() {
    vec3 there = decode(texture(picture, place(window.xy, window.zw)).rgb);
    color = vec4(dither(encode(mix(decode(waiting()), there, share) * light)), 1.0);
}
