/* Ranges of the colour scale: [ranges] of the file, quantity=mode;low;high; where characters that a
 * key cannot have are escaped as in a URI. */

#include <math.h>
#include <string.h>

#include "core/study/study-private.h"
#include "core/study/study-text.h"

#define GROUP "ranges"

static const char *const words[] = { "free", "percentiles", "locked", NULL };

/* No column and no expression begins like that. */
#define DIFFERENCE "difference of "

static bool
are_equal (const VitColourRange *a, const VitColourRange *b)
{
  return a->mode == b->mode && a->low == b->low && a->high == b->high;
}

/* What is said where no range is kept. */
static VitColourRange
get_default (VitStudy *self, const char *column)
{
  const VitViewOptions *view = &self->options->view;
  double half = self->options->compare.range;
  if (g_str_has_prefix (column, DIFFERENCE))
    return half > 0 ? (VitColourRange){ VIT_RANGE_LOCKED, -half, half }
                    : (VitColourRange){ VIT_RANGE_FREE, 0, 100 };
  bool tells = strcmp (column, view->colour_column) == 0 && vit_options_have_range (self->options);
  if (tells && view->colour_maximum > view->colour_minimum)
    return (VitColourRange){ VIT_RANGE_LOCKED, view->colour_minimum, view->colour_maximum };
  const VitOption *usual = vit_option_find ("view", "colour-column");
  if (strcmp (column, usual->usual_text) == 0)
    return (VitColourRange){ VIT_RANGE_LOCKED, vit_option_find ("view", "colour-minimum")->usual,
                             vit_option_find ("view", "colour-maximum")->usual };
  return (VitColourRange){ VIT_RANGE_FREE, 0, 100 };
}

char *
vit_study_dup_difference_key (const char *column)
{
  return g_strconcat (DIFFERENCE, column, NULL);
}

VitColourRange
vit_study_get_range (VitStudy *self, const char *column)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && column, (VitColourRange){ 0 });
  const VitColourRange *kept = g_hash_table_lookup (self->ranges, column);
  return kept ? *kept : get_default (self, column);
}

/* Percentiles lie between 0 and 100; a free range has no numbers. */
static bool
make_valid (VitColourRange *range)
{
  if (range->mode == VIT_RANGE_FREE)
    *range = (VitColourRange){ VIT_RANGE_FREE, 0, 100 };
  return isfinite (range->low) && isfinite (range->high) && range->low < range->high &&
         (range->mode == VIT_RANGE_LOCKED || (range->low >= 0 && range->high <= 100));
}

void
vit_study_set_range (VitStudy *self, const char *column, const VitColourRange *range)
{
  g_return_if_fail (VIT_IS_STUDY (self) && column && range);
  VitColourRange wanted = *range, now = vit_study_get_range (self, column);
  if (!make_valid (&wanted) || are_equal (&wanted, &now))
    return;
  g_hash_table_insert (self->ranges, g_strdup (column), g_memdup2 (&wanted, sizeof wanted));
  vit_study_emit_range_changed (self, column);
  vit_study_mark_modified (self, true);
}

/* ---- In the file ---- */

void
vit_study_write_ranges (VitStudy *self, GKeyFile *keys)
{
  g_key_file_remove_group (keys, GROUP, NULL);
  g_autoptr (GList) sorted =
      g_list_sort (g_hash_table_get_keys (self->ranges), (GCompareFunc) (void (*) (void)) strcmp);
  for (GList *l = sorted; l; l = l->next)
    {
      const VitColourRange *range = g_hash_table_lookup (self->ranges, l->data);
      g_autofree char *key = g_uri_escape_string (l->data, " !$&'()*+,/:@<>|?", TRUE);
      char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];
      const char *list[] = { words[range->mode],
                             g_ascii_formatd (low, sizeof low, "%.12g", range->low),
                             g_ascii_formatd (high, sizeof high, "%.12g", range->high) };
      g_key_file_set_string_list (keys, GROUP, key, list, range->mode == VIT_RANGE_FREE ? 1 : 3);
    }
}

