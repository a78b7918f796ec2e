#include "core/study/study-look.h"

#include <math.h>
#include <string.h>

#include "core/study/study-private.h"

#define RANGES "ranges"

bool
vit_look_is_part (const VitOption *option)
{
  return option->type != VIT_OPTION_FILE && strcmp (option->key, "cutoff-found") != 0 &&
         strcmp (option->key, "cutoff-run") != 0;
}

/* An empty text stands for a number that the program proposes. */
static char *
dup_value (VitStudy *self, const VitOption *option)
{
  bool is_number = option->type == VIT_OPTION_NUMBER;
  if (is_number && isnan (vit_option_get_number (option, self->options)))
    return g_strdup ("");
  return vit_option_format (option, self->options);
}

static bool
set_value (VitStudy *self, const VitOption *option, const char *text, GError **error)
{
  bool proposed = text && !*text && option->type == VIT_OPTION_NUMBER;
  return vit_study_set_option (self, option->group, option->key, proposed ? NULL : text, error);
}

GKeyFile *
vit_study_dup_look (VitStudy *self)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  GKeyFile *look = g_key_file_new ();
  size_t n;
  const VitOption *table = vit_option_list (&n);
  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *text = vit_look_is_part (&table[i]) ? dup_value (self, &table[i]) : NULL;
      if (text)
        g_key_file_set_string (look, table[i].group, table[i].key, text);
    }
  vit_study_write_ranges (self, look);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  for (guint i = 0; i < self->runs->len; i++)
    if (vit_run_get_shown (self->runs->pdata[i]))
      g_ptr_array_add (shown, (gpointer) vit_run_get_label (self->runs->pdata[i]));
  g_key_file_set_string_list (look, VIT_LOOK_SHOWN_GROUP, VIT_LOOK_SHOWN_KEY,
                              (const char *const *) shown->pdata, shown->len);
  return look;
}

static void
add_note (GPtrArray *notes, char *note)
{
  if (notes)
    g_ptr_array_add (notes, note);
  else
    g_free (note);
}

/* ---- Keys that no one reads ---- */

static bool
is_known (VitStudy *self, const char *group, const char *key)
{
  const VitOption *option = vit_option_find (group, key);
  return (option && vit_look_is_part (option)) || strcmp (group, RANGES) == 0 ||
         (strcmp (group, VIT_LOOK_SHOWN_GROUP) == 0 && strcmp (key, VIT_LOOK_SHOWN_KEY) == 0);
}

static void
note_unknown (VitStudy *self, GKeyFile *look, GPtrArray *notes)
{
  g_auto (GStrv) groups = g_key_file_get_groups (look, NULL);
  for (char **group = groups; *group; group++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (look, *group, NULL, NULL);
      for (char **key = keys; key && *key; key++)
        {
          if (is_known (self, *group, *key))
            continue;
          g_autofree char *name = g_strdup_printf ("%s.%s", *group, *key);
          const VitOption *option = vit_option_find (*group, *key),
                          *nearest = vit_option_find_nearest (name);
          add_note (notes, option ? g_strdup_printf ("%s is no matter of a view", name)
                                  : g_strdup_printf ("there is no option %s; the nearest is %s.%s",
                                                     name, nearest->group, nearest->key));
        }
    }
}

/* ---- Taking ---- */

/* Whether a value of @base belongs to the quantity of @base and @look names another. */
static bool
is_of_other_column (const VitOption *option, GKeyFile *base, GKeyFile *look)
{
  if (!look || strcmp (option->group, "view") != 0 ||
      (strcmp (option->key, "colour-minimum") != 0 && strcmp (option->key, "colour-maximum") != 0))
    return false;
  g_autofree char *own = g_key_file_get_string (look, "view", "colour-column", NULL);
  g_autofree char *usual = g_key_file_get_string (base, "view", "colour-column", NULL);
  return own && g_strcmp0 (own, usual) != 0;
}

