// One quad per atom, turned to the viewer and just large enough for its sphere.
//
// View coordinates are those of ui/scene/camera.h. Instances come back to front.

layout (location = 0) in vec4 a_sphere; // centre and radius, Å
layout (location = 1) in vec4 a_colour;
layout (location = 2) in vec4 a_ring;

uniform vec2 u_clip;       // clip coordinates per Å, per unit of w
uniform vec3 u_depth;      // window depth = x + y z + z / z
uniform float u_pixels;    // pixels per Å, per unit of w
uniform bool u_perspective;

out vec2 v_disc;           // 1 at the silhouette
out vec3 v_point;          // of the quad, view coordinates
flat out vec4 v_sphere;
flat out vec4 v_colour;
flat out vec4 v_ring;
flat out float v_radius;   // pixels

void
main ()
{
  vec3 centre = a_sphere.xyz;
  vec3 right = vec3 (1.0, 0.0, 0.0), up = vec3 (0.0, 1.0, 0.0);
  float reach = a_sphere.w;
  float w = 1.0;
  if (u_perspective)
    {
      // The cone of sight that touches the sphere, cut through its centre.
      float d2 = dot (centre, centre);
      reach *= sqrt (d2 / max (d2 - reach * reach, 1e-6 * d2));
      vec3 towards = -centre * inversesqrt (d2);
      right = normalize (cross (vec3 (0.0, 1.0, 0.0), towards));
      up = cross (towards, right);
      w = -centre.z;
    }
  v_radius = max (reach * u_pixels / w, 0.01);
  vec2 corner = vec2 (float (gl_VertexID & 1), float (gl_VertexID >> 1)) * 2.0 - 1.0;
  v_disc = corner * (1.0 + 1.0 / v_radius); // room for the smooth edge
  v_point = centre + reach * (v_disc.x * right + v_disc.y * up);
  v_sphere = a_sphere;
  v_colour = a_colour;
  v_ring = a_ring;

  w = u_perspective ? -v_point.z : 1.0;
  float depth = u_depth.x + u_depth.y * centre.z + u_depth.z / (u_perspective ? centre.z : 1.0);
  gl_Position = vec4 (v_point.xy * u_clip, (2.0 * depth - 1.0) * w, w);
}
