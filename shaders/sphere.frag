// A lit sphere with its true depth and a smooth edge. ui/scene/software.c does the same sums.

in vec2 v_disc;
in vec3 v_point;
flat in vec4 v_sphere;
flat in vec4 v_colour;
flat in vec4 v_ring;
flat in float v_radius;

uniform vec3 u_depth;
uniform bool u_perspective;
uniform vec3 u_light;       // unit vector towards the light
uniform float u_ring_width; // pixels

out vec4 o_colour;

void
main ()
{
  float rho = length (v_disc);
  float cover = clamp ((1.0 - rho) * v_radius + 0.5, 0.0, 1.0);
  if (cover <= 0.0)
    discard;

  vec3 normal;
  float z;
  if (u_perspective)
    {
      float pp = dot (v_point, v_point), pc = dot (v_point, v_sphere.xyz);
      float gap = dot (v_sphere.xyz, v_sphere.xyz) - v_sphere.w * v_sphere.w;
      float t = (pc - sqrt (max (pc * pc - pp * gap, 0.0))) / pp;
      normal = (t * v_point - v_sphere.xyz) / v_sphere.w;
      z = t * v_point.z;
    }
  else
    {
      normal = vec3 (v_disc, sqrt (max (1.0 - rho * rho, 0.0)));
      z = v_sphere.z + v_sphere.w * normal.z;
    }

  float lit = max (dot (normal, u_light), 0.0);
  float facing = max (normal.z, 0.0);
  float lit2 = lit * lit, lit4 = lit2 * lit2, lit8 = lit4 * lit4;
  vec3 colour = v_colour.rgb * (0.40 + 0.42 * lit + 0.20 * facing) + 0.10 * lit8 * lit8 * lit8;
  float ring = v_ring.a * clamp (min (u_ring_width, 0.25 * v_radius) - (1.0 - rho) * v_radius + 0.5, 0.0, 1.0);
  o_colour = vec4 (mix (colour, v_ring.rgb, ring), cover * v_colour.a);
  gl_FragDepth = u_depth.x + u_depth.y * z + u_depth.z / (u_perspective ? z : 1.0);
}
