/* Reading and writing of the study file: unknown groups and keys survive, paths are relative to its
 * folder. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/foreign.h"
#include "core/store/atomic-file.h"
#include "core/store/read-file.h"
#include "core/study/study-pack.h"
#include "core/study/study-private.h"
#include "core/study/study-text.h"

/* Beginning of a path whose bytes are escaped as in a URI, because it is not UTF-8. */
#define ESCAPED "file:"

#define FORMAT_VERSION 1

/* Most bytes of a study: hundreds of thousands of runs. */
#define MAX_BYTES ((size_t) 64 << 20)

/* Numeric keys of a run's group. */
static const struct
{
  const char *key;
  bool positive;
} run_numbers[] = { { "stress", false }, { "frequency", true } };

/* ---- Paths ---- */

static char *
make_path_absolute (const char *folder, const char *path)
{
  g_autofree char *name = g_str_has_prefix (path, ESCAPED)
                              ? g_uri_unescape_string (path + strlen (ESCAPED), NULL)
                              : NULL;
  return g_canonicalize_filename (name ? name : path, folder);
}

/* Make the path relative to the folder if the file lies in it or at most four levels up. */
static char *
find_path_relative (const char *folder, const char *path)
{
  g_autoptr (GFile) base = g_file_new_for_path (folder), file = g_file_new_for_path (path);
  char *inside = g_file_get_relative_path (base, file);
  if (inside)
    return inside;
  g_autoptr (GString) up = g_string_new ("../");
  g_autoptr (GFile) parent = g_file_get_parent (base);
  for (int depth = 0; parent && depth < 4; depth++)
    {
      g_autofree char *below = g_file_get_relative_path (parent, file);
      g_autoptr (GFile) grandparent = g_file_get_parent (parent);
      /* A relative path through the root of the file system would not survive moving the study. */
      if (below && grandparent)
        return g_strconcat (up->str, below, NULL);
      g_string_append (up, "../");
      g_set_object (&parent, grandparent);
    }
  return g_strdup (path);
}

/* Write a path relative to the folder of the study. A name that is not UTF-8 is escaped. */
static char *
make_path_relative (const char *folder, const char *path)
{
  g_autofree char *relative = find_path_relative (folder, path);
  if (g_utf8_validate (relative, -1, NULL) && !g_str_has_prefix (relative, ESCAPED))
    return g_steal_pointer (&relative);
  g_autofree char *escaped =
      g_uri_escape_bytes ((const guint8 *) relative, strlen (relative), "/ ");
  return g_strconcat (ESCAPED, escaped, NULL);
}

/* ---- Reading ---- */

static bool
read_number (VitStudy *self,
             const char *path,
             const char *text,
             const char *group,
             const char *key,
             double *value,
             GError **error)
{
  g_autofree char *raw = g_key_file_get_string (self->keys, group, key, NULL);
  if (!raw)
    return true;
  char *end;
  g_strstrip (raw);
  *value = g_ascii_strtod (raw, &end);
  if (*raw && *end == '\0' && isfinite (*value))
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: \"%s\" is no number for %s of [%s]",
               path, vit_study_text_find_line (text, group, key), raw, key, group);
  return false;
}

/* A run whose key says neither is shown, and that is noted. */
static void
read_shown (VitStudy *self, const char *path, const char *text, VitRun *run, const char *group)
{
  g_autofree char *word = g_key_file_get_string (self->keys, group, "shown", NULL);
  bool shown = true;
  if (word && !vit_option_parse_switch (g_strstrip (word), &shown))
    g_ptr_array_add (self->notes,
                     g_strdup_printf ("%s:%u: \"%s\" is no value of shown in [%s]: true or false; "
                                      "the run is shown",
                                      path, vit_study_text_find_line (text, group, "shown"), word,
                                      group));
  g_object_set (run, "shown", shown, NULL);
}

