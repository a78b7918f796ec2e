// A lit face, seen from both sides, like thin glass: one that is seen aslant hides more.
// ui/scene/software-mesh.c does the same sums.

in vec3 v_point;
in vec3 v_normal;
in vec4 v_colour;

uniform bool u_perspective;
uniform vec3 u_light; // unit vector towards the light

out vec4 o_colour;

void
main ()
{
  vec3 normal = v_normal * inversesqrt (max (dot (v_normal, v_normal), 1e-12));
  vec3 towards = u_perspective ? -normalize (v_point) : vec3 (0.0, 0.0, 1.0);
  float square = dot (normal, towards);
  if (square < 0.0)
    normal = -normal;
  square = max (abs (square), 0.2);

  float lit = max (dot (normal, u_light), 0.0);
  float facing = max (normal.z, 0.0);
  float lit2 = lit * lit, lit4 = lit2 * lit2, lit8 = lit4 * lit4;
  vec3 colour = v_colour.rgb * (0.40 + 0.42 * lit + 0.20 * facing) + 0.10 * lit8 * lit8 * lit8;
  o_colour = vec4 (colour, 1.0 - pow (1.0 - v_colour.a, 1.0 / square));
}
