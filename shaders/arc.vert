// One quad per arc of a circle, in pixels from the upper left corner.

layout (location = 0) in vec3 a_circle; // centre and radius
layout (location = 1) in vec2 a_ends;   // angles, counter-clockwise as seen
layout (location = 2) in float a_width;
layout (location = 3) in vec4 a_colour;

uniform vec2 u_size; // of the viewport in pixels

out vec2 v_place;         // from the centre, y upwards, pixels
flat out float v_radius;
flat out float v_half;
flat out vec4 v_towards;  // unit vectors to the two ends
flat out vec2 v_span;     // 1 for more than half a circle; 1 for a full one
flat out vec4 v_colour;

void
main ()
{
  v_radius = a_circle.z;
  v_half = 0.5 * a_width;
  v_colour = a_colour;
  v_towards = vec4 (cos (a_ends.x), sin (a_ends.x), cos (a_ends.y), sin (a_ends.y));
  float span = a_ends.y - a_ends.x;
  v_span = vec2 (span > 3.14159265 ? 1.0 : 0.0, span >= 6.28308 ? 1.0 : 0.0);
  float reach = v_radius + v_half + 1.0;
  v_place = reach * (vec2 (float (gl_VertexID & 1), float (gl_VertexID >> 1)) * 2.0 - 1.0);
  vec2 pixel = a_circle.xy + vec2 (v_place.x, -v_place.y);
  gl_Position = vec4 (2.0 * pixel.x / u_size.x - 1.0, 1.0 - 2.0 * pixel.y / u_size.y, -1.0, 1.0);
}
