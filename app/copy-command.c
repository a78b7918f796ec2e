#include "app/copy-command.h"

#include <string.h>

#include "app/dialogs.h"
#include "app/samples.h"
#include "core/base/error.h"
#include "core/study/figure-settings.h"
#include "core/study/montage.h"
#include "core/study/study-pack.h"
#include "ui/gallery/figure-spec.h"

static void
add_word (GString *line, const char *option, const char *word)
{
  g_autofree char *quoted = g_shell_quote (word);
  bool plain =
      *word && strspn (word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                             "_-+./=:,") == strlen (word);
  g_string_append_printf (line, " %s%s%s", option ? option : "", option ? " " : "",
                          plain ? word : quoted);
}

/* What no option says has to be as it was saved. */
static bool
has_saved_runs (VitStudy *study, VitStudy *saved)
{
  guint n = vit_study_get_n_runs (study);
  bool same = n == vit_study_get_n_runs (saved) &&
              g_strcmp0 (vit_study_get_model_path (study), vit_study_get_model_path (saved)) == 0;
  for (guint i = 0; i < n && same; i++)
    {
      VitRun *a = vit_study_get_run (study, i), *b = vit_study_get_run (saved, i);
      double x[] = { vit_run_get_stress (a), vit_run_get_frequency (a) },
             y[] = { vit_run_get_stress (b), vit_run_get_frequency (b) };
      same = g_strv_equal (vit_run_get_paths (a), vit_run_get_paths (b)) &&
             strcmp (vit_run_get_label (a), vit_run_get_label (b)) == 0 &&
             g_strcmp0 (vit_run_get_log (a), vit_run_get_log (b)) == 0 &&
             g_strcmp0 (vit_run_get_colour (a), vit_run_get_colour (b)) == 0 &&
             vit_premises_equal (vit_run_get_given (a), vit_run_get_given (b));
      for (gsize k = 0; k < G_N_ELEMENTS (x); k++)
        same = same && (x[k] == y[k] || (x[k] != x[k] && y[k] != y[k]));
    }
  return same;
}

/* The range that is shown, unless the command takes it anyway. */
static void
add_range (GString *line, const VitExportSource *source, guint follows, VitStudy *saved)
{
  const VitColouring *c = vit_session_get_colouring (source->session);
  VitColourRange then = vit_study_get_range (saved, c->column);
  if (!(follows & VIT_FOLLOWS_COLOURS) || strcmp (c->column, VIT_COLUMN_REGION) == 0 ||
      (then.mode == VIT_RANGE_LOCKED && then.low == c->minimum && then.high == c->maximum))
    return;
  VitColourRange range = vit_session_get_range (source->session);
  if (range.mode == VIT_RANGE_PERCENTILES)
    {
      g_autofree char *percentiles = g_strdup_printf ("%g,%g", range.low, range.high);
      add_word (line, "--range-percentiles", percentiles);
      return;
    }
  char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *ends =
      g_strdup_printf ("%s,%s", g_ascii_formatd (low, sizeof low, "%.12g", c->minimum),
                       g_ascii_formatd (high, sizeof high, "%.12g", c->maximum));
  add_word (line, "--range", ends);
}

static bool
is_range (const VitOption *option)
{
  return strcmp (option->key, "colour-minimum") == 0 || strcmp (option->key, "colour-maximum") == 0;
}

static void
add_options (GString *line, VitStudy *study, VitStudy *saved)
{
  size_t n;
  const VitOption *table = vit_option_list (&n);
  const VitOptions *now = vit_study_get_options (study), *then = vit_study_get_options (saved);
  for (size_t i = 0; i < n; i++)
    {
      bool is_file = table[i].type == VIT_OPTION_FILE;
      /* No figure shows page, camera and panels of the window. */
      if (strcmp (table[i].group, "view") == 0 &&
          (table[i].affects == VIT_AFFECTS_NOTHING || is_range (&table[i])))
        continue;
      g_autofree char *here =
          is_file ? vit_study_dup_option_path (study, table[i].group, table[i].key) : NULL;
      g_autofree char *there =
          is_file ? vit_study_dup_option_path (saved, table[i].group, table[i].key) : NULL;
      if (is_file ? g_strcmp0 (here, there) == 0 : vit_option_equal (&table[i], now, then))
        continue;
      g_autofree char *value =
          is_file ? g_strdup (here ? here : "") : vit_option_format (&table[i], now);
      g_autofree char *word = g_strdup_printf ("%s.%s=%s", table[i].group, table[i].key, value);
      add_word (line, "--set", word);
    }
}

static void
add_runs (GString *line, const VitExportSource *source, int index, VitStudy *saved)
{
  if (!source->montage && source->runs[index])
    {
      add_word (line, "--run", vit_run_get_label (source->runs[index]));
      return;
    }
  VitStudy *study = vit_session_get_study (source->session);
  bool same = true;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    same = same && vit_run_get_shown (vit_study_get_run (study, i)) ==
                       vit_run_get_shown (vit_study_get_run (saved, i));
  for (guint i = 0; i < vit_session_get_n_shown (source->session) && !same; i++)
    add_word (line, "--run", vit_run_get_label (vit_session_get_shown (source->session, i)));
}

