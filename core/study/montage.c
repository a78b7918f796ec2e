#include "core/study/montage.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/study/figure-settings.h"
#include "core/study/study-private.h"

#define GROUP "montage "

/* Bytes. */
#define LONGEST_NAME 100

static void
clear_panel (gpointer data)
{
  VitPanel *panel = data;
  g_free (panel->figure);
  g_strfreev (panel->runs);
}

VitMontage *
vit_montage_new (const char *name, int rows, int columns)
{
  VitMontage *montage = g_new0 (VitMontage, 1);
  montage->name = g_strdup (name);
  montage->rows = rows;
  montage->columns = columns;
  montage->panels = g_array_new (FALSE, TRUE, sizeof (VitPanel));
  g_array_set_clear_func (montage->panels, clear_panel);
  return montage;
}

void
vit_montage_free (VitMontage *montage)
{
  if (!montage)
    return;
  g_array_unref (montage->panels);
  g_free (montage->name);
  g_free (montage);
}

void
vit_montage_add (
    VitMontage *montage, const char *figure, int row, int column, int rows, int columns)
{
  g_return_if_fail (montage && figure);
  VitPanel panel = { g_strdup (figure), row, column, rows, columns, NULL, NAN };
  g_array_append_val (montage->panels, panel);
}

static bool
overlap (const VitPanel *a, const VitPanel *b)
{
  return a->row < b->row + b->rows && b->row < a->row + a->rows &&
         a->column < b->column + b->columns && b->column < a->column + a->columns;
}

bool
vit_montage_check (const VitMontage *montage, GError **error)
{
  const VitMontage *c = montage;
  g_return_val_if_fail (c, false);
  if (c->rows < 1 || c->columns < 1 || c->rows > VIT_MONTAGE_MAX || c->columns > VIT_MONTAGE_MAX ||
      c->panels->len == 0 || c->panels->len > VIT_MONTAGE_MAX)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "[" GROUP "%s]: a grid has 1 to %d rows and columns, and 1 to %d panels",
                   c->name, VIT_MONTAGE_MAX, VIT_MONTAGE_MAX);
      return false;
    }
  for (guint i = 0; i < c->panels->len; i++)
    {
      const VitPanel *panel = &g_array_index (c->panels, VitPanel, i);
      if (panel->row < 0 || panel->column < 0 || panel->rows < 1 || panel->columns < 1 ||
          panel->row >= c->rows || panel->column >= c->columns ||
          panel->rows > c->rows - panel->row || panel->columns > c->columns - panel->column)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                       "[" GROUP "%s]: panel %c does not lie on the grid of %d × %d", c->name,
                       'a' + (int) i, c->rows, c->columns);
          return false;
        }
      for (guint k = 0; k < i; k++)
        if (overlap (panel, &g_array_index (c->panels, VitPanel, k)))
          {
            g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                         "[" GROUP "%s]: panels %c and %c lie on each other", c->name,
                         'a' + (int) k, 'a' + (int) i);
            return false;
          }
    }
  return true;
}

/* ---- In the study ---- */

bool
vit_study_is_montage_group (const char *group)
{
  return g_str_has_prefix (group, GROUP);
}

char **
vit_study_list_montages (VitStudy *study)
{
  g_return_val_if_fail (VIT_IS_STUDY (study), NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) groups = g_key_file_get_groups (study->keys, NULL);
  for (char **group = groups; *group; group++)
    if (vit_study_is_montage_group (*group))
      g_strv_builder_add (names, *group + strlen (GROUP));
  return g_strv_builder_end (names);
}

/* Returns: whether a key is a list of @n whole numbers. */
static bool
read_numbers (VitStudy *study, const char *group, const char *key, int *numbers, gsize n)
{
  gsize there;
  g_autofree int *list = g_key_file_get_integer_list (study->keys, group, key, &there, NULL);
  if (!list || there != n)
    return false;
  memcpy (numbers, list, n * sizeof *numbers);
  return true;
}

static bool
read_switch (VitStudy *study, const char *group, const char *key)
{
  g_autofree char *text = g_key_file_get_string (study->keys, group, key, NULL);
  bool on = true;
  if (text)
    vit_option_parse_switch (g_strstrip (text), &on);
  return on;
}

static bool
read_panel (VitStudy *study, const char *group, VitPanel *panel, int letter, GError **error)
{
  g_autofree char *place = g_strdup_printf ("place-%c", letter),
                  *runs = g_strdup_printf ("runs-%c", letter),
                  *time = g_strdup_printf ("time-%c", letter);
  int cells[4];
  if (!read_numbers (study, group, place, cells, 4))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "[%s]: %s is not ROW;COLUMN;ROWS;COLUMNS, counted from 1", group, place);
      return false;
    }
  panel->row = cells[0] > 0 ? cells[0] - 1 : -1;
  panel->column = cells[1] > 0 ? cells[1] - 1 : -1;
  panel->rows = cells[2];
  panel->columns = cells[3];
  panel->runs = g_key_file_get_string_list (study->keys, group, runs, NULL, NULL);
  panel->time = NAN;
  g_autofree char *text = g_key_file_get_string (study->keys, group, time, NULL);
  char *end = text;
  if (text)
    panel->time = g_ascii_strtod (g_strstrip (text), &end);
  if (!text || (*text && *end == '\0' && isfinite (panel->time)))
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "[%s]: %s is no number", group, time);
  return false;
}

