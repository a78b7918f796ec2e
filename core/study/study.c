#include "core/store/scratch.h"
#include "core/study/study-private.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/nearest.h"

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
  RUN_CHANGED,
  RANGE_CHANGED,
  PICKED_CHANGED,
  EDITED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void vit_study_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VitStudy,
                               vit_study,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, vit_study_list_model_init))

void
vit_study_mark_modified (VitStudy *self, bool modified)
{
  if (modified && !self->loading)
    g_signal_emit (self, signals[EDITED], 0);
  if (self->loading || self->modified == modified)
    return;
  self->modified = modified;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODIFIED]);
}

/* ---- Runs ---- */

static bool
has_label (VitStudy *self, const char *label)
{
  for (guint i = 0; i < self->runs->len; i++)
    if (strcmp (vit_run_get_label (self->runs->pdata[i]), label) == 0)
      return true;
  return false;
}

char *
vit_study_dup_nearest_run (VitStudy *self, const char *label)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && label, NULL);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  for (guint i = 0; i < self->runs->len; i++)
    g_ptr_array_add (labels, (gpointer) vit_run_get_label (self->runs->pdata[i]));
  g_ptr_array_add (labels, NULL);
  const char *nearest = vit_nearest_word (label, (const char *const *) labels->pdata);
  return nearest ? g_strdup_printf ("there is no run \"%s\"; the nearest is \"%s\"", label, nearest)
                 : g_strdup_printf ("there is no run \"%s\", nor any other", label);
}

char *
vit_study_dup_lost_run (VitStudy *self, const VitOption *option)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && option && option->type == VIT_OPTION_RUN, NULL);
  const char *label = vit_option_get_text (option, self->options);
  if (!*label || has_label (self, label))
    return NULL;
  g_autofree char *sentence = vit_study_dup_nearest_run (self, label);
  return g_strdup_printf ("%s.%s: %s", option->group, option->key, sentence);
}

/* Options that name a run by its label follow it. */
static void
follow_label (VitStudy *self, VitRun *run)
{
  guint index;
  size_t n;
  const VitOption *table = vit_option_list (&n);
  const char *label = vit_run_get_label (run);
  if (!g_ptr_array_find (self->runs, run, &index))
    return;
  g_autofree char *old = self->labels->pdata[index];
  self->labels->pdata[index] = g_strdup (label);
  for (size_t i = 0; i < n && label; i++)
    if (table[i].type == VIT_OPTION_RUN && old && *old &&
        strcmp (vit_option_get_text (&table[i], self->options), old) == 0 && !has_label (self, old))
      vit_study_set_option (self, table[i].group, table[i].key, label, NULL);
}

static void
on_run_changed (VitRun *run, GParamSpec *pspec, VitStudy *self)
{
  const char *name = g_param_spec_get_name (pspec);
  static const char *const read_only[] = { "state",   "trajectory", "premises",
                                           "loading", "live",       NULL };
  if (!g_strv_contains (read_only, name))
    vit_study_mark_modified (self, true);
  if (strcmp (name, "label") == 0)
    follow_label (self, run);
  g_signal_emit (self, signals[RUN_CHANGED], 0, run, name);
}

char *
vit_study_dup_free_label (VitStudy *self, VitRun *run, const char *label)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && label, NULL);
  char *own = g_strdup (label);
  for (int k = 2; has_label (self, own) && strcmp (vit_run_get_label (run), own) != 0; k++)
    {
      g_free (own);
      own = g_strdup_printf ("%s (%d)", label, k);
    }
  return own;
}

/* Number the label of a run whose label another one has: options and commands name runs by it. */
static void
make_label_unique (VitStudy *self, VitRun *run)
{
  g_autofree char *label = g_strdup (vit_run_get_label (run)), *own = g_strdup (label);
  for (int k = 2; has_label (self, own); k++)
    {
      g_free (own);
      own = g_strdup_printf ("%s (%d)", label, k);
    }
  if (strcmp (own, label) != 0)
    g_object_set (run, "label", own, NULL);
}

void
vit_study_insert_run_at (VitStudy *self, VitRun *run, const char *group, guint index)
{
  make_label_unique (self, run);
  g_ptr_array_insert (self->runs, (int) index, g_object_ref (run));
  g_ptr_array_insert (self->groups, (int) index, g_strdup (group));
  g_ptr_array_insert (self->labels, (int) index, g_strdup (vit_run_get_label (run)));
  g_ptr_array_insert (self->places, (int) index,
                      GUINT_TO_POINTER (vit_study_find_place (self, group)));
  g_signal_connect (run, "notify", G_CALLBACK (on_run_changed), self);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 0, 1);
}

