// Part of a circle with round ends and smooth edges. ui/scene/software-arcs.c does the same sums.

in vec2 v_place;
flat in float v_radius;
flat in float v_half;
flat in vec4 v_towards;
flat in vec2 v_span;
flat in vec4 v_colour;

out vec4 o_colour;

float
cross2 (vec2 a, vec2 b)
{
  return a.x * b.y - a.y * b.x;
}

void
main ()
{
  float away = abs (length (v_place) - v_radius);
  if (away > v_half + 0.5)
    discard;
  bool after = cross2 (v_towards.xy, v_place) >= 0.0, before = cross2 (v_place, v_towards.zw) >= 0.0;
  bool between = v_span.y > 0.5 || (v_span.x > 0.5 ? after || before : after && before);
  if (!between)
    away = min (distance (v_place, v_radius * v_towards.xy), distance (v_place, v_radius * v_towards.zw));
  float cover = clamp (v_half + 0.5 - away, 0.0, 1.0) * min (2.0 * v_half, 1.0);
  if (cover <= 0.0)
    discard;
  o_colour = vec4 (v_colour.rgb, v_colour.a * cover);
}