/* A text that is no colour leaves the run the one of its place, and that is noted. */
static void
read_look (VitStudy *self, const char *path, const char *text, VitRun *run, const char *group)
{
  g_autofree char *name = g_key_file_get_string (self->keys, group, "group", NULL);
  g_autofree char *colour = g_key_file_get_string (self->keys, group, "colour", NULL);
  g_object_set (run, "group", name, "colour", colour, NULL);
  if (colour && *colour && !vit_run_get_colour (run))
    g_ptr_array_add (self->notes,
                     g_strdup_printf ("%s:%u: \"%s\" is no value of colour in [%s]: #rrggbb; the "
                                      "run has the colour of its place",
                                      path, vit_study_text_find_line (text, group, "colour"),
                                      colour, group));
}

/* Lists stand in the file with semicolons. */
static bool
read_premises (VitStudy *self,
               const char *path,
               const char *text,
               VitRun *run,
               const char *group,
               GError **error)
{
  for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremiseRow *row = vit_premise_get (id);
      g_auto (GStrv) list = NULL;
      g_autofree char *value = NULL;
      g_autoptr (GError) inner = NULL;
      if (row->type == VIT_PREMISE_LIST)
        list = g_key_file_get_string_list (self->keys, group, row->name, NULL, NULL);
      else
        value = g_key_file_get_string (self->keys, group, row->name, NULL);
      if (list)
        value = g_strjoinv (",", list);
      if (!value)
        continue;
      bool empty = *g_strchug (value) == '\0' && row->type != VIT_PREMISE_LIST;
      if (empty)
        g_set_error (&inner, VIT_ERROR, VIT_ERROR_FORMAT, "%s has no value", row->name);
      else if (vit_run_set_premise (run, id, value, &inner))
        continue;
      /* Zero stands for a number that is not known. */
      char *end;
      double number = g_ascii_strtod (value, &end);
      if (row->type == VIT_PREMISE_NUMBER && end != value && *end == '\0' && number == 0)
        continue;
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: %s", path,
                   vit_study_text_find_line (text, group, row->name), inner->message);
      return false;
    }
  return true;
}

static bool
read_run (VitStudy *self,
          const char *path,
          const char *text,
          const char *folder,
          const char *group,
          GError **error)
{
  g_auto (GStrv) files = g_key_file_get_string_list (self->keys, group, "files", NULL, NULL);
  if (!files || !files[0])
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: the run has no files", path,
                   vit_study_text_find_line (text, group, "files"));
      return false;
    }
  for (char **file = files; *file; file++)
    {
      char *absolute = make_path_absolute (folder, *file);
      g_free (*file);
      *file = absolute;
    }
  g_autoptr (VitRun) run = vit_run_new ((const char *const *) files);
  for (gsize i = 0; i < G_N_ELEMENTS (run_numbers); i++)
    {
      double value = NAN;
      if (!read_number (self, path, text, group, run_numbers[i].key, &value, error))
        return false;
      if (run_numbers[i].positive && value < 0)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: %s=%g of [%s] is not positive",
                       path, vit_study_text_find_line (text, group, run_numbers[i].key),
                       run_numbers[i].key, value, group);
          return false;
        }
      /* A zero means not known. */
      if (isfinite (value) && (value > 0 || !run_numbers[i].positive))
        g_object_set (run, run_numbers[i].key, value, NULL);
    }
  g_autofree char *label = g_key_file_get_string (self->keys, group, "label", NULL);
  g_autofree char *log = g_key_file_get_string (self->keys, group, "log", NULL);
  if (label)
    g_object_set (run, "label", label, NULL);
  read_look (self, path, text, run, group);
  if (log)
    {
      g_autofree char *absolute = make_path_absolute (folder, log);
      g_object_set (run, "log", absolute, NULL);
    }
  if (!read_premises (self, path, text, run, group, error))
    return false;
  read_shown (self, path, text, run, group);
  vit_study_insert_run (self, run, group);
  return true;
}

/* Read the keys that the table of options knows; other keys stay in the file unchanged. */
static bool
read_options (VitStudy *self, const char *path, const char *text, GError **error)
{
  size_t n;
  const VitOption *table = vit_option_list (&n);
  for (size_t i = 0; i < n; i++)
    {
      const char *group = table[i].group, *key = table[i].key;
      g_autofree char *value = g_key_file_get_string (self->keys, group, key, NULL), *said = NULL;
      g_autoptr (GError) inner = NULL;
      if (!value)
        continue;
      if (!vit_option_parse (&table[i], value, self->options, &said, &inner))
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: %s", path,
                       vit_study_text_find_line (text, group, key), inner->message);
          return false;
        }
      if (said)
        g_ptr_array_add (
            self->notes,
            g_strdup_printf ("%s:%u: %s", path, vit_study_text_find_line (text, group, key), said));
    }
  vit_study_take_rule (self);
  return true;
}

