/* vitrine-cli options: the table of options, for --set. */

#include <math.h>
#include <stdio.h>

#include "app/cli/options.h"

static const char *const type_names[] = { "switch", "integer", "number", "choice",
                                          "text",   "run",     "file" };

/* In the order of the bits of VitAffects; results by the names of their trace. */
static const char *const affect_names[] = {
  "cells,interstices",
  "order-4,averaged-6,similarity,crystalline,order-6",
  "coordination,quadruples,shape",
  "sample",
  "regions",
  "plasticity",
  "pairs",
  "plasticity-curves",
  "loading",
  "cooling",
  "rheology",
  "class-selection",
  "density",
  "liquid",
  "map",
  "contours",
  "eta",
  "measure",
  "curves",
  "feature",
  "quantity",
  "time",
  "slice",
  "baseline",
  "t_ml-curve",
  "cutoff?",
  "creep",
  "difference",
  "profile",
  "joint",
  "surface",
  "pair-entropy",
  "shape,irregularity",
  "irregularity",
  "interstices",
  "average",
  "past",
  "vibration",
  "hop",
  "learned",
  "ranking,score-average,score-interval",
  "transfer",
};

static void
print_option (const VitOption *option)
{
  g_autoptr (VitOptions) usual = vit_options_new ();
  bool has_number = option->type == VIT_OPTION_NUMBER || option->type == VIT_OPTION_INTEGER;
  g_autofree char *value =
      has_number && !isfinite (option->usual) ? g_strdup ("") : vit_option_format (option, usual);
  g_autoptr (GString) limits = g_string_new (NULL), affects = g_string_new (NULL);
  if (option->type == VIT_OPTION_CHOICE)
    for (const VitOptionChoice *c = option->choices; c->word; c++)
      g_string_append_printf (limits, "%s%s", c == option->choices ? "" : "|", c->word);
  else if (has_number)
    g_string_append_printf (limits, "%g..%g", option->minimum, option->maximum);
  /* A question mark: only while another option says so. */
  VitAffects conditional = 0;
  for (gsize k = 0; k < G_N_ELEMENTS (option->needs) && option->needs[k].key; k++)
    conditional |= option->needs[k].affects;
  for (gsize k = 0; k < G_N_ELEMENTS (affect_names); k++)
    {
      g_auto (GStrv) names =
          g_strsplit (option->affects & (UINT64_C (1) << k) ? affect_names[k] : "", ",", -1);
      for (char **name = names; *name; name++)
        g_string_append_printf (affects, "%s%s%s", affects->len > 0 ? "," : "", *name,
                                conditional & (UINT64_C (1) << k) ? "?" : "");
    }
  printf ("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", option->group, option->key,
          type_names[option->type], value, limits->str, option->unit ? option->unit : "",
          option->alias ? option->alias : "", affects->str, option->tooltip);
}

VitExit
vit_command_options (int argc, char **argv)
{
  static const GOptionEntry none[] = { { NULL } };
  VitExit exit;
  if (!vit_cli_parse (none, "", "The options of a study, for --set: a tab-separated table.", &argc,
                      &argv, &exit))
    return exit;
  if (argc != 1)
    return vit_cli_usage ("options", "it takes no arguments");
  size_t n;
  const VitOption *table = vit_option_list (&n);
  puts ("group\tkey\ttype\tdefault\tvalues\tunit\tshort\taffects\twhat");
  for (size_t i = 0; i < n; i++)
    print_option (&table[i]);
  return VIT_EXIT_GOOD;
}
