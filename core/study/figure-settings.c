#include "core/study/figure-settings.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/study/study-private.h"
#include "core/study/study-text.h"

/* The group of a figure in a study. */
#define GROUP "figure "

static const char *const legends[] = { "auto", "inside", "above", "right", "direct", "none", NULL };
static const char *const palettes[] = { "study", "viridis", "plasma", "cividis", "grey", NULL };

static const VitFigureSettingRow rows[VIT_N_FIGURE_SETTINGS] = {
  [VIT_FIGURE_JOURNAL] = { "journal", "Journal", "Rules of a journal, by name or by its file",
                           "NAME|FILE", VIT_SETTING_TEXT },
  [VIT_FIGURE_WIDTH] = { "width", "Width", "Width in mm, or a width of the journal, as single",
                         "MM|NAME", VIT_SETTING_WIDTH, 10, 2000 },
  [VIT_FIGURE_HEIGHT] = { "height", "Height (mm)", "Height in mm; 0: what suits the figure", "MM",
                          VIT_SETTING_NUMBER, 0, 2000, 10 },
  [VIT_FIGURE_DPI] = { "dpi", "Resolution (dpi)", "Resolution of pixels", "N", VIT_SETTING_NUMBER,
                       20, 2400 },
  [VIT_FIGURE_FONT] = { "font", "Font", "Font families in the order wanted, with commas",
                        "FAMILIES", VIT_SETTING_TEXT },
  [VIT_FIGURE_FONT_SIZE] = { "font-size", "Font size (pt)", "Size of labels in points", "PT",
                             VIT_SETTING_NUMBER, 2, 72 },
  [VIT_FIGURE_LEGEND] = { "legend", "Legend",
                          "Names of curves: inside the axes or above them as there is room (auto), "
                          "or always inside, above, right, direct (at the curves), or none",
                          "PLACE", VIT_SETTING_CHOICE, .choices = legends },
  [VIT_FIGURE_CAPTION] = { "caption", "Caption",
                           "Whether what the numbers rest on is written "
                           "below the figure",
                           "yes|no", VIT_SETTING_SWITCH },
  [VIT_FIGURE_TITLE] = { "title", "Title", "Title over the figure; none leaves titles out", "TEXT",
                         VIT_SETTING_TEXT },
  [VIT_FIGURE_X_RANGE] = { "x-range", "x axis", "Ends of the x axis; either may be missing", "A,B",
                           VIT_SETTING_RANGE },
  [VIT_FIGURE_Y_RANGE] = { "y-range", "y axis", "Ends of the y axis; either may be missing", "A,B",
                           VIT_SETTING_RANGE },
  [VIT_FIGURE_TICKS] = { "ticks", "Ticks", "How many ticks, against the usual number", "FACTOR",
                         VIT_SETTING_NUMBER, 0.25, 4 },
  [VIT_FIGURE_PALETTE] = { "palette", "Palette",
                           "Colours of curves: those of the study, or steps "
                           "of lightness of a colour map",
                           "NAME", VIT_SETTING_CHOICE, .choices = palettes },
  [VIT_FIGURE_LINE_STYLES] = { "line-styles", "Line styles",
                               "Whether curves have line styles, and bars outlines or hatches, "
                               "as well as colours, where colours are not told apart by any eye "
                               "and in grey (for a journal: yes)",
                               "yes|no", VIT_SETTING_SWITCH },
};

const VitFigureSettingRow *
vit_figure_setting_get (VitFigureSetting id)
{
  g_return_val_if_fail (id < VIT_N_FIGURE_SETTINGS, NULL);
  return &rows[id];
}

VitFigureSettings *
vit_figure_settings_new (void)
{
  return g_new0 (VitFigureSettings, 1);
}

VitFigureSettings *
vit_figure_settings_copy (const VitFigureSettings *settings)
{
  VitFigureSettings *copy = vit_figure_settings_new ();
  vit_figure_settings_add (copy, settings);
  return copy;
}

void
vit_figure_settings_free (VitFigureSettings *settings)
{
  for (int i = 0; settings && i < VIT_N_FIGURE_SETTINGS; i++)
    g_free (settings->texts[i]);
  g_free (settings);
}

/* ---- Values ---- */

static bool
parse_number (const char *text, double *value)
{
  char *end;
  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value);
}