static bool
parse_range (char **list, VitColourRange *range)
{
  guint n = list ? g_strv_length (list) : 0;
  char *ends[2] = { NULL, NULL };
  *range = (VitColourRange){ VIT_RANGE_FREE, 0, 100 };
  for (int mode = 0; n > 0 && words[mode]; mode++)
    if (strcmp (g_strstrip (list[0]), words[mode]) == 0)
      {
        range->mode = (VitRangeMode) mode;
        if (mode == VIT_RANGE_FREE)
          return true;
        if (n != 3)
          return false;
        range->low = g_ascii_strtod (g_strstrip (list[1]), &ends[0]);
        range->high = g_ascii_strtod (g_strstrip (list[2]), &ends[1]);
        return *list[1] && *list[2] && !*ends[0] && !*ends[1] && make_valid (range);
      }
  return false;
}

/* What options say of the quantity that colours the atoms is remembered as its range. */
static void
remember_options (VitStudy *self)
{
  const char *column = self->options->view.colour_column;
  VitColourRange range = get_default (self, column);
  const VitOption *minimum = vit_option_find ("view", "colour-minimum"),
                  *maximum = vit_option_find ("view", "colour-maximum");
  bool said = !vit_option_is_usual (minimum, self->options) ||
              !vit_option_is_usual (maximum, self->options);
  if (said && range.mode == VIT_RANGE_LOCKED && !g_hash_table_contains (self->ranges, column))
    g_hash_table_insert (self->ranges, g_strdup (column), g_memdup2 (&range, sizeof range));
}

void
vit_study_read_ranges (VitStudy *self, const char *path, const char *text)
{
  g_auto (GStrv) keys = g_key_file_get_keys (self->keys, GROUP, NULL, NULL);
  for (char **key = keys; key && *key; key++)
    {
      VitColourRange range;
      g_autofree char *column = g_uri_unescape_string (*key, NULL);
      g_auto (GStrv) list = g_key_file_get_string_list (self->keys, GROUP, *key, NULL, NULL);
      if (column && parse_range (list, &range))
        g_hash_table_insert (self->ranges, g_steal_pointer (&column),
                             g_memdup2 (&range, sizeof range));
      else
        g_ptr_array_add (self->notes,
                         g_strdup_printf ("%s:%u: the range of %s in [" GROUP "] is none of free, "
                                          "percentiles;2;98 and locked;150;1100; it is left out",
                                          path, vit_study_text_find_line (text, GROUP, *key),
                                          *key));
    }
  remember_options (self);
}

void
vit_study_take_ranges (VitStudy *self, VitStudy *from)
{
  g_autoptr (GList) old = g_hash_table_get_keys (self->ranges);
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_free);
  for (GList *l = old; l; l = l->next)
    if (!g_hash_table_contains (from->ranges, l->data))
      g_ptr_array_add (changed, g_strdup (l->data));
  for (guint i = 0; i < changed->len; i++)
    {
      g_hash_table_remove (self->ranges, changed->pdata[i]);
      if (strcmp (changed->pdata[i], self->options->view.colour_column) != 0)
        continue;
      vit_study_set_option (self, "view", "colour-minimum", NULL, NULL);
      vit_study_set_option (self, "view", "colour-maximum", NULL, NULL);
    }
  GHashTableIter iter;
  gpointer column, value;
  g_hash_table_iter_init (&iter, from->ranges);
  while (g_hash_table_iter_next (&iter, &column, &value))
    {
      const VitColourRange *now = g_hash_table_lookup (self->ranges, column);
      if (now && are_equal (now, value))
        continue;
      g_hash_table_insert (self->ranges, g_strdup (column),
                           g_memdup2 (value, sizeof (VitColourRange)));
      g_ptr_array_add (changed, g_strdup (column));
    }
  for (guint i = 0; i < changed->len; i++)
    vit_study_emit_range_changed (self, changed->pdata[i]);
}