VitMontage *
vit_study_get_montage (VitStudy *study, const char *name, GError **error)
{
  g_return_val_if_fail (VIT_IS_STUDY (study) && name, NULL);
  g_autofree char *group = g_strconcat (GROUP, name, NULL);
  int grid[2];
  if (!g_key_file_has_group (study->keys, group))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "the study has no montage \"%s\"", name);
      return NULL;
    }
  if (!read_numbers (study, group, "grid", grid, 2))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "[%s]: grid is not ROWS;COLUMNS", group);
      return NULL;
    }
  g_autoptr (VitMontage) montage = vit_montage_new (name, grid[0], grid[1]);
  g_auto (GStrv) figures = g_key_file_get_string_list (study->keys, group, "panels", NULL, NULL);
  for (guint i = 0; figures && figures[i] && i < 26; i++)
    {
      vit_montage_add (montage, figures[i], 0, 0, 1, 1);
      VitPanel *panel = &g_array_index (montage->panels, VitPanel, i);
      if (!read_panel (study, group, panel, 'a' + (int) i, error))
        return NULL;
    }
  montage->shares_legend = read_switch (study, group, "share-legend");
  montage->shares_scale = read_switch (study, group, "share-scale");
  return vit_montage_check (montage, error) ? g_steal_pointer (&montage) : NULL;
}

void
vit_study_remove_montage (VitStudy *study, const char *name)
{
  g_return_if_fail (VIT_IS_STUDY (study) && name);
  g_autofree char *group = g_strconcat (GROUP, name, NULL);
  if (g_key_file_remove_group (study->keys, group, NULL))
    vit_study_mark_modified (study, true);
}

void
vit_study_set_montage (VitStudy *study, const VitMontage *montage)
{
  g_return_if_fail (VIT_IS_STUDY (study) && montage);
  const VitMontage *c = montage;
  GKeyFile *keys = study->keys;
  g_autofree char *group = g_strconcat (GROUP, c->name, NULL);
  g_autoptr (GPtrArray) figures = g_ptr_array_new ();
  int grid[2] = { c->rows, c->columns };
  g_key_file_remove_group (keys, group, NULL);
  g_key_file_set_integer_list (keys, group, "grid", grid, 2);
  for (guint i = 0; i < c->panels->len; i++)
    g_ptr_array_add (figures, g_array_index (c->panels, VitPanel, i).figure);
  g_key_file_set_string_list (keys, group, "panels", (const char *const *) figures->pdata,
                              figures->len);
  for (guint i = 0; i < c->panels->len; i++)
    {
      const VitPanel *panel = &g_array_index (c->panels, VitPanel, i);
      int cells[4] = { panel->row + 1, panel->column + 1, panel->rows, panel->columns };
      g_autofree char *place = g_strdup_printf ("place-%c", 'a' + (int) i),
                      *runs = g_strdup_printf ("runs-%c", 'a' + (int) i),
                      *time = g_strdup_printf ("time-%c", 'a' + (int) i);
      g_key_file_set_integer_list (keys, group, place, cells, 4);
      if (panel->runs)
        g_key_file_set_string_list (keys, group, runs, (const char *const *) panel->runs,
                                    g_strv_length (panel->runs));
      if (isfinite (panel->time))
        g_key_file_set_double (keys, group, time, panel->time);
    }
  g_key_file_set_boolean (keys, group, "share-legend", c->shares_legend);
  g_key_file_set_boolean (keys, group, "share-scale", c->shares_scale);
  vit_study_mark_modified (study, true);
}

/* A group of a key file holds no brackets and no line ends. */
static bool
is_name (const char *name)
{
  bool good = *name && strlen (name) <= LONGEST_NAME && g_utf8_validate (name, -1, NULL);
  for (const char *c = name; good && *c; c = g_utf8_next_char (c))
    good = *c != '[' && *c != ']' && !g_unichar_iscntrl (g_utf8_get_char (c));
  return good;
}

bool
vit_study_rename_montage (VitStudy *study, const char *name, const char *to, GError **error)
{
  g_return_val_if_fail (VIT_IS_STUDY (study) && name && to, false);
  g_autofree char *group = g_strconcat (GROUP, to, NULL);
  if (!is_name (to) || g_key_file_has_group (study->keys, group))
    {
      if (is_name (to))
        g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "There is a montage of that name.");
      else
        g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                     "A name has 1 to %d bytes, and no brackets.", LONGEST_NAME);
      return false;
    }
  g_autoptr (VitMontage) montage = vit_study_get_montage (study, name, NULL);
  g_autoptr (VitFigureSettings) settings = vit_study_get_figure_settings (study, name),
                                none = vit_figure_settings_new ();
  if (montage)
    {
      g_free (montage->name);
      montage->name = g_strdup (to);
      vit_study_set_montage (study, montage);
      vit_study_remove_montage (study, name);
    }
  vit_study_set_figure_settings (study, to, settings);
  vit_study_set_figure_settings (study, name, none);
  return true;
}

bool
vit_montage_equal (const VitMontage *a, const VitMontage *b)
{
  g_return_val_if_fail (a && b, false);
  bool same = strcmp (a->name, b->name) == 0 && a->rows == b->rows && a->columns == b->columns &&
              a->panels->len == b->panels->len && a->shares_legend == b->shares_legend &&
              a->shares_scale == b->shares_scale;
  for (guint i = 0; same && i < a->panels->len; i++)
    {
      const VitPanel *p = &g_array_index (a->panels, VitPanel, i),
                     *q = &g_array_index (b->panels, VitPanel, i);
      same =
          strcmp (p->figure, q->figure) == 0 && p->row == q->row && p->column == q->column &&
          p->rows == q->rows && p->columns == q->columns && !p->runs == !q->runs &&
          (p->time == q->time || (isnan (p->time) && isnan (q->time))) &&
          (!p->runs || g_strv_equal ((const char *const *) p->runs, (const char *const *) q->runs));
    }
  return same;
}