static bool
parse_range (const char *text, double *low, double *high)
{
  g_auto (GStrv) ends = g_strsplit (text, ",", -1);
  *low = *high = NAN;
  if (g_strv_length (ends) != 2 || (!*g_strstrip (ends[0]) && !*g_strstrip (ends[1])))
    return false;
  if ((*ends[0] && !parse_number (ends[0], low)) || (*ends[1] && !parse_number (ends[1], high)))
    return false;
  return !(*low >= *high);
}

static int
find_choice (const VitFigureSettingRow *row, const char *text)
{
  for (int i = 0; row->choices && row->choices[i]; i++)
    if (strcmp (row->choices[i], text) == 0)
      return i;
  return -1;
}

/* A width that is no number is the name of one, which the journal knows. */
static bool
is_name (const char *text)
{
  char *end;
  /* "nan" and "inf" are numbers, of a kind. */
  double number = g_ascii_strtod (text, &end);
  return (*end || isfinite (number)) && g_ascii_isalpha (*text) &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz-0123456789") == strlen (text);
}

static void
set_number_error (const VitFigureSettingRow *row, const char *text, GError **error)
{
  g_autofree char *alone = row->least > 0 ? g_strdup_printf ("%g, or ", row->minimum) : NULL;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s=%s: %snumbers from %g to %g%s", row->key,
               text, alone ? alone : "", MAX (row->minimum, row->least), row->maximum,
               row->type == VIT_SETTING_WIDTH ? ", or a width of the journal" : "");
}

static bool
check_text (const VitFigureSettingRow *row, const char *text, GError **error)
{
  double number, other;
  bool on;
  switch (row->type)
    {
    case VIT_SETTING_TEXT:
      if (g_utf8_validate (text, -1, NULL) && !strpbrk (text, "\n\r"))
        return true;
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s: one line of UTF-8 is needed",
                   row->key);
      return false;
    case VIT_SETTING_WIDTH:
      if (is_name (text))
        return true;
      G_GNUC_FALLTHROUGH;
    case VIT_SETTING_NUMBER:
      if (parse_number (text, &number) && number <= row->maximum &&
          (number >= MAX (row->minimum, row->least) || number == row->minimum))
        return true;
      set_number_error (row, text, error);
      return false;
    case VIT_SETTING_SWITCH:
      if (vit_option_parse_switch (text, &on))
        return true;
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s=%s: yes or no", row->key, text);
      return false;
    case VIT_SETTING_RANGE:
      if (parse_range (text, &number, &other))
        return true;
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "%s=%s: FROM,TO with FROM below TO; either may be missing", row->key, text);
      return false;
    case VIT_SETTING_CHOICE:
      if (find_choice (row, text) < 0)
        {
          g_autofree char *words = g_strjoinv (", ", (char **) row->choices);
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s=%s: there are %s", row->key, text,
                       words);
          return false;
        }
      return true;
    }
  g_return_val_if_reached (false);
}

bool
vit_figure_settings_set (VitFigureSettings *settings,
                         VitFigureSetting id,
                         const char *text,
                         GError **error)
{
  g_return_val_if_fail (settings && id < VIT_N_FIGURE_SETTINGS, false);
  bool empty = !text || !*text;
  if (!empty && !check_text (&rows[id], text, error))
    return false;
  char *own = empty ? NULL : g_strdup (text);
  g_free (settings->texts[id]);
  settings->texts[id] = own;
  return true;
}

void
vit_figure_settings_add (VitFigureSettings *settings, const VitFigureSettings *more)
{
  g_return_if_fail (settings && more);
  for (int i = 0; i < VIT_N_FIGURE_SETTINGS; i++)
    if (more->texts[i])
      {
        g_free (settings->texts[i]);
        settings->texts[i] = g_strdup (more->texts[i]);
      }
}

bool
vit_figure_settings_equal (const VitFigureSettings *one, const VitFigureSettings *other)
{
  for (int i = 0; i < VIT_N_FIGURE_SETTINGS; i++)
    if (g_strcmp0 (one->texts[i], other->texts[i]) != 0)
      return false;
  return true;
}

double
vit_figure_settings_get_number (const VitFigureSettings *settings,
                                VitFigureSetting id,
                                double fallback)
{
  double value;
  return settings->texts[id] && parse_number (settings->texts[id], &value) ? value : fallback;
}