bool
vit_study_read_keys (VitStudy *self, const char *path, const char *text, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  double version = 0;
  if (!g_key_file_has_group (self->keys, "study"))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "%s:1: is not a Vitrine study: it has no group [study]", path);
      return false;
    }
  if (!read_number (self, path, text, "study", "version", &version, error))
    return false;
  if (version > FORMAT_VERSION)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%s:%u: the study has version %g of the format, this program reads %d", path,
                   vit_study_text_find_line (text, "study", "version"), version, FORMAT_VERSION);
      return false;
    }
  self->title = g_key_file_get_string (self->keys, "study", "title", NULL);
  g_autofree char *model = g_key_file_get_string (self->keys, "model", "file", NULL);
  self->model_path = model && *model ? make_path_absolute (folder, model) : NULL;
  if (g_key_file_has_key (self->keys, "model", "intervals", NULL))
    {
      g_autoptr (GError) list_error = NULL;
      self->intervals = g_key_file_get_double_list (self->keys, "model", "intervals",
                                                    &self->n_intervals, &list_error);
      bool wrong = list_error != NULL;
      for (gsize j = 0; !wrong && j < self->n_intervals; j++)
        wrong = !(self->intervals[j] > 0 && isfinite (self->intervals[j]));
      if (wrong)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                       "%s:%u: the intervals are not all positive numbers", path,
                       vit_study_text_find_line (text, "model", "intervals"));
          return false;
        }
    }
  if (!read_options (self, path, text, error) || !vit_study_read_logs (self, path, text, error))
    return false;
  g_auto (GStrv) groups = g_key_file_get_groups (self->keys, NULL);
  for (char **group = groups; *group; group++)
    if (g_str_has_prefix (*group, "run ") && !read_run (self, path, text, folder, *group, error))
      return false;
  vit_study_read_order (self);
  vit_study_read_ranges (self, path, text);
  vit_study_check_figures (self, path, text);
  vit_study_read_picked (self, path, text);
  return true;
}

/* GKeyFile has no value where it is not UTF-8, and the next save would lose it. */
static bool
check_encoding (VitStudy *self, const char *path, const char *text, GError **error)
{
  g_autofree char *group = NULL, *key = NULL;
  if (vit_study_keys_are_utf8 (self->keys, &group, &key))
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: the value of %s in [%s] is not UTF-8",
               path, vit_study_text_find_line (text, group, key), key, group);
  return false;
}

/* Note options that name no run. */
static void
check_runs (VitStudy *self, const char *path, const char *text)
{
  size_t n;
  const VitOption *table = vit_option_list (&n);
  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *lost =
          table[i].type == VIT_OPTION_RUN ? vit_study_dup_lost_run (self, &table[i]) : NULL;
      if (lost)
        g_ptr_array_add (
            self->notes,
            g_strdup_printf ("%s:%u: %s", path,
                             vit_study_text_find_line (text, table[i].group, table[i].key), lost));
    }
}

