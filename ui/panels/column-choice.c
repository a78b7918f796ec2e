#include "ui/panels/column-choice.h"

#include <pango/pango.h>
#include <string.h>

#include "core/results/column-vector.h"
#include "core/results/column.h"
#include "core/results/snapshot.h"

char **
vit_column_choice_dup (VitSession *session, bool with_identities)
{
  static const char *const own[] = { "element", "type", NULL };
  g_return_val_if_fail (VIT_IS_SESSION (session), NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_strv_builder_add (names, "t_ml");
  if (with_identities)
    g_strv_builder_addv (names, (const char **) own);
  VitRun *run = vit_session_get_shown (session, 0);
  VitTrajectory *trajectory = run ? vit_run_get_trajectory (run) : NULL;
  const char *const *columns = trajectory ? vit_trajectory_get_columns (trajectory) : NULL;
  for (; columns && *columns; columns++)
    if (!(with_identities ? g_strv_contains (own, *columns) : vit_column_tells_place (*columns)) &&
        !vit_quantity_find (*columns))
      g_strv_builder_add (names, *columns);
  if (trajectory)
    vit_column_vector_add_names (trajectory, names);
  if (with_identities)
    g_strv_builder_add (names, VIT_COLUMN_REGION);
  size_t n;
  const VitQuantity *quantities = vit_quantity_list (&n);
  for (size_t i = 0; i < n; i++)
    if (strcmp (quantities[i].name, "t_ml") != 0 && quantities[i].components == 1)
      g_strv_builder_add (names, quantities[i].name);
  return g_strv_builder_end (names);
}

/* Columns whose name is a mere transcription of the symbol are shown by the symbol. */
char *
vit_column_choice_dup_markup (const char *column)
{
  g_return_val_if_fail (column, NULL);
  if (!*column)
    return g_strdup ("that of the map");
  if (strcmp (column, "t_ml") == 0)
    return vit_column_dup_label (column);
  const VitQuantity *quantity = vit_quantity_find (column);
  bool symbol =
      quantity && (strlen (column) <= 2 || g_str_has_suffix (column, "_avg") || quantity->of);
  return symbol ? g_strdup (quantity->symbol) : g_markup_escape_text (column, -1);
}

char *
vit_column_choice_explain (const char *column)
{
  bool is_column = strcmp (column, VIT_COLUMN_REGION) != 0 && strcmp (column, "element") != 0 &&
                   !g_str_has_suffix (column, "…");
  return is_column ? vit_column_dup_explanation (column) : NULL;
}

char *
vit_column_choice_dup_searched (const char *column)
{
  g_return_val_if_fail (column, NULL);
  g_autofree char *markup = vit_column_choice_dup_markup (column), *plain = NULL;
  const VitQuantity *quantity = vit_column_find_quantity (column);
  if (!pango_parse_markup (markup, -1, 0, NULL, &plain, NULL, NULL))
    plain = g_strdup ("");
  return g_strjoin (" ", column, plain, quantity ? quantity->description : "", NULL);
}
