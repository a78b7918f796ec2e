/* Premises of reading: what the files say, what is assumed, and what the user gave. */

#include "core/io/formats.h"
#include "core/io/trajectory-private.h"

static void
judge_units (VitTrajectory *self, VitPremises *premises)
{
  const char *units = vit_trajectory_get_units (self);
  const VitFileFormat *format = vit_formats_find_title (vit_trajectory_get_format (self));
  if (units)
    vit_premises_set (premises, VIT_PREMISE_UNITS, VIT_SOURCE_FILE, units);
  else if (format->clock == VIT_CLOCK_LAMMPS)
    vit_premises_set (premises, VIT_PREMISE_UNITS, VIT_SOURCE_DEFAULT, "metal");
}

/* Join the names of the types; NULL if none has a name. */
static char *
join_species (const VitComposition *composition)
{
  g_autoptr (GString) text = g_string_new (NULL);
  bool named = false;
  for (unsigned t = 0; t < composition->n_types; t++)
    {
      const char *name = composition->species[t];
      named = named || *name;
      g_string_append_printf (text, "%s%s", t > 0 ? "," : "", name);
    }
  return named ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
judge_species (VitTrajectory *self, VitPremises *premises)
{
  g_autofree char *names = join_species (vit_trajectory_get_composition (self));
  vit_premises_set (premises, VIT_PREMISE_SPECIES, names ? VIT_SOURCE_FILE : VIT_SOURCE_DEFAULT,
                    names);
}

static void
judge_cell (VitTrajectory *self, VitPremises *premises)
{
  VitCell cell;
  if (!vit_trajectory_read_cell (self, 0, &cell, NULL))
    return;
  char text[4] = "";
  for (int k = 0, n = 0; k < 3; k++)
    if (cell.periodic[k])
      text[n++] = "xyz"[k];
  vit_premises_set (premises, VIT_PREMISE_PERIODIC, VIT_SOURCE_FILE, *text ? text : "none");
}

static void
judge_unwrapped (VitTrajectory *self, VitPremises *premises)
{
  bool unwrapped;
  if (vit_trajectory_read_unwrapped (self, 0, &unwrapped, NULL))
    vit_premises_set (premises, VIT_PREMISE_UNWRAPPED, VIT_SOURCE_FILE, unwrapped ? "yes" : "no");
}

VitPremises *
vit_trajectory_judge (VitTrajectory *self)
{
  static const VitPremiseId of_reading[] = { VIT_PREMISE_UNITS, VIT_PREMISE_SPECIES,
                                             VIT_PREMISE_PERIODIC, VIT_PREMISE_DIMENSION,
                                             VIT_PREMISE_UNWRAPPED };
  VitPremises *premises = vit_premises_new ();
  judge_units (self, premises);
  judge_species (self, premises);
  judge_cell (self, premises);
  judge_unwrapped (self, premises);
  for (gsize i = 0; i < G_N_ELEMENTS (of_reading); i++)
    {
      const VitPremise *given = vit_premises_look_up (self->given, of_reading[i]);
      if (given)
        vit_premises_set (premises, of_reading[i], given->source, given->value);
    }
  return premises;
}
