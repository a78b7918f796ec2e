#include "core/study/study.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/store/atomic-file.h"

#define FORMAT_VERSION 1

/* Keys of a run's group that are numbers. */
static const char *const run_numbers[] = { "temperature", "timestep", "stress", "frequency" };

struct _VitStudy
{
  GObject parent_instance;

  GPtrArray *runs;
  GPtrArray *groups; /* per run: the name of its group in @keys */
  GKeyFile *keys;    /* all that was read and set; the runs' own keys are written at saving */
  char *path;
  char *title;
  char *model_path;
  VitLiquidRule rule;
  double *intervals;
  gsize n_intervals;
  bool modified;
  bool loading;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_MODEL_PATH,
  PROP_MODIFIED,
  PROP_LIQUID_RULE,
  PROP_INTERVALS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

enum
{
  OPTION_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void vit_study_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VitStudy,
                               vit_study,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, vit_study_list_model_init))

static void
set_modified (VitStudy *self, bool modified)
{
  if (self->loading || self->modified == modified)
    return;
  self->modified = modified;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODIFIED]);
}

/* ---- Paths ---- */

static char *
resolve (const char *folder, const char *path)
{
  return g_canonicalize_filename (path, folder);
}

/* As it is written: relative where the file lies in the study's folder or beside it. */
static char *
relate (const char *folder, const char *path)
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
      /* Relative through the root of the file system would be no help to anyone. */
      if (below && grandparent)
        return g_strconcat (up->str, below, NULL);
      g_string_append (up, "../");
      g_set_object (&parent, grandparent);
    }
  return g_strdup (path);
}

/* ---- Runs ---- */

static void
on_run_changed (VitRun *run, GParamSpec *pspec, VitStudy *self)
{
  const char *name = g_param_spec_get_name (pspec);
  if (strcmp (name, "state") != 0 && strcmp (name, "trajectory") != 0)
    set_modified (self, true);
}

static void
insert_run (VitStudy *self, VitRun *run, const char *group)
{
  g_ptr_array_add (self->runs, g_object_ref (run));
  g_ptr_array_add (self->groups, g_strdup (group));
  g_signal_connect (run, "notify", G_CALLBACK (on_run_changed), self);
  g_list_model_items_changed (G_LIST_MODEL (self), self->runs->len - 1, 0, 1);
  set_modified (self, true);
}

void
vit_study_add_run (VitStudy *self, VitRun *run)
{
  g_return_if_fail (VIT_IS_STUDY (self) && VIT_IS_RUN (run));
  g_autofree char *group = NULL;
  for (int i = 1; !group || g_key_file_has_group (self->keys, group) ||
                  g_ptr_array_find_with_equal_func (self->groups, group, g_str_equal, NULL);
       i++)
    {
      g_free (group);
      group = g_strdup_printf ("run %d", i);
    }
  insert_run (self, run, group);
}

void
vit_study_remove_run (VitStudy *self, VitRun *run)
{
  g_return_if_fail (VIT_IS_STUDY (self) && VIT_IS_RUN (run));
  guint index;
  if (!g_ptr_array_find (self->runs, run, &index))
    return;
  g_autoptr (VitRun) alive = g_object_ref (run);
  g_signal_handlers_disconnect_by_data (run, self);
  g_key_file_remove_group (self->keys, self->groups->pdata[index], NULL);
  g_ptr_array_remove_index (self->runs, index);
  g_ptr_array_remove_index (self->groups, index);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
  set_modified (self, true);
}

guint
vit_study_get_n_runs (VitStudy *self)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), 0);
  return self->runs->len;
}

VitRun *
vit_study_get_run (VitStudy *self, guint index)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && index < self->runs->len, NULL);
  return self->runs->pdata[index];
}

/* ---- Reading ---- */

VitStudy *
vit_study_new (void)
{
  return g_object_new (VIT_TYPE_STUDY, NULL);
}