VitStudy *
vit_study_load (const char *path, GError **error)
{
  g_return_val_if_fail (path, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) inner = NULL;
  gsize length;
  if (vit_study_pack_is (path))
    {
      char *folder = vit_study_unpack (path, error);
      return folder ? vit_study_load_unpacked (path, folder, error) : NULL;
    }
  if (!vit_file_read (path, MAX_BYTES, &text, &length, error))
    return vit_study_text_refuse (path, error);
  /* Text after a NUL byte would be lost at the next save. */
  if (strlen (text) < length)
    {
      /* Some other file has NUL bytes, too. */
      if (!strstr (text, "[study]") && vit_foreign_find (text, length))
        {
          g_autofree char *what = vit_foreign_describe (text, length);
          g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: is not a Vitrine study: %s", path,
                       what);
          return NULL;
        }
      unsigned line = 1;
      for (const char *c = text; *c; c++)
        line += *c == '\n';
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "%s:%u: is damaged: there is a NUL byte in the text", path, line);
      return NULL;
    }
  g_autoptr (VitStudy) self = vit_study_new ();
  if (!g_key_file_load_from_data (self->keys, text, (gsize) -1, G_KEY_FILE_KEEP_COMMENTS, &inner))
    {
      unsigned line = vit_study_text_find_damage (text);
      g_autofree char *clean = g_utf8_make_valid (inner->message, -1);
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: is not a Vitrine study: %s", path,
                   line, clean);
      return NULL;
    }
  vit_study_keys_drop_repeats (self->keys);
  self->loading = true;
  bool ok =
      check_encoding (self, path, text, error) && vit_study_read_keys (self, path, text, error);
  self->loading = false;
  if (!ok)
    return NULL;
  vit_study_text_check (text, path, self->notes);
  check_runs (self, path, text);
  self->path = g_canonicalize_filename (path, NULL);
  self->checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, (gssize) length);
  self->saved = vit_study_dup_document (self);
  return g_steal_pointer (&self);
}

/* ---- Writing ---- */

void
vit_study_write_optional (GKeyFile *keys, const char *group, const char *key, const char *text)
{
  if (text && *text)
    g_key_file_set_string (keys, group, key, text);
  else
    g_key_file_remove_key (keys, group, key, NULL);
}

static void
write_number (GKeyFile *keys, const char *group, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (text, sizeof text, "%.12g", value);
  vit_study_write_optional (keys, group, key, isfinite (value) ? text : NULL);
}

static void
write_run (VitStudy *self, GKeyFile *keys, guint index, const char *folder)
{
  VitRun *run = self->runs->pdata[index];
  const char *group = self->groups->pdata[index];
  const char *const *paths = vit_run_get_paths (run);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (; *paths; paths++)
    {
      g_autofree char *name = make_path_relative (folder, *paths);
      g_strv_builder_add (names, name);
    }
  g_auto (GStrv) files = g_strv_builder_end (names);
  g_key_file_set_string_list (keys, group, "files", (const char *const *) files,
                              g_strv_length (files));
  vit_study_write_optional (keys, group, "label", vit_run_get_label (run));
  vit_study_write_optional (keys, group, "group", vit_run_get_group (run));
  vit_study_write_optional (keys, group, "colour", vit_run_get_colour (run));
  write_number (keys, group, "stress", vit_run_get_stress (run));
  write_number (keys, group, "frequency", vit_run_get_frequency (run));
  g_autofree char *log =
      vit_run_get_log (run) ? make_path_relative (folder, vit_run_get_log (run)) : NULL;
  vit_study_write_optional (keys, group, "log", log);
  for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremiseRow *row = vit_premise_get (id);
      const char *value = vit_premises_get_text (vit_run_get_given (run), id);
      g_auto (GStrv) list =
          value && row->type == VIT_PREMISE_LIST ? g_strsplit (value, ",", -1) : NULL;
      if (list)
        g_key_file_set_string_list (keys, group, row->name, (const char *const *) list,
                                    g_strv_length (list));
      else
        vit_study_write_optional (keys, group, row->name, value);
    }
  g_key_file_set_boolean (keys, group, "shown", vit_run_get_shown (run));
}

/* Write options that name files relative to the new folder of the study. */
static void
write_file_options (VitStudy *self, GKeyFile *keys, const char *folder)
{
  size_t n;
  const VitOption *table = vit_option_list (&n);
  for (size_t i = 0; i < n; i++)
    {
      if (table[i].type != VIT_OPTION_FILE)
        continue;
      g_autofree char *file = vit_study_dup_option_path (self, table[i].group, table[i].key);
      g_autofree char *written = file ? make_path_relative (folder, file) : NULL;
      vit_study_write_optional (keys, table[i].group, table[i].key, written);
    }
}

/* Take options that name files from the keys, where they are relative to the present folder of the
 * study. */