bool
vit_figure_settings_get_switch (const VitFigureSettings *settings,
                                VitFigureSetting id,
                                bool fallback)
{
  bool on = fallback;
  if (settings->texts[id])
    vit_option_parse_switch (settings->texts[id], &on);
  return on;
}

int
vit_figure_settings_get_choice (const VitFigureSettings *settings,
                                VitFigureSetting id,
                                int fallback)
{
  int found = settings->texts[id] ? find_choice (&rows[id], settings->texts[id]) : -1;
  return found >= 0 ? found : fallback;
}

void
vit_figure_settings_get_range (const VitFigureSettings *settings,
                               VitFigureSetting id,
                               double *low,
                               double *high)
{
  *low = *high = NAN;
  if (settings->texts[id])
    parse_range (settings->texts[id], low, high);
}

/* ---- In the study ---- */

bool
vit_study_is_figure_group (const char *group)
{
  return g_str_has_prefix (group, GROUP);
}

VitFigureSettings *
vit_study_get_figure_settings (VitStudy *study, const char *name)
{
  g_return_val_if_fail (VIT_IS_STUDY (study) && name, NULL);
  g_autofree char *group = g_strconcat (GROUP, name, NULL);
  VitFigureSettings *settings = vit_figure_settings_new ();
  for (VitFigureSetting id = 0; id < VIT_N_FIGURE_SETTINGS; id++)
    {
      g_autofree char *text = g_key_file_get_string (study->keys, group, rows[id].key, NULL);
      if (text)
        vit_figure_settings_set (settings, id, g_strstrip (text), NULL);
    }
  return settings;
}

void
vit_study_set_figure_settings (VitStudy *study, const char *name, const VitFigureSettings *settings)
{
  g_return_if_fail (VIT_IS_STUDY (study) && name && settings);
  g_autoptr (VitFigureSettings) before = vit_study_get_figure_settings (study, name);
  g_autofree char *group = g_strconcat (GROUP, name, NULL);
  if (vit_figure_settings_equal (before, settings))
    return;
  for (VitFigureSetting id = 0; id < VIT_N_FIGURE_SETTINGS; id++)
    vit_study_write_optional (study->keys, group, rows[id].key, settings->texts[id]);
  gsize n = 0;
  g_strfreev (g_key_file_get_keys (study->keys, group, &n, NULL));
  if (n == 0)
    g_key_file_remove_group (study->keys, group, NULL);
  vit_study_mark_modified (study, true);
}

void
vit_study_check_figures (VitStudy *study, const char *path, const char *text)
{
  g_auto (GStrv) groups = g_key_file_get_groups (study->keys, NULL);
  g_autoptr (VitFigureSettings) scratch = vit_figure_settings_new ();
  for (char **group = groups; *group; group++)
    for (VitFigureSetting id = 0; vit_study_is_figure_group (*group) && id < VIT_N_FIGURE_SETTINGS;
         id++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *value = g_key_file_get_string (study->keys, *group, rows[id].key, NULL);
        if (value && !vit_figure_settings_set (scratch, id, g_strstrip (value), &error))
          g_ptr_array_add (study->notes,
                           g_strdup_printf ("%s:%u: %s; the figure is as without it", path,
                                            vit_study_text_find_line (text, *group, rows[id].key),
                                            error->message));
      }
}

static bool
is_taken (const char *group)
{
  return vit_study_is_figure_group (group) || vit_study_is_montage_group (group);
}

void
vit_study_take_figures (VitStudy *study, VitStudy *from)
{
  g_auto (GStrv) own = g_key_file_get_groups (study->keys, NULL),
                 theirs = g_key_file_get_groups (from->keys, NULL);
  for (char **group = own; *group; group++)
    if (is_taken (*group))
      g_key_file_remove_group (study->keys, *group, NULL);
  for (char **group = theirs; *group; group++)
    {
      g_auto (GStrv) keys =
          is_taken (*group) ? g_key_file_get_keys (from->keys, *group, NULL, NULL) : NULL;
      for (char **key = keys; key && *key; key++)
        {
          g_autofree char *value = g_key_file_get_value (from->keys, *group, *key, NULL);
          g_key_file_set_value (study->keys, *group, *key, value);
        }
    }
}
