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
const float TAU = 6.28318530718;

float cover(float inside) {
    // Share of a pixel that a shape covers, from the distance to its edge in units.
    return clamp(inside * unit_px + 0.5, 0.0, 1.0);
}

//! finish
// Linear light to sRGB, with paper fibres, a soft vignette, and dithering against banding. Writes the top row first.
uniform sampler2D painted;
uniform float grain;       // 0..1
uniform float vignette;    // 0..1
out vec4 color;

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.x, size.y * unit_px - gl_FragCoord.y);
    vec2 p = (vec2(pixel) + 0.5) / unit_px;
    vec3 c = max(texelFetch(painted, pixel, 0).rgb, 0.0);
    vec4 fine = texture(noise, p * 1.37);
    vec4 coarse = texture(noise, p * vec2(0.11, 0.31) + 0.37);
    float fibre = (fine.r + fine.g - 1.0) * 0.05 + (coarse.b - 0.5) * 0.06 + (texture(noise, p * vec2(3.1, 0.7)).a - 0.5) * 0.035;
    c *= 1.0 + fibre * (0.35 + grain);
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