/* Line of a key in the text, for messages: GKeyFile does not tell. */
static unsigned
find_line (const char *text, const char *group, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *head = g_strdup_printf ("[%s]", group);
  bool inside = false;
  for (unsigned i = 0; lines[i]; i++)
    {
      g_strstrip (lines[i]);
      if (*lines[i] == '[')
        inside = strcmp (lines[i], head) == 0;
      else if (inside && g_str_has_prefix (lines[i], key) &&
               strchr (" =\t", lines[i][strlen (key)]))
        return i + 1;
    }
  return 1;
}

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
  if (*raw && *end == '\0')
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: \"%s\" is no number for %s", path,
               find_line (text, group, key), raw, key);
  return false;
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
                   find_line (text, group, "files"));
      return false;
    }
  for (char **file = files; *file; file++)
    {
      char *absolute = resolve (folder, *file);
      g_free (*file);
      *file = absolute;
    }
  g_autoptr (VitRun) run = vit_run_new ((const char *const *) files);
  for (gsize i = 0; i < G_N_ELEMENTS (run_numbers); i++)
    {
      double value = NAN;
      if (!read_number (self, path, text, group, run_numbers[i], &value, error))
        return false;
      if (isfinite (value))
        g_object_set (run, run_numbers[i], value, NULL);
    }
  g_autofree char *label = g_key_file_get_string (self->keys, group, "label", NULL);
  g_autofree char *log = g_key_file_get_string (self->keys, group, "log", NULL);
  g_auto (GStrv) species = g_key_file_get_string_list (self->keys, group, "species", NULL, NULL);
  if (label)
    g_object_set (run, "label", label, NULL);
  if (log)
    {
      g_autofree char *absolute = resolve (folder, log);
      g_object_set (run, "log", absolute, NULL);
    }
  if (species && species[0])
    g_object_set (run, "species", species, NULL);
  if (g_key_file_has_key (self->keys, group, "shown", NULL))
    g_object_set (run, "shown", g_key_file_get_boolean (self->keys, group, "shown", NULL), NULL);
  insert_run (self, run, group);
  return true;
}

static bool
read_rule (VitStudy *self, const char *path, const char *text, GError **error)
{
  g_autofree char *kind = g_key_file_get_string (self->keys, "liquid-like", "rule", NULL);
  self->rule.by_percentage = g_strcmp0 (kind, "percentage") == 0;
  self->rule.within_species =
      g_key_file_get_boolean (self->keys, "liquid-like", "within-species", NULL);
  return read_number (self, path, text, "liquid-like", "glass-transition", &self->rule.t_g,
                      error) &&
         read_number (self, path, text, "liquid-like", "percentage", &self->rule.percentage, error);
}

static bool
read_all (VitStudy *self, const char *path, const char *text, GError **error)
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
                   find_line (text, "study", "version"), version, FORMAT_VERSION);
      return false;
    }
  self->title = g_key_file_get_string (self->keys, "study", "title", NULL);
  g_autofree char *model = g_key_file_get_string (self->keys, "model", "file", NULL);
  self->model_path = model && *model ? resolve (folder, model) : NULL;
  if (g_key_file_has_key (self->keys, "model", "intervals", NULL))
    {
      g_autoptr (GError) list_error = NULL;
      self->intervals = g_key_file_get_double_list (self->keys, "model", "intervals",
                                                    &self->n_intervals, &list_error);
      if (list_error)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: the intervals are no numbers",
                       path, find_line (text, "model", "intervals"));
          return false;
        }
    }
  if (!read_rule (self, path, text, error))
    return false;
  g_auto (GStrv) groups = g_key_file_get_groups (self->keys, NULL);
  for (char **group = groups; *group; group++)
    if (g_str_has_prefix (*group, "run ") && !read_run (self, path, text, folder, *group, error))
      return false;
  return true;
}

VitStudy *
vit_study_load (const char *path, GError **error)
{
  g_return_val_if_fail (path, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) inner = NULL;
  if (!g_file_get_contents (path, &text, NULL, &inner))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s", inner->message);
      return NULL;
    }
  g_autoptr (VitStudy) self = vit_study_new ();
  if (!g_key_file_load_from_data (self->keys, text, (gsize) -1, G_KEY_FILE_KEEP_COMMENTS, &inner))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:1: is not a Vitrine study: %s", path,
                   inner->message);
      return NULL;
    }
  self->loading = true;
  bool ok = read_all (self, path, text, error);
  self->loading = false;
  if (!ok)
    return NULL;
  self->path = g_canonicalize_filename (path, NULL);
  return g_steal_pointer (&self);
}

