// A segment with round ends and smooth edges.

in vec2 v_place;
flat in float v_length;
flat in float v_half;
flat in vec4 v_colour;

out vec4 o_colour;

void
main ()
{
  vec2 nearest = vec2 (clamp (v_place.x, 0.0, v_length), 0.0);
  float cover = clamp (v_half + 0.5 - distance (v_place, nearest), 0.0, 1.0) * min (2.0 * v_half, 1.0);
  if (cover <= 0.0)
    discard;
  o_colour = vec4 (v_colour.rgb, v_colour.a * cover);
}