static void
take_options (VitStudy *self, GKeyFile *base, GKeyFile *look, GPtrArray *notes)
{
  size_t n;
  const VitOption *table = vit_option_list (&n);
  for (size_t i = 0; i < n; i++)
    {
      const VitOption *option = &table[i];
      if (!vit_look_is_part (option))
        continue;
      g_autoptr (GError) error = NULL;
      g_autofree char *own =
          look ? g_key_file_get_string (look, option->group, option->key, NULL) : NULL;
      g_autofree char *usual = is_of_other_column (option, base, look)
                                   ? NULL
                                   : g_key_file_get_string (base, option->group, option->key, NULL);
      guint n_notes = self->notes->len;
      if (own && !set_value (self, option, own, &error))
        add_note (notes, g_strdup (error->message));
      if (own && !error)
        {
          while (self->notes->len > n_notes)
            {
              add_note (notes, g_strdup (self->notes->pdata[n_notes]));
              g_ptr_array_remove_index (self->notes, n_notes);
            }
          g_autofree char *lost =
              option->type == VIT_OPTION_RUN ? vit_study_dup_lost_run (self, option) : NULL;
          if (lost)
            add_note (notes, g_strdup (lost));
        }
      else
        set_value (self, option, usual, NULL);
    }
}

static void
copy_ranges (GKeyFile *to, GKeyFile *from)
{
  g_auto (GStrv) keys = from ? g_key_file_get_keys (from, RANGES, NULL, NULL) : NULL;
  for (char **key = keys; key && *key; key++)
    {
      g_autofree char *value = g_key_file_get_value (from, RANGES, *key, NULL);
      g_key_file_set_value (to, RANGES, *key, value);
    }
}

/* The reader of the study's file reads them; what it has to say has no file and no line. */
static void
take_ranges (VitStudy *self, GKeyFile *base, GKeyFile *look, GPtrArray *notes)
{
  g_autoptr (VitStudy) from = vit_study_new ();
  copy_ranges (from->keys, base);
  copy_ranges (from->keys, look);
  vit_study_read_ranges (from, "", "");
  for (guint i = 0; i < from->notes->len; i++)
    {
      const char *note = from->notes->pdata[i], *words = strstr (note, ": ");
      add_note (notes, g_strdup (words ? words + 2 : note));
    }
  vit_study_take_ranges (self, from);
}

static void
take_shown (VitStudy *self, GKeyFile *base, GKeyFile *look, GPtrArray *notes)
{
  bool own = look && g_key_file_has_key (look, VIT_LOOK_SHOWN_GROUP, VIT_LOOK_SHOWN_KEY, NULL);
  g_auto (GStrv) labels = g_key_file_get_string_list (own ? look : base, VIT_LOOK_SHOWN_GROUP,
                                                      VIT_LOOK_SHOWN_KEY, NULL, NULL);
  for (char **label = labels; label && *label; label++)
    {
      bool found = false;
      for (guint i = 0; i < self->runs->len; i++)
        found = found || strcmp (vit_run_get_label (self->runs->pdata[i]), *label) == 0;
      if (!found)
        add_note (notes, vit_study_dup_nearest_run (self, *label));
    }
  for (guint i = 0; i < self->runs->len; i++)
    {
      VitRun *run = self->runs->pdata[i];
      bool shown =
          labels && g_strv_contains ((const char *const *) labels, vit_run_get_label (run));
      if (shown != vit_run_get_shown (run))
        g_object_set (run, "shown", shown, NULL);
    }
}

void
vit_study_take_look (VitStudy *self, GKeyFile *base, GKeyFile *look, GPtrArray *notes)
{
  g_return_if_fail (VIT_IS_STUDY (self) && base);
  if (look)
    note_unknown (self, look, notes);
  take_options (self, base, look, notes);
  take_ranges (self, base, look, notes);
  take_shown (self, base, look, notes);
}
