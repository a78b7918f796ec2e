#include "app/cli/premises.h"

#include <stdio.h>

gboolean vit_cli_strict;

static VitPremises *given;

VitPremises *
vit_cli_get_premises (void)
{
  if (!given)
    given = vit_premises_new ();
  return given;
}

gboolean
vit_cli_take_premise (const char *name, const char *value, gpointer data, GError **error)
{
  g_autoptr (GError) inner = NULL;
  if (vit_premises_parse_assignment (vit_cli_get_premises (), value, &inner))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--premise %s", inner->message);
  return FALSE;
}

/* A member that is text or null. */
static void
add_text (JsonBuilder *b, const char *name, const char *text)
{
  json_builder_set_member_name (b, name);
  if (text)
    json_builder_add_string_value (b, text);
  else
    json_builder_add_null_value (b);
}

void
vit_cli_add_premises (JsonBuilder *b, const VitPremises *premises)
{
  json_builder_set_member_name (b, "premises");
  json_builder_begin_array (b);
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *premise = vit_premises_look_up (premises, (VitPremiseId) id);
      const VitPremiseRow *row = vit_premise_get ((VitPremiseId) id);
      if (!premise)
        continue;
      json_builder_begin_object (b);
      add_text (b, "name", row->name);
      if (row->type == VIT_PREMISE_NUMBER && premise->value)
        vit_cli_add_number (b, "value", vit_premises_get_number (premises, (VitPremiseId) id));
      else
        add_text (b, "value", premise->value);
      add_text (b, "unit", row->unit);
      add_text (b, "source", vit_premise_source_name (premise->source));
      add_text (b, "doubt", premise->doubt);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

void
vit_cli_print_premises (const VitPremises *premises)
{
  bool any = false;
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *premise = vit_premises_look_up (premises, (VitPremiseId) id);
      const VitPremiseRow *row = vit_premise_get ((VitPremiseId) id);
      if (!premise)
        continue;
      if (!any)
        printf ("premises\n");
      any = true;
      printf ("  %-26s%s%s%s (%s)\n", row->name, premise->value ? premise->value : "not known",
              premise->value && row->unit ? " " : "", premise->value && row->unit ? row->unit : "",
              vit_premise_source_name (premise->source));
      if (premise->doubt)
        printf ("    doubt: %s\n", premise->doubt);
    }
}

gboolean
vit_cli_check_premises (const char *path, const VitPremises *premises)
{
  vit_cli_progress_end ();
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *premise = vit_premises_look_up (premises, (VitPremiseId) id);
      if (premise && premise->doubt)
        g_printerr ("%s%s%s=%s: %s%s\n", path ? path : "", path ? ": " : "",
                    vit_premise_get ((VitPremiseId) id)->name,
                    premise->value ? premise->value : "not known", premise->doubt,
                    vit_cli_strict ? "" : " (warning)");
    }
  return !vit_cli_strict || vit_premises_count_doubts (premises) == 0;
}
