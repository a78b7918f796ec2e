#include "app/cli/figure-looks.h"

#include <math.h>
#include <string.h>

#include "app/cli/cli.h"
#include "app/cli/inputs.h"
#include "core/base/error.h"
#include "ui/journal/check.h"
#include "ui/journal/source-data.h"

static VitFigureSettings *given;    /* on the command line */
static VitFigureSettings *settings; /* of the figure that was laid out last */
static VitJournal *journal;         /* of the same, nullable */
static gboolean check, source_data;
static char *command_line; /* line, quoted for a shell */
static JsonArray *checks;

static gboolean
take_setting (const char *name, const char *value, gpointer data, GError **error)
{
  g_autoptr (GError) inner = NULL;
  given = given ? given : vit_figure_settings_new ();
  name += strspn (name, "-");
  for (VitFigureSetting id = 0; id < VIT_N_FIGURE_SETTINGS; id++)
    {
      if (strcmp (vit_figure_setting_get (id)->key, name) != 0)
        continue;
      /* In a study an empty one is the usual one; here it is a variable of a script that is not
       * set. */
      if (value && !*value)
        g_set_error (&inner, VIT_ERROR, VIT_ERROR_INVALID, "%s: no value is given", name);
      else if (vit_figure_settings_set (given, id, value ? value : "yes", &inner))
        return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s",
               inner ? inner->message : name);
  return FALSE;
}

/* The tooltip with the choices that it does not name. It lives as long as the program. */
static const char *
describe (const VitFigureSettingRow *row)
{
  g_autofree char *choices = row->choices ? g_strjoinv (", ", (char **) row->choices) : NULL;
  g_autofree char *words = choices ? g_strdup_printf ("%s: %s", row->tooltip, choices) : NULL;
  return words ? g_intern_string (words) : row->tooltip;
}

GOptionEntry *
vit_cli_new_figure_entries (const GOptionEntry *own)
{
  GArray *entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  for (; own->long_name; own++)
    g_array_append_val (entries, *own);
  for (VitFigureSetting id = 0; id < VIT_N_FIGURE_SETTINGS; id++)
    {
      const VitFigureSettingRow *row = vit_figure_setting_get (id);
      bool is_switch = row->type == VIT_SETTING_SWITCH;
      GOptionEntry entry = { row->key,
                             0,
                             is_switch ? G_OPTION_FLAG_OPTIONAL_ARG : 0,
                             G_OPTION_ARG_CALLBACK,
                             take_setting,
                             describe (row),
                             row->placeholder };
      g_array_append_val (entries, entry);
    }
  GOptionEntry last = { "check",
                        0,
                        0,
                        G_OPTION_ARG_NONE,
                        &check,
                        "Holds the figure against the rules of --journal: JSON to standard output, "
                        "exit code 1 where one fails",
                        NULL };
  GOptionEntry source = { "source-data",
                          0,
                          0,
                          G_OPTION_ARG_NONE,
                          &source_data,
                          "Writes a zip beside the figure, NAME-source.zip: the numbers of each "
                          "panel, what they rest on, the study and this command",
                          NULL };
  g_array_append_val (entries, last);
  g_array_append_val (entries, source);
  return (GOptionEntry *) (void *) g_array_free (entries, FALSE);
}

bool
vit_cli_wants_check (void)
{
  return check;
}

void
vit_cli_note_command (int argc, char **argv)
{
  g_autoptr (GString) line = g_string_new ("vitrine-cli");
  for (int i = 0; i < argc; i++)
    {
      g_autofree char *quoted = g_shell_quote (argv[i]);
      bool plain = *argv[i] && strspn (argv[i], "abcdefghijklmnopqrstuvwxyz"
                                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./=:,") ==
                                   strlen (argv[i]);
      g_string_append_printf (line, " %s", plain ? argv[i] : quoted);
    }
  g_free (command_line);
  command_line = g_string_free (g_steal_pointer (&line), FALSE);
}

gboolean
vit_cli_may_write_figure (const char *command, const char *path, VitStudy *study, VitExit *exit)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *zip = source_data && path ? vit_source_data_dup_path (path) : NULL;
  if (!vit_cli_may_write (command, path, study, exit) ||
      !vit_cli_may_write (command, zip, study, exit))
    return FALSE;
  if (!zip || vit_source_data_may_replace (zip, &error))
    return TRUE;
  *exit = vit_cli_usage (command, "%s", error->message);
  return FALSE;
}