void
vit_study_insert_run (VitStudy *self, VitRun *run, const char *group)
{
  vit_study_insert_run_at (self, run, group, self->runs->len);
}

void
vit_study_add_run (VitStudy *self, VitRun *run)
{
  vit_study_try_run (self, run);
  vit_study_keep_run (self, run);
}

void
vit_study_keep_run (VitStudy *self, VitRun *run)
{
  g_return_if_fail (VIT_IS_STUDY (self));
  if (g_ptr_array_find (self->runs, run, NULL))
    vit_study_mark_modified (self, true);
}

void
vit_study_try_run (VitStudy *self, VitRun *run)
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
  vit_study_insert_run (self, run, group);
}

void
vit_study_remove_run (VitStudy *self, VitRun *run)
{
  g_return_if_fail (VIT_IS_STUDY (self));
  bool there = g_ptr_array_find (self->runs, run, NULL);
  vit_study_withdraw_run (self, run);
  if (there)
    vit_study_mark_modified (self, true);
}

void
vit_study_withdraw_run (VitStudy *self, VitRun *run)
{
  g_return_if_fail (VIT_IS_STUDY (self) && VIT_IS_RUN (run));
  guint index;
  if (!g_ptr_array_find (self->runs, run, &index))
    return;
  g_autoptr (VitRun) alive = g_object_ref (run);
  vit_study_forget_picked_of (self, run);
  g_signal_handlers_disconnect_by_data (run, self);
  g_key_file_remove_group (self->keys, self->groups->pdata[index], NULL);
  g_ptr_array_remove_index (self->runs, index);
  g_ptr_array_remove_index (self->groups, index);
  g_ptr_array_remove_index (self->labels, index);
  g_ptr_array_remove_index (self->places, index);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
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

VitStudy *
vit_study_new (void)
{
  return g_object_new (VIT_TYPE_STUDY, NULL);
}

/* ---- Properties ---- */

char *
vit_study_dup_folder (VitStudy *self)
{
  return self->pack ? g_strdup (self->pack) : self->path ? g_path_get_dirname (self->path) : NULL;
}

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
  vit_study_mark_modified (self, true);
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
  vit_study_mark_modified (self, true);
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

bool
vit_study_take_rule (VitStudy *self)
{
  const VitLiquidOptions *liquid = &self->options->liquid;
  VitLiquidRule rule = { .by_percentage = liquid->rule == 1,
                         .t_g = liquid->glass_transition,
                         .percentage = liquid->percentage,
                         .within_species = liquid->within_species };
  bool changed = !vit_liquid_rule_equal (&self->rule, &rule);
  self->rule = rule;
  return changed;
}

void
vit_study_set_liquid_rule (VitStudy *self, const VitLiquidRule *rule)
{
  g_return_if_fail (VIT_IS_STUDY (self) && rule);
  vit_study_set_option (self, "liquid-like", "rule",
                        rule->by_percentage ? "percentage" : "glass-transition", NULL);
  vit_study_set_option_number (self, "liquid-like", "glass-transition", rule->t_g);
  vit_study_set_option_number (self, "liquid-like", "percentage", rule->percentage);
  vit_study_set_option_number (self, "liquid-like", "within-species", rule->within_species);
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
  vit_study_mark_modified (self, true);
}

/* ---- Options ---- */

const VitOptions *
vit_study_get_options (VitStudy *self)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  return self->options;
}

GPtrArray *
vit_study_get_notes (VitStudy *self)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  return self->notes;
}

/* Write only options that differ from their default, so that a later version may change a
 * default. */
static void
write_option (VitStudy *self, const VitOption *option)
{
  g_autofree char *text = vit_option_format (option, self->options);
  bool usual = vit_option_is_usual (option, self->options);
  vit_study_write_optional (self->keys, option->group, option->key, usual ? NULL : text);
}

void
vit_study_emit_option_changed (VitStudy *self, const char *group, const char *key)
{
  g_signal_emit (self, signals[OPTION_CHANGED], g_quark_from_string (group), group, key);
}

void
vit_study_emit_range_changed (VitStudy *self, const char *column)
{
  g_signal_emit (self, signals[RANGE_CHANGED], 0, column);
}

void
vit_study_emit_picked_changed (VitStudy *self)
{
  g_signal_emit (self, signals[PICKED_CHANGED], 0);
}

