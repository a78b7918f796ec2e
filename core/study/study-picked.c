/* Picked atoms in a study file: [picked], with the ids as ranges, 5;9:12, and the region that was
 * drawn for them. */

#include "core/study/study-picked.h"

#include <math.h>
#include <string.h>

#include "core/study/study-private.h"
#include "core/study/study-text.h"

#define GROUP "picked"

VitAtomSet *
vit_study_get_picked (VitStudy *self)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  return self->picked;
}

/* Returns: whether something changed. */
static bool
take_picked (VitStudy *self, VitAtomSet *set)
{
  if (set == self->picked || (set && self->picked && vit_atom_set_equal (set, self->picked)))
    return false;
  VitAtomSet *old = self->picked;
  self->picked = set ? vit_atom_set_ref (set) : NULL;
  vit_atom_set_unref (old);
  vit_study_emit_picked_changed (self);
  return true;
}

void
vit_study_set_picked (VitStudy *self, VitAtomSet *set)
{
  g_return_if_fail (VIT_IS_STUDY (self));
  g_return_if_fail (!set || g_ptr_array_find (self->runs, set->run, NULL));
  if (take_picked (self, set))
    vit_study_mark_modified (self, true);
}

void
vit_study_forget_picked_of (VitStudy *self, VitRun *run)
{
  if (self->picked && self->picked->run == run)
    take_picked (self, NULL);
}

/* ---- In the file ---- */

static char *
format_ids (const VitAtomSet *set)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (size_t i = 0, end; i < set->n; i = end)
    {
      end = i + 1;
      while (end < set->n && set->ids[end] == set->ids[end - 1] + 1)
        end++;
      g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? ";" : "", set->ids[i]);
      if (end > i + 1)
        g_string_append_printf (text, ":%" G_GINT64_FORMAT, set->ids[end - 1]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
write_region (const VitPickRegion *region, GKeyFile *keys)
{
  g_key_file_set_string (keys, GROUP, "map", region->map);
  g_key_file_set_integer (keys, GROUP, "part", region->part);
  vit_study_write_optional (keys, GROUP, "axes", region->axes);
  g_autoptr (GString) text = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  for (size_t k = 0; k < 2 * region->n; k++)
    g_string_append_printf (
        text, "%s%s",
        k == 0       ? ""
        : k % 2 == 1 ? ","
                     : ";",
        g_ascii_formatd (number, sizeof number, "%.9g", region->corners[k / 2][k % 2]));
  g_key_file_set_string (keys, GROUP, "corners", text->str);
}

void
vit_study_write_picked (VitStudy *self, GKeyFile *keys)
{
  guint index;
  const VitAtomSet *set = self->picked;
  g_key_file_remove_group (keys, GROUP, NULL);
  if (!set || !g_ptr_array_find (self->runs, set->run, &index))
    return;
  g_autofree char *ids = format_ids (set);
  g_key_file_set_string (keys, GROUP, "run", self->groups->pdata[index]);
  g_key_file_set_string (keys, GROUP, "atoms", ids);
  vit_study_write_optional (keys, GROUP, "what", set->text);
  if (isfinite (set->time))
    g_key_file_set_double (keys, GROUP, "time", set->time);
  if (set->region)
    write_region (set->region, keys);
}

/* Returns: (element-type int64_t) (nullable): %NULL unless the text names some atoms. */
static GArray *
parse_ids (const char *text)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (int64_t));
  g_auto (GStrv) pieces = g_strsplit (text, ";", -1);
  for (char **piece = pieces; *piece; piece++)
    {
      char *colon = strchr (*piece, ':');
      if (colon)
        *colon = '\0';
      gint64 first, last;
      if (!g_ascii_string_to_signed (g_strstrip (*piece), 10, G_MININT64, G_MAXINT64, &first,
                                     NULL) ||
          !g_ascii_string_to_signed (colon ? g_strstrip (colon + 1) : *piece, 10, G_MININT64,
                                     G_MAXINT64, &last, NULL) ||
          last < first || (guint64) last - (guint64) first >= VIT_MAX_PICKED - ids->len)
        return NULL;
      for (gint64 id = first;; id++)
        {
          g_array_append_val (ids, id);
          if (id == last)
            break;
        }
    }
  return ids->len > 0 ? g_steal_pointer (&ids) : NULL;
}