bool
vit_cli_write_source_data (VitStudy *study,
                           const char *name,
                           VitFigure *figure,
                           GPtrArray *runs,
                           const char *path,
                           GError **error)
{
  if (!source_data)
    return true;
  g_autoptr (VitSourceData) data = vit_source_data_new (study, name, figure, command_line, runs);
  g_autofree char *zip = vit_source_data_dup_path (path);
  return vit_source_data_save (data, zip, error);
}

bool
vit_cli_check_looks (const char *command, VitExit *exit)
{
  g_autoptr (GError) error = NULL;
  const char *name = given ? given->texts[VIT_FIGURE_JOURNAL] : NULL;
  g_autoptr (VitJournal) named = name ? vit_journal_load (name, &error) : NULL;
  if (name && !named)
    *exit = vit_cli_usage (command, "--journal: %s", error->message);
  return !name || named;
}

bool
vit_cli_lay_out (VitStudy *study,
                 const char *name,
                 VitFormat format,
                 bool dark,
                 VitFigure *figure,
                 VitExportOptions *options,
                 GError **error)
{
  g_clear_pointer (&settings, vit_figure_settings_free);
  g_clear_pointer (&journal, vit_journal_free);
  settings = vit_study_get_figure_settings (study, name);
  if (given)
    vit_figure_settings_add (settings, given);
  const char *wanted = settings->texts[VIT_FIGURE_JOURNAL];
  if (wanted && !(journal = vit_journal_load (wanted, error)))
    return false;
  if (!vit_journal_lay_out (journal, settings, format, dark, figure, options, error))
    return false;
  /* What is no figure at all is said when it is written. */
  g_autofree char *doubt = vit_journal_dup_doubt (settings, VIT_FORMAT_SVG, figure, options);
  if (doubt)
    g_printerr ("%s: %s (warning)\n", name, doubt);
  return true;
}

/* ---- The check ---- */

static void
add_text (JsonObject *object, const char *name, const char *text)
{
  if (text)
    json_object_set_string_member (object, name, text);
}

static JsonObject *
describe_mend (const VitMend *mend)
{
  JsonObject *object = json_object_new (), *sets = json_object_new ();
  add_text (object, "words", mend->words);
  for (int i = 0; i < VIT_MOST_MENDS; i++)
    if (mend->set[i].value)
      add_text (sets, vit_figure_setting_get (mend->set[i].setting)->key, mend->set[i].value);
  json_object_set_object_member (object, "set", sets);
  return object;
}

static JsonObject *
describe_result (const VitRuleResult *result)
{
  static const char *const verdicts[] = { "holds", "fails", "none" };
  JsonObject *object = json_object_new ();
  add_text (object, "rule", result->name);
  add_text (object, "title", result->title);
  add_text (object, "verdict", verdicts[result->verdict]);
  add_text (object, "found", result->said);
  add_text (object, "source", vit_rule_source_name (result->source));
  add_text (object, "note", result->note);
  if (result->mend)
    json_object_set_object_member (object, "mend", describe_mend (result->mend));
  return object;
}

VitExit
vit_cli_check_figure (const char *name,
                      VitFormat format,
                      bool dark,
                      VitFigure *figure,
                      const VitExportOptions *options)
{
  if (!journal)
    return vit_cli_usage ("figure", "--check needs --journal");
  g_autoptr (VitFigureRecord) record = vit_figure_record (figure, options);
  g_autoptr (GPtrArray) results = vit_journal_check (journal, record, options, format);
  vit_journal_find_mends (journal, settings, format, dark, figure, results);
  guint failures = vit_journal_count_failures (results);
  JsonObject *object = json_object_new ();
  JsonArray *rules = json_array_new ();
  add_text (object, "figure", name);
  add_text (object, "journal", journal->name);
  json_object_set_double_member (object, "width_mm", record->width * 25.4 / 72);
  json_object_set_double_member (object, "height_mm", record->height * 25.4 / 72);
  json_object_set_int_member (object, "failures", failures);
  for (guint i = 0; i < results->len; i++)
    json_array_add_object_element (rules, describe_result (results->pdata[i]));
  json_object_set_array_member (object, "rules", rules);
  checks = checks ? checks : json_array_new ();
  json_array_add_object_element (checks, object);
  return failures > 0 ? VIT_EXIT_DAMAGED : VIT_EXIT_GOOD;
}

void
vit_cli_print_checks (bool many)
{
  if (!checks)
    return;
  JsonNode *node = json_node_new (many ? JSON_NODE_ARRAY : JSON_NODE_OBJECT);
  if (many)
    json_node_set_array (node, checks);
  else
    json_node_set_object (node, json_array_get_object_element (checks, 0));
  vit_cli_print_json (node);
  g_clear_pointer (&checks, json_array_unref);
}
