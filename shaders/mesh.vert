// Vertices of faces in view coordinates, those of ui/scene/camera.h.

layout (location = 0) in vec3 a_point;
layout (location = 1) in vec3 a_normal;
layout (location = 2) in vec4 a_colour;

uniform vec2 u_clip;       // clip coordinates per Å, per unit of w
uniform vec3 u_depth;      // window depth = x + y z + z / z
uniform bool u_perspective;

out vec3 v_point;
out vec3 v_normal;
out vec4 v_colour;

void
main ()
{
  v_point = a_point;
  v_normal = a_normal;
  v_colour = a_colour;
  float w = u_perspective ? -a_point.z : 1.0;
  float depth = u_depth.x + u_depth.y * a_point.z + u_depth.z / (u_perspective ? a_point.z : 1.0);
  gl_Position = vec4 (a_point.xy * u_clip, (2.0 * depth - 1.0) * w, w);
}
