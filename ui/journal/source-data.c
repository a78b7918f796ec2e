#include "ui/journal/source-data.h"

#include <string.h>

#include "config.h"
#include "core/base/error.h"
#include "core/store/pack.h"
#include "core/store/read-file.h"
#include "ui/figure/plot.h"
#include "ui/gallery/figure-spec.h"

/* The first file of each. */
#define FIRST "caption.txt"

/* A file of the zip. */
typedef struct
{
  char *name;
  GBytes *bytes;
} Entry;

struct _VitSourceData
{
  GArray *entries; /* element-type Entry */
};

static void
clear_entry (gpointer data)
{
  g_free (((Entry *) data)->name);
  g_bytes_unref (((Entry *) data)->bytes);
}

/* Takes both. */
static void
add (VitSourceData *data, char *name, char *text)
{
  Entry entry = { name, g_bytes_new_take (text, strlen (text)) };
  g_array_append_val (data->entries, entry);
}

/* ---- What the numbers rest on ---- */

static void
add_run (GString *text, VitRun *run)
{
  const VitPremises *premises = vit_run_get_premises (run);
  g_string_append_printf (text, "\n%s\n", vit_run_get_label (run));
  for (const char *const *path = vit_run_get_paths (run); *path; path++)
    {
      g_autofree char *name = g_filename_display_basename (*path);
      g_string_append_printf (text, "  file %s\n", name);
    }
  for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremiseRow *row = vit_premise_get (id);
      const VitPremise *premise = vit_premises_look_up (premises, id);
      if (!premise)
        continue;
      g_string_append_printf (
          text, "  %s = %s%s%s (%s)\n", row->name, premise->value ? premise->value : "not known",
          premise->value && row->unit ? " " : "", premise->value && row->unit ? row->unit : "",
          vit_premise_source_name (premise->source));
      if (premise->doubt)
        g_string_append_printf (text, "    in doubt: %s\n", premise->doubt);
    }
}

/* All options but those of the window. */
static void
add_options (GString *text, VitStudy *study)
{
  size_t n;
  const VitOption *table = vit_option_list (&n);
  const VitOptions *options = vit_study_get_options (study);
  const char *group = "";
  for (size_t i = 0; i < n; i++)
    {
      if (vit_option_get_affects (&table[i], options) == VIT_AFFECTS_NOTHING &&
          vit_option_is_usual (&table[i], options))
        continue;
      if (strcmp (table[i].group, group) != 0)
        g_string_append_printf (text, "\n[%s]\n", table[i].group);
      group = table[i].group;
      g_autofree char *value = vit_option_format (&table[i], options);
      g_string_append_printf (text, "  %s = %s%s%s%s\n", table[i].key, value,
                              table[i].unit ? " " : "", table[i].unit ? table[i].unit : "",
                              vit_option_is_usual (&table[i], options) ? "" : " (not the default)");
    }
}

static char *
describe_caption (VitStudy *study, const char *name, VitFigure *figure, GPtrArray *runs)
{
  const VitFigureSpec *spec = vit_gallery_find (name);
  g_autofree char *markup = vit_figure_dup_caption (figure);
  g_auto (GStrv) captions = g_strsplit (markup, "\n", -1);
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "%s\n\n", spec ? spec->title : name);
  /* A paragraph for each panel. */
  for (char **caption = captions; *caption; caption++)
    {
      g_autofree char *plain = vit_markup_to_plain (*caption);
      g_string_append_printf (text, "%s\n\n", plain);
    }
  g_string_append_printf (text, "Made by Vitrine %s.\n\nWhat the runs rest on\n", VIT_VERSION);
  for (guint i = 0; runs && i < runs->len; i++)
    add_run (text, runs->pdata[i]);
  for (guint i = 0; !runs && i < vit_study_get_n_runs (study); i++)
    if (vit_run_get_shown (vit_study_get_run (study, i)))
      add_run (text, vit_study_get_run (study, i));
  g_string_append (text, "\nOptions of the analyses\n");
  add_options (text, study);
  return g_string_free (text, FALSE);
}

/* ---- The whole ---- */

/* The name of the file of panel @i of @n. */
static char *
name_panel (const char *name, guint i, guint n)
{
  if (n == 1)
    return g_strdup_printf ("%s.csv", name);
  return i < 26 ? g_strdup_printf ("panel-%c.csv", 'a' + (int) i)
                : g_strdup_printf ("panel-%u.csv", i + 1);
}

VitSourceData *
vit_source_data_new (
    VitStudy *study, const char *name, VitFigure *figure, const char *command, GPtrArray *runs)
{
  g_return_val_if_fail (VIT_IS_STUDY (study) && name && figure, NULL);
  VitSourceData *data = g_new0 (VitSourceData, 1);
  data->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (data->entries, clear_entry);
  g_autoptr (GPtrArray) tables = vit_figure_dup_panels_csv (figure);
  GString *about = g_string_new (NULL);
  g_string_append_printf (about, "Source data of the figure %s, by Vitrine %s\n\n", name,
                          VIT_VERSION);
  add (data, g_strdup (FIRST), describe_caption (study, name, figure, runs));
  g_string_append (about, "caption.txt    what is shown, with every option and premise that it "
                          "rests on\n");
  for (guint i = 0; i < tables->len; i++)
    {
      g_autofree char *file = name_panel (name, i, tables->len);
      add (data, g_strdup (file), g_strdup (tables->pdata[i]));
      g_string_append_printf (about, "%-14s numbers of a panel; lines that begin with # say more\n",
                              file);
    }
  add (data, g_strdup ("study.vitrine"), vit_study_dup_text (study));
  g_string_append (about, "study.vitrine  the study, with paths as they were\n");
  if (command)
    g_string_append_printf (about, "\nThis makes the figure again:\n\n%s\n", command);
  add (data, g_strdup ("README.txt"), g_string_free (about, FALSE));
  return data;
}

void
vit_source_data_free (VitSourceData *data)
{
  if (!data)
    return;
  g_array_unref (data->entries);
  g_free (data);
}

bool
vit_source_data_save (const VitSourceData *data, const char *path, GError **error)
{
  g_return_val_if_fail (data && path, false);
#if VIT_HAVE_ZIP
  g_autoptr (VitPack) pack = vit_pack_new ();
  for (guint i = 0; i < data->entries->len; i++)
    {
      const Entry *entry = &g_array_index (data->entries, Entry, i);
      if (!vit_pack_add (pack, entry->name, entry->bytes, false, error))
        return false;
    }
  return vit_pack_save (pack, path, NULL, error);
#else
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
               "%s: this program was built without libzip, which source data need", path);
  return false;
#endif
}

bool
vit_source_data_may_replace (const char *path, GError **error)
{
  g_return_val_if_fail (path, false);
  /* The name of the first file in a zip. */
  char head[64] = "";
  size_t n = vit_file_peek (path, head, sizeof head), at = 30;
  if (!g_file_test (path, G_FILE_TEST_EXISTS) || (vit_pack_is (path) && n > at + strlen (FIRST) &&
                                                  memcmp (head + at, FIRST, strlen (FIRST)) == 0))
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "%s: is there, and is no source data: it is not written over", path);
  return false;
}

char *
vit_source_data_dup_path (const char *path)
{
  const char *base = strrchr (path, '/'), *dot = strrchr (base ? base : path, '.');
  g_autofree char *stem = dot ? g_strndup (path, (gsize) (dot - path)) : g_strdup (path);
  return g_strconcat (stem, "-source.zip", NULL);
}
