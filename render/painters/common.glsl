//! screen
// One triangle that covers the whole picture.
void main() {
    vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    gl_Position = vec4(corner, 0.0, 1.0);
}

//! units
// All painters measure in units of the picture's shorter side, y upwards: `size` is (width, height) in them, so that a
// composition is the same at every resolution. `unit_px` is how many pixels one unit has.
uniform vec2 size;
uniform float unit_px;
uniform sampler2D noise;   // 256 x 256, repeating, four independent values 0..1
// Where a moving picture is: beats since its section began, nearness of the last beat 0..1, energy 0..1, place in the bar 0..1.
// All 0 in a still picture, which is the picture at rest: add movement to it, never light that flashes.
uniform vec4 live;
const float TAU = 6.28318530718;

float cover(float inside) {
    // Share of a pixel that a shape covers, from the distance to its edge in units.
    return clamp(inside * unit_px + 0.5, 0.0, 1.0);
}

//! clouds
// Smooth noise from the texture: quintic between its values (Perlin 2002), so that no lattice is seen when enlarged.
vec4 smooth_noise(vec2 p) {
    p = p - 0.5;
    vec2 whole = floor(p), part = p - whole;
    part = part * part * part * (part * (part * 6.0 - 15.0) + 10.0);
    return textureLod(noise, (whole + part + 0.5) / 256.0, 0.0);
}

vec2 octaves(vec2 p, int count) {
    // Two independent sums of smooth noise, each octave half as high and turned against repetition; about 0..1, mean 0.5.
    vec2 sum = vec2(0.0);
    float weight = 0.5, total = 0.0;
    for (int octave = 0; octave < count; octave++) {
        sum += weight * smooth_noise(p).xy;
        total += weight;
        weight *= 0.5;
        p = mat2(1.6, 1.2, -1.2, 1.6) * p + 17.3;
    }
    return sum / total;
}

//! colors
// OKLab (Ottosson 2020) from and to linear sRGB: mix colours there, so that nothing between turns to mud.
vec3 to_lab(vec3 rgb) {
    vec3 lms = mat3(0.4122214708, 0.2119034982, 0.0883024619, 0.5363325363, 0.6806995451, 0.2817188376, 0.0514459929, 0.1073969566,
                    0.6299787005) * rgb;
    lms = pow(max(lms, 0.0), vec3(1.0 / 3.0));
    return mat3(0.2104542553, 1.9779984951, 0.0259040371, 0.7936177850, -2.4285922050, 0.7827717662, -0.0040720468, 0.4505937099,
                -0.8086757660) * lms;
}

vec3 from_lab(vec3 lab) {
    vec3 lms = mat3(1.0, 1.0, 1.0, 0.3963377774, -0.1055613458, -0.0894841775, 0.2158037573, -0.0638541728, -1.2914855480) * lab;
    lms = lms * lms * lms;
    return mat3(4.0767416621, -1.2684380046, -0.0041960863, -3.3077115913, 2.6097574011, -0.7034186147, 0.2309699292, -0.3413193965,
                1.7076147010) * lms;
}

//! finish
// Linear light to sRGB, with paper fibres, a soft vignette, and dithering against banding. Writes the top row first.
uniform sampler2D painted;
uniform float grain;       // 0: none, 1: the fibres of good paper
uniform float vignette;    // 0..1
out vec4 color;

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.x, size.y * unit_px - gl_FragCoord.y);
    vec2 p = (vec2(pixel) + 0.5) / unit_px;
    vec3 c = max(texelFetch(painted, pixel, 0).rgb, 0.0);
    vec4 fine = texture(noise, p * 1.37);
    vec4 coarse = texture(noise, p * vec2(0.11, 0.31) + 0.37);
    float fibre = (fine.r + fine.g - 1.0) * 0.05 + (coarse.b - 0.5) * 0.06 + (texture(noise, p * vec2(3.1, 0.7)).a - 0.5) * 0.035;
    c *= 1.0 + fibre * grain;
    vec2 q = p / size - 0.5;
    c *= 1.0 - vignette * smoothstep(0.25, 1.1, dot(q, q) * 2.2);
    vec3 low = c * 12.92;
    vec3 high = 1.055 * pow(max(c, vec3(1e-6)), vec3(1.0 / 2.4)) - 0.055;
    vec3 encoded = mix(high, low, vec3(lessThan(c, vec3(0.0031308))));
    // Triangular noise of one step, from two interleaved gradients (Jimenez 2014).
    float one = fract(52.9829189 * fract(dot(vec2(pixel), vec2(0.06711056, 0.00583715))));
    float two = fract(52.9829189 * fract(dot(vec2(pixel) + 47.0, vec2(0.00583715, 0.06711056))));
    color = vec4(encoded + (one + two - 1.0) / 255.0, 1.0);
}