static void
take_file_options (VitStudy *self)
{
  size_t n;
  const VitOption *table = vit_option_list (&n);
  for (size_t i = 0; i < n; i++)
    if (table[i].type == VIT_OPTION_FILE)
      {
        g_autofree char *written =
            g_key_file_get_string (self->keys, table[i].group, table[i].key, NULL);
        vit_option_parse (&table[i], written ? written : "", self->options, NULL, NULL);
      }
}

void
vit_study_write_keys (VitStudy *self, GKeyFile *keys, const char *folder)
{
  g_key_file_set_integer (keys, "study", "version", FORMAT_VERSION);
  vit_study_write_optional (keys, "study", "title", self->title);
  g_autofree char *model = self->model_path ? make_path_relative (folder, self->model_path) : NULL;
  vit_study_write_optional (keys, "model", "file", model);
  if (self->intervals)
    g_key_file_set_double_list (keys, "model", "intervals", self->intervals, self->n_intervals);
  else
    g_key_file_remove_key (keys, "model", "intervals", NULL);
  for (guint i = 0; i < self->runs->len; i++)
    write_run (self, keys, i, folder);
  vit_study_write_order (self, keys);
  vit_study_write_ranges (self, keys);
  vit_study_write_picked (self, keys);
  write_file_options (self, keys, folder);
  vit_study_write_logs (self, keys);
}

bool
vit_study_save_text (VitStudy *self, const char *path, GError **error)
{
  GKeyFile *keys = self->keys;
  g_autofree char *folder = g_path_get_dirname (path);
  vit_study_write_keys (self, keys, folder);

  gsize n;
  g_autofree char *group = NULL, *key = NULL;
  if (!vit_study_keys_are_utf8 (keys, &group, &key))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "%s of [%s] is not UTF-8: a study cannot hold it", key, group);
      return false;
    }
  g_autofree char *text = g_key_file_to_data (keys, &n, NULL);
  if (!vit_file_replace (path, text, n, error))
    return false;
  g_free (self->checksum);
  self->checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, (gssize) n);
  return true;
}

void
vit_study_note_saved (VitStudy *self)
{
  take_file_options (self);
  g_free (self->saved);
  self->saved = vit_study_dup_document (self);
  vit_study_mark_modified (self, false);
}

bool
vit_study_save (VitStudy *self, const char *path, GError **error)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && path, false);
  if (vit_study_reads (self, path))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s is read from: it is not written over",
                   path);
      return false;
    }
  if (self->pack)
    {
      if (!vit_study_prepare_pack (self, path, error) ||
          !vit_study_write_pack (self->pack, path, NULL, error))
        return false;
      vit_study_note_packed (self, path);
      return true;
    }
  if (g_str_has_suffix (path, VIT_STUDY_PACK_SUFFIX))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "%s: a pack is made of a study and its results by vitrine-cli pack", path);
      return false;
    }
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  if (!vit_study_save_text (self, absolute, error))
    return false;
  g_free (self->path);
  self->path = g_steal_pointer (&absolute);
  vit_study_note_saved (self);
  return true;
}

bool
vit_study_has_changed_on_disk (VitStudy *self)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), false);
  g_autofree char *text = NULL;
  gsize n;
  VitSourceStamp stamp;
  if (self->pack)
    return vit_source_look_at_path (self->path, &stamp) &&
           !vit_source_stamp_equal (&stamp, &self->pack_stamp);
  if (!self->path || !self->checksum || !vit_file_read (self->path, MAX_BYTES, &text, &n, NULL))
    return false;
  g_autofree char *now = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, (gssize) n);
  return strcmp (now, self->checksum) != 0;
}

void
vit_study_forget_path (VitStudy *self)
{
  g_return_if_fail (VIT_IS_STUDY (self));
  size_t n;
  const VitOption *table = vit_option_list (&n);
  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *file = table[i].type == VIT_OPTION_FILE
                                  ? vit_study_dup_option_path (self, table[i].group, table[i].key)
                                  : NULL;
      if (!file)
        continue;
      vit_option_parse (&table[i], file, self->options, NULL, NULL);
      g_key_file_set_string (self->keys, table[i].group, table[i].key, file);
    }
  g_clear_pointer (&self->path, g_free);
}
