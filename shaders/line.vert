// One quad per segment, in pixels from the upper left corner.

layout (location = 0) in vec3 a_from; // and window depth
layout (location = 1) in vec3 a_to;
layout (location = 2) in float a_width;
layout (location = 3) in vec4 a_colour;

uniform vec2 u_size; // of the viewport in pixels

out vec2 v_place;       // along and across the segment from its start, pixels
flat out float v_length;
flat out float v_half;
flat out vec4 v_colour;

void
main ()
{
  vec2 along = a_to.xy - a_from.xy;
  v_length = length (along);
  along = v_length > 0.0 ? along / v_length : vec2 (1.0, 0.0);
  v_half = 0.5 * a_width;
  v_colour = a_colour;
  float end = float (gl_VertexID & 1), side = float (gl_VertexID >> 1) * 2.0 - 1.0;
  float reach = v_half + 1.0;
  v_place = vec2 (end * v_length + (2.0 * end - 1.0) * reach, side * reach);
  vec2 pixel = a_from.xy + v_place.x * along + v_place.y * vec2 (-along.y, along.x);
  float depth = mix (a_from.z, a_to.z, end);
  gl_Position = vec4 (2.0 * pixel.x / u_size.x - 1.0, 1.0 - 2.0 * pixel.y / u_size.y,
                      2.0 * depth - 1.0, 1.0);
}