/* How the figure is to look. Returns: whether the command can say it: it takes nothing away that
 * was saved. */
static bool
add_looks (GString *line, VitStudy *study, VitStudy *saved, const char *name)
{
  g_autoptr (VitFigureSettings) now = vit_study_get_figure_settings (study, name),
                                then = vit_study_get_figure_settings (saved, name);
  for (VitFigureSetting id = 0; id < VIT_N_FIGURE_SETTINGS; id++)
    {
      if (g_strcmp0 (now->texts[id], then->texts[id]) == 0)
        continue;
      if (!now->texts[id])
        return false;
      g_autofree char *option =
          g_strdup_printf ("--%s=%s", vit_figure_setting_get (id)->key, now->texts[id]);
      add_word (line, NULL, option);
    }
  return true;
}

static void
add_picked (GString *line, const VitExportSource *source, guint follows)
{
  const VitFollowedAtoms *followed = vit_session_get_followed (source->session);
  VitAtomSet *set = vit_session_get_atom_set (source->session);
  for (guint k = 0; (follows & VIT_FOLLOWS_ATOM) && k < followed->n; k++)
    g_string_append_printf (line, " --atom %" G_GINT64_FORMAT, followed->ids[k]);
  if (!(follows & VIT_FOLLOWS_SELECTION) || !set)
    return;
  g_autoptr (GString) ids = g_string_new (NULL);
  if (vit_session_get_n_shown (source->session) > 1)
    g_string_append_printf (ids, "%s:", vit_run_get_label (set->run));
  for (size_t i = 0; i < set->n; i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", set->ids[i]);
  add_word (line, "--atoms", ids->str);
}

/* What the panels of a montage follow, any of them. */
static guint
get_follows_of_panels (const VitMontage *montage)
{
  guint follows = 0;
  for (guint i = 0; i < montage->panels->len; i++)
    {
      const VitFigureSpec *spec =
          vit_gallery_find (g_array_index (montage->panels, VitPanel, i).figure);
      follows |= spec ? spec->follows : 0;
    }
  return follows;
}

/* Whether the figure is one that the saved study makes, too. */
static bool
find_figure (const VitExportSource *source,
             int index,
             VitStudy *saved,
             const char **name,
             guint *follows,
             GError **error)
{
  const VitFigureSpec *spec = source->montage ? NULL : vit_gallery_find (source->names[index]);
  *name = spec ? spec->name : source->montage;
  if (spec)
    *follows = spec->follows;
  if (spec || !source->montage)
    return spec != NULL;
  VitStudy *study = vit_session_get_study (source->session);
  g_autoptr (VitMontage) now = vit_study_get_montage (study, source->montage, error);
  g_autoptr (VitMontage) then = now ? vit_study_get_montage (saved, source->montage, NULL) : NULL;
  if (!then || !vit_montage_equal (now, then))
    return false;
  *follows = get_follows_of_panels (now);
  return true;
}

char *
vit_command_dup_line (const VitExportSource *source, int index, GError **error)
{
  g_return_val_if_fail (source && (source->montage || index < source->n), NULL);
  VitStudy *study = vit_session_get_study (source->session);
  const char *name;
  /* A study without a file may be that which comes along. */
  g_autofree char *demo = vit_study_get_path (study) ? NULL : vit_samples_find_demo ();
  const char *path = demo ? demo : vit_study_get_path (study);
  guint follows = 0;
  g_autoptr (VitStudy) saved = demo   ? vit_study_load (demo, NULL)
                               : path ? vit_study_load_saved (study, error)
                                      : NULL;
  if (path && !demo && !saved)
    return NULL;
  g_autoptr (GString) line = g_string_new ("vitrine-cli figure");
  g_autoptr (GString) looks = g_string_new (NULL);
  if (!saved || !has_saved_runs (study, saved) ||
      !find_figure (source, index, saved, &name, &follows, error) ||
      !add_looks (looks, study, saved, name))
    {
      if (!error || !*error)
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                     "The command names the saved study: save it first.");
      return NULL;
    }
  add_word (line, NULL, path);
  add_word (line, NULL, name);
  add_runs (line, source, index, saved);
  add_options (line, study, saved);
  add_range (line, source, follows, saved);
  add_picked (line, source, follows);
  g_string_append (line, looks->str);
  g_autofree char *file = g_strconcat (name, ".svg", NULL);
  add_word (line, "-o", file);
  g_autofree char *with_notes = vit_export_source_dup_command (source, index);
  if (with_notes)
    g_string_append_printf (line, "\n# With the arrows and words of the scene: %s", with_notes);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

void
vit_copy_command (GtkWidget *widget, const VitExportSource *source)
{
  static const char *const buttons[] = { "Close", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *line = vit_command_dup_line (source, 0, &error);
  if (line)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), line);
  else
    vit_ask (GTK_WINDOW (gtk_widget_get_root (widget)), "Nothing Was Copied", error->message,
             buttons, -1, NULL, NULL);
}