/* ---- Writing ---- */

static void
write_optional (GKeyFile *keys, const char *group, const char *key, const char *text)
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
  write_optional (keys, group, key, isfinite (value) ? text : NULL);
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
      g_autofree char *name = relate (folder, *paths);
      g_strv_builder_add (names, name);
    }
  g_auto (GStrv) files = g_strv_builder_end (names);
  g_key_file_set_string_list (keys, group, "files", (const char *const *) files,
                              g_strv_length (files));
  write_optional (keys, group, "label", vit_run_get_label (run));
  write_number (keys, group, "temperature", vit_run_get_temperature (run));
  write_number (keys, group, "timestep",
                vit_run_get_timestep (run) > 0 ? vit_run_get_timestep (run) : NAN);
  write_number (keys, group, "stress", vit_run_get_stress (run));
  write_number (keys, group, "frequency", vit_run_get_frequency (run));
  g_autofree char *log = vit_run_get_log (run) ? relate (folder, vit_run_get_log (run)) : NULL;
  write_optional (keys, group, "log", log);
  const char *const *species = vit_run_get_species (run);
  if (species)
    g_key_file_set_string_list (keys, group, "species", species, g_strv_length ((char **) species));
  else
    g_key_file_remove_key (keys, group, "species", NULL);
  g_key_file_set_boolean (keys, group, "shown", vit_run_get_shown (run));
}

bool
vit_study_save (VitStudy *self, const char *path, GError **error)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && path, false);
  GKeyFile *keys = self->keys;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);

  g_key_file_set_integer (keys, "study", "version", FORMAT_VERSION);
  write_optional (keys, "study", "title", self->title);
  g_autofree char *model = self->model_path ? relate (folder, self->model_path) : NULL;
  write_optional (keys, "model", "file", model);
  if (self->intervals)
    g_key_file_set_double_list (keys, "model", "intervals", self->intervals, self->n_intervals);
  else
    g_key_file_remove_key (keys, "model", "intervals", NULL);
  g_key_file_set_string (keys, "liquid-like", "rule",
                         self->rule.by_percentage ? "percentage" : "glass-transition");
  write_number (keys, "liquid-like", "glass-transition", self->rule.t_g);
  write_number (keys, "liquid-like", "percentage", self->rule.percentage);
  if (self->rule.within_species || g_key_file_has_key (keys, "liquid-like", "within-species", NULL))
    g_key_file_set_boolean (keys, "liquid-like", "within-species", self->rule.within_species);
  for (guint i = 0; i < self->runs->len; i++)
    write_run (self, keys, i, folder);

  gsize n;
  g_autofree char *text = g_key_file_to_data (keys, &n, NULL);
  if (!vit_file_replace (absolute, text, n, error))
    return false;
  g_free (self->path);
  self->path = g_steal_pointer (&absolute);
  set_modified (self, false);
  return true;
}

/* ---- What it holds ---- */

const char *
vit_study_get_path (VitStudy *self)
{
  return self->path;
}

const char *
vit_study_get_title (VitStudy *self)
{
  return self->title;
}

void
vit_study_set_title (VitStudy *self, const char *title)
{
  g_return_if_fail (VIT_IS_STUDY (self));
  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
  set_modified (self, true);
}

const char *
vit_study_get_model_path (VitStudy *self)
{
  return self->model_path;
}

void
vit_study_set_model_path (VitStudy *self, const char *path)
{
  g_return_if_fail (VIT_IS_STUDY (self));
  g_autofree char *absolute = path ? g_canonicalize_filename (path, NULL) : NULL;
  if (g_strcmp0 (self->model_path, absolute) == 0)
    return;
  g_free (self->model_path);
  self->model_path = g_steal_pointer (&absolute);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL_PATH]);
  set_modified (self, true);
}

bool
vit_study_get_modified (VitStudy *self)
{
  return self->modified;
}

const VitLiquidRule *
vit_study_get_liquid_rule (VitStudy *self)
{
  return &self->rule;
}

void
vit_study_set_liquid_rule (VitStudy *self, const VitLiquidRule *rule)
{
  g_return_if_fail (VIT_IS_STUDY (self) && rule);
  if (vit_liquid_rule_equal (&self->rule, rule))
    return;
  self->rule = *rule;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LIQUID_RULE]);
  set_modified (self, true);
}