/* Returns: whether there is a region, and all of it. */
static bool
read_region (GKeyFile *keys, VitAtomSet *set)
{
  g_autofree char *map = g_key_file_get_string (keys, GROUP, "map", NULL),
                  *axes = g_key_file_get_string (keys, GROUP, "axes", NULL),
                  *text = g_key_file_get_string (keys, GROUP, "corners", NULL);
  if (!map || !text)
    return !map && !text;
  g_auto (GStrv) numbers = g_strsplit_set (text, ",;", -1);
  guint n = g_strv_length (numbers) / 2;
  g_autofree double (*corners)[2] = g_malloc_n (MAX (n, 1), sizeof *corners);
  bool good = n >= 3 && g_strv_length (numbers) == 2 * n;
  for (guint k = 0; good && k < 2 * n; k++)
    {
      char *end;
      double value = corners[k / 2][k % 2] = g_ascii_strtod (numbers[k], &end);
      good = end != numbers[k] && !*end && isfinite (value);
    }
  if (good)
    vit_atom_set_add_region (set, map, g_key_file_get_integer (keys, GROUP, "part", NULL), axes,
                             (const double (*)[2]) corners, n);
  return good;
}

static int
find_group (VitStudy *self, const char *group)
{
  for (guint i = 0; group && i < self->groups->len; i++)
    if (strcmp (self->groups->pdata[i], group) == 0)
      return (int) i;
  return -1;
}

static void
add_note (VitStudy *self, const char *path, const char *text, const char *key, const char *what)
{
  g_ptr_array_add (
      self->notes,
      g_strdup_printf ("%s:%u: %s", path, vit_study_text_find_line (text, GROUP, key), what));
}

void
vit_study_read_picked (VitStudy *self, const char *path, const char *text)
{
  g_clear_pointer (&self->picked, vit_atom_set_unref);
  if (!g_key_file_has_group (self->keys, GROUP))
    return;
  g_autofree char *group = g_key_file_get_string (self->keys, GROUP, "run", NULL),
                  *list = g_key_file_get_string (self->keys, GROUP, "atoms", NULL),
                  *what = g_key_file_get_string (self->keys, GROUP, "what", NULL);
  int run = find_group (self, group);
  g_autoptr (GArray) ids = list ? parse_ids (list) : NULL;
  if (run < 0)
    add_note (self, path, text, "run",
              "the run of the picked atoms is not in the study; they are left out");
  else if (!ids)
    add_note (self, path, text, "atoms",
              "the picked atoms are no ids such as 5;9:12; they are left out");
  if (run < 0 || !ids)
    return;
  g_autoptr (GError) no_time = NULL;
  double time = g_key_file_get_double (self->keys, GROUP, "time", &no_time);
  self->picked = vit_atom_set_new (self->runs->pdata[run], (const int64_t *) ids->data, ids->len,
                                   what, no_time ? NAN : time);
  if (!read_region (self->keys, self->picked))
    add_note (self, path, text, "corners",
              "the region of the picked atoms has no corners such as 0.1,0.2;0.3,0.2;0.2,0.4");
}

void
vit_study_take_picked (VitStudy *self, VitStudy *from)
{
  guint index;
  g_autoptr (VitAtomSet) set = NULL;
  if (from->picked && g_ptr_array_find (from->runs, from->picked->run, &index))
    {
      int run = find_group (self, from->groups->pdata[index]);
      set = run >= 0 ? vit_atom_set_new_of (self->runs->pdata[run], from->picked) : NULL;
    }
  take_picked (self, set);
}
