/* Quantities averaged over the surroundings of each atom: NAME:avg of every quantity that is one
 * number. Their rows are made of the table once. */

#include <string.h>

#include "core/results/quantity.h"

static bool
take_average (const VitQuantity *self,
              VitQuantitySource *source,
              double *values,
              VitProgress *progress,
              GError **error)
{
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  if (!frame)
    return false;
  g_autofree double *own = g_new (double, MAX (frame->atoms->n, 1));
  return vit_quantity_compute (self->of, source, own, progress, error) &&
         vit_quantity_source_average (source, own, values, progress, error);
}

static VitQuantity *
new_rows (void)
{
  size_t n;
  const VitQuantity *list = vit_quantity_list (&n);
  VitQuantity *rows = g_new0 (VitQuantity, n);
  for (size_t i = 0; i < n; i++)
    {
      rows[i] = list[i];
      rows[i].name = g_strconcat (list[i].name, VIT_QUANTITY_AVERAGED, NULL);
      rows[i].symbol = g_strdup_printf ("⟨%s⟩<sub><i>ξ</i></sub>", list[i].symbol);
      rows[i].description =
          g_strdup_printf ("%s, averaged over the atoms around", list[i].description);
      rows[i].whole = false;
      rows[i].affects |= VIT_AFFECTS_AVERAGE;
      rows[i].blank = NULL;
      rows[i].of = &list[i];
      rows[i].kernel = take_average;
    }
  return rows;
}

const VitQuantity *
vit_quantity_find_averaged (const char *name)
{
  static gsize made;
  static VitQuantity *rows;
  if (!g_str_has_suffix (name, VIT_QUANTITY_AVERAGED))
    return NULL;
  if (g_once_init_enter (&made))
    {
      rows = new_rows ();
      g_once_init_leave (&made, 1);
    }
  size_t n;
  vit_quantity_list (&n);
  for (size_t i = 0; i < n; i++)
    if (rows[i].components == 1 && strcmp (rows[i].name, name) == 0)
      return &rows[i];
  return NULL;
}