/* Write a changed option to the keys and emit the signals about it. */
static void
emit_option_changed (VitStudy *self, const VitOption *option)
{
  write_option (self, option);
  bool rule_changed = vit_study_take_rule (self);
  vit_study_emit_option_changed (self, option->group, option->key);
  if (rule_changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LIQUID_RULE]);
}

bool
vit_study_set_option (
    VitStudy *self, const char *group, const char *key, const char *value, GError **error)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && group && key, false);
  const VitOption *option = vit_option_find (group, key);
  if (!option)
    {
      g_autofree char *name = g_strdup_printf ("%s.%s", group, key);
      const VitOption *nearest = vit_option_find_nearest (name);
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                   "there is no option %s; the nearest is %s.%s", name, nearest->group,
                   nearest->key);
      return false;
    }
  g_autoptr (VitOptions) old = vit_options_copy (self->options);
  g_autofree char *said = NULL;
  if (!value)
    vit_option_reset (option, self->options);
  else if (!vit_option_parse (option, value, self->options, &said, error))
    return false;
  if (said)
    g_ptr_array_add (self->notes, g_steal_pointer (&said));
  if (vit_option_equal (option, old, self->options))
    return true;
  emit_option_changed (self, option);
  /* Options of the view do not modify the document: nobody wants to be asked to save them. */
  if (strcmp (group, "view") != 0)
    vit_study_mark_modified (self, true);
  else if (!option->looked)
    g_signal_emit (self, signals[EDITED], 0);
  return true;
}

void
vit_study_set_option_number (VitStudy *self, const char *group, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_return_if_fail (isfinite (value));
  vit_study_set_option (self, group, key, g_ascii_formatd (text, sizeof text, "%.12g", value),
                        NULL);
}

char *
vit_study_dup_option_text (VitStudy *self, const char *group, const char *key)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  const VitOption *option = vit_option_find (group, key);
  g_return_val_if_fail (option, NULL);
  return vit_option_format (option, self->options);
}

char *
vit_study_dup_option_path (VitStudy *self, const char *group, const char *key)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  const VitOption *option = vit_option_find (group, key);
  g_return_val_if_fail (option && option->type == VIT_OPTION_FILE, NULL);
  const char *name = vit_option_get_text (option, self->options);
  if (!*name)
    return NULL;
  g_autofree char *folder = vit_study_dup_folder (self);
  return g_canonicalize_filename (name, folder);
}

void
vit_study_set_found_cutoff (VitStudy *self, double cutoff, const char *run)
{
  g_return_if_fail (VIT_IS_STUDY (self) && run);
  const VitOption *found = vit_option_find ("analysis", "cutoff-found"),
                  *where = vit_option_find ("analysis", "cutoff-run");
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  vit_option_parse (found, g_ascii_dtostr (text, sizeof text, cutoff), self->options, NULL, NULL);
  vit_option_parse (where, run, self->options, NULL, NULL);
  emit_option_changed (self, where);
  emit_option_changed (self, found);
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
  g_ptr_array_unref (self->labels);
  g_ptr_array_unref (self->places);
  g_key_file_unref (self->keys);
  g_ptr_array_unref (self->notes);
  vit_options_free (self->options);
  g_hash_table_unref (self->ranges);
  vit_atom_set_unref (self->picked);
  for (gsize i = 0; i < VIT_N_STUDY_LOGS; i++)
    vit_premises_unref (self->log_given[i]);
  if (self->pack)
    vit_scratch_folder_remove (self->pack);
  g_free (self->pack);
  g_free (self->path);
  g_free (self->checksum);
  g_free (self->saved);
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
  signals[RUN_CHANGED] = g_signal_new ("run-changed", VIT_TYPE_STUDY, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 2, VIT_TYPE_RUN, G_TYPE_STRING);
  signals[RANGE_CHANGED] = g_signal_new ("range-changed", VIT_TYPE_STUDY, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PICKED_CHANGED] = g_signal_new ("picked-changed", VIT_TYPE_STUDY, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDITED] = g_signal_new ("edited", VIT_TYPE_STUDY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
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
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->places = g_ptr_array_new ();
  self->keys = g_key_file_new ();
  self->options = vit_options_new ();
  self->ranges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize i = 0; i < VIT_N_STUDY_LOGS; i++)
    self->log_given[i] = vit_premises_new ();
  self->notes = g_ptr_array_new_with_free_func (g_free);
  vit_study_take_rule (self);
}