const double *
vit_study_get_intervals (VitStudy *self, size_t *n_intervals)
{
  *n_intervals = self->intervals ? self->n_intervals : 0;
  return self->intervals;
}

void
vit_study_set_intervals (VitStudy *self, const double *intervals, size_t n_intervals)
{
  g_return_if_fail (VIT_IS_STUDY (self));
  g_free (self->intervals);
  self->intervals =
      intervals && n_intervals > 0 ? g_memdup2 (intervals, n_intervals * sizeof (double)) : NULL;
  self->n_intervals = n_intervals;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INTERVALS]);
  set_modified (self, true);
}

char *
vit_study_get_option (VitStudy *self, const char *group, const char *key)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  return g_key_file_get_string (self->keys, group, key, NULL);
}

void
vit_study_set_option (VitStudy *self, const char *group, const char *key, const char *value)
{
  g_return_if_fail (VIT_IS_STUDY (self));
  g_autofree char *old = g_key_file_get_string (self->keys, group, key, NULL);
  if (g_strcmp0 (old, value) == 0)
    return;
  write_optional (self->keys, group, key, value);
  g_signal_emit (self, signals[OPTION_CHANGED], g_quark_from_string (group), group, key);
  /* Looking around is no change that anyone wants to be asked about. */
  if (strcmp (group, "view") != 0)
    set_modified (self, true);
}

double
vit_study_get_option_double (VitStudy *self, const char *group, const char *key, double fallback)
{
  g_autofree char *text = vit_study_get_option (self, group, key);
  if (!text)
    return fallback;
  char *end;
  double value = g_ascii_strtod (text, &end);
  return *text && *end == '\0' && isfinite (value) ? value : fallback;
}

void
vit_study_set_option_double (VitStudy *self, const char *group, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  vit_study_set_option (self, group, key, g_ascii_formatd (text, sizeof text, "%.12g", value));
}

/* ---- GObject ---- */

static GType
get_item_type (GListModel *list)
{
  return VIT_TYPE_RUN;
}

static guint
get_n_items (GListModel *list)
{
  return VIT_STUDY (list)->runs->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  VitStudy *self = VIT_STUDY (list);
  return position < self->runs->len ? g_object_ref (self->runs->pdata[position]) : NULL;
}

static void
vit_study_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
vit_study_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VitStudy *self = VIT_STUDY (object);
  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_MODEL_PATH:
      g_value_set_string (value, self->model_path);
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, self->modified);
      break;
    case PROP_LIQUID_RULE:
      g_value_set_pointer (value, &self->rule);
      break;
    case PROP_INTERVALS:
      g_value_set_pointer (value, self->intervals);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vit_study_finalize (GObject *object)
{
  VitStudy *self = VIT_STUDY (object);
  for (guint i = 0; i < self->runs->len; i++)
    g_signal_handlers_disconnect_by_data (self->runs->pdata[i], self);
  g_ptr_array_unref (self->runs);
  g_ptr_array_unref (self->groups);
  g_key_file_unref (self->keys);
  g_free (self->path);
  g_free (self->title);
  g_free (self->model_path);
  g_free (self->intervals);
  G_OBJECT_CLASS (vit_study_parent_class)->finalize (object);
}

static void
vit_study_class_init (VitStudyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->get_property = vit_study_get_property;
  object_class->finalize = vit_study_finalize;
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  signals[OPTION_CHANGED] =
      g_signal_new ("option-changed", VIT_TYPE_STUDY, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, ro);
  props[PROP_MODEL_PATH] = g_param_spec_string ("model-path", NULL, NULL, NULL, ro);
  props[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, ro);
  props[PROP_LIQUID_RULE] = g_param_spec_pointer ("liquid-rule", NULL, NULL, ro);
  props[PROP_INTERVALS] = g_param_spec_pointer ("intervals", NULL, NULL, ro);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vit_study_init (VitStudy *self)
{
  self->runs = g_ptr_array_new_with_free_func (g_object_unref);
  self->groups = g_ptr_array_new_with_free_func (g_free);
  self->keys = g_key_file_new ();
  self->rule = VIT_LIQUID_RULE_DEFAULT;
}
