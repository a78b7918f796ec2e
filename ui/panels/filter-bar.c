#include "ui/panels/filter-bar.h"

#include <string.h>

#include "core/geometry/species.h"
#include "ui/panels/drop-down.h"
#include "ui/panels/expression-entry.h"
#include "ui/panels/option-bar.h"

struct _VitFilterBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkDropDown *choice;
  VitExpressionEntry *entry;
  GtkBox *details; /* shown while there is a filter */
  GtkCheckButton *ghosts;
  GtkWidget *options; /* nullable: of the session's study */
  GtkLabel *counts;

  /* Owned references */
  VitSession *session;
  GSignalGroup *session_signals, *study_signals;
  GtkStringList *names;
  GPtrArray *titles, *conditions; /* of the choices; an expression, the last, has no condition */
  bool updating;
  bool typing; /* an expression is to be given that has not been taken yet */
};

G_DEFINE_FINAL_TYPE (VitFilterBar, vit_filter_bar, GTK_TYPE_WIDGET)

static const char *
get_filter (VitFilterBar *self)
{
  return vit_study_get_options (vit_session_get_study (self->session))->view.filter;
}

/* ---- The choices ---- */

static void
add_choice (VitFilterBar *self, const char *name, const char *condition)
{
  for (guint i = 0; condition && i < self->conditions->len; i++)
    if (strcmp (self->conditions->pdata[i], condition) == 0)
      return;
  g_ptr_array_add (self->titles, g_strdup (name));
  g_ptr_array_add (self->conditions, g_strdup (condition));
}

/* A name of letters and digits is written as it is. */
static bool
is_word (const char *name)
{
  bool word = g_ascii_isalpha (*name);
  for (; *name; name++)
    word = word && g_ascii_isalnum (*name);
  return word;
}

static void
add_elements (VitFilterBar *self, VitRun *run)
{
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  const VitComposition *atoms = trajectory ? vit_trajectory_get_composition (trajectory) : NULL;
  const char *const *species = vit_run_get_species (run);
  if (!species && atoms)
    species = (const char *const *) atoms->species;
  for (unsigned t = 0; atoms && t < atoms->n_types; t++)
    {
      bool named = *vit_species_get (species, t + 1);
      g_autofree char *name = vit_species_dup_name (species, t + 1);
      g_autofree char *condition = !named ? g_strdup_printf ("type == %u", t + 1)
                                   : is_word (species[t])
                                       ? g_strdup_printf ("element == %s", species[t])
                                       : g_strdup_printf ("element == \"%s\"", species[t]);
      add_choice (self, name, condition);
    }
}

/* Returns: (nullable): the atoms that are picked, as far as an option holds them. */
static char *
dup_picked (VitFilterBar *self, size_t *n)
{
  int64_t id = 0;
  VitAtomSet *set = vit_session_get_atom_set (self->session);
  bool one = !set && vit_session_get_selection (self->session, NULL, &id);
  const int64_t *ids = set ? set->ids : &id;
  g_autoptr (GString) text = g_string_new (NULL);
  *n = set ? set->n : one ? 1 : 0;
  for (size_t i = 0; i < *n && text->len <= VIT_OPTION_MAX_TEXT; i++)
    g_string_append_printf (text, "%sid == %" G_GINT64_FORMAT, i > 0 ? " || " : "", ids[i]);
  return *n > 0 && text->len <= VIT_OPTION_MAX_TEXT ? g_string_free (g_steal_pointer (&text), FALSE)
                                                    : NULL;
}

static void
add_picked (VitFilterBar *self)
{
  size_t n;
  g_autofree char *condition = dup_picked (self, &n);
  g_autofree char *name =
      n == 1 ? g_strdup ("the picked atom") : g_strdup_printf ("%zu picked atoms", n);
  if (condition)
    add_choice (self, name, condition);
}

static void
fill_choices (VitFilterBar *self)
{
  self->updating = true;
  g_ptr_array_set_size (self->titles, 0);
  g_ptr_array_set_size (self->conditions, 0);
  add_choice (self, "all atoms", "");
  add_choice (self, "LA", "liquid == 1");
  add_choice (self, "SA", "solid == 1");
  add_choice (self, "largest LA region", "cluster == 1");
  for (guint i = 0; i < vit_session_get_n_shown (self->session); i++)
    add_elements (self, vit_session_get_shown (self->session, i));
  add_picked (self);
  add_choice (self, "Expression…", NULL);
  g_ptr_array_add (self->titles, NULL);
  vit_drop_down_set_strings (self->names, (const char *const *) self->titles->pdata);
  self->updating = false;
}

/* ---- From the study ---- */

/* Runs whose numbers of atoms are shown; the titles of maps have those of others. */
#define MOST_COUNTS 4

static void
show_counts (VitFilterBar *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = self->session ? vit_session_get_n_shown (self->session) : 0;
  bool any = self->session && *get_filter (self);
  for (guint i = 0; any && i < MIN (n, MOST_COUNTS); i++)
    {
      VitRun *run = vit_session_get_shown (self->session, i);
      VitSnapshot *snapshot = vit_session_get_snapshot (self->session, run, NULL, NULL);
      if (!snapshot || !snapshot->kept)
        continue;
      g_string_append_printf (text, "%s%s%s", text->len > 0 ? "\n" : "",
                              n > 1 ? vit_run_get_name (run) : "", n > 1 ? ": " : "");
      if (snapshot->filter_problem)
        g_string_append (text, "not known");
      else
        g_string_append_printf (text, "%zu of %zu atoms", snapshot->n_kept,
                                snapshot->frame->atoms->n);
    }
  gtk_label_set_text (self->counts, text->str);
}

static void
show_filter (VitFilterBar *self)
{
  const char *filter = get_filter (self);
  guint found = self->conditions->len - 1;
  for (guint i = 0; i + 1 < self->conditions->len; i++)
    if (strcmp (self->conditions->pdata[i], filter) == 0)
      found = i;
  self->updating = true;
  gtk_drop_down_set_selected (self->choice, self->typing ? self->conditions->len - 1 : found);
  if (!self->typing)
    vit_expression_entry_set_text (self->entry, filter);
  gtk_check_button_set_active (self->ghosts, vit_session_get_colouring (self->session)->ghosts);
  self->updating = false;
  gtk_widget_set_visible (GTK_WIDGET (self->entry), *filter || self->typing);
  gtk_widget_set_visible (GTK_WIDGET (self->details), *filter != '\0');
  show_counts (self);
}

static void
refill (VitFilterBar *self)
{
  fill_choices (self);
  show_filter (self);
}

/* Species may be given. */
static void
on_run_changed (VitFilterBar *self, VitRun *run, const char *property)
{
  if (strcmp (property, "species") == 0 || strcmp (property, "trajectory") == 0)
    refill (self);
}

static void
on_option_changed (VitFilterBar *self, const char *group, const char *key)
{
  if (g_str_has_prefix (key, "filter") || strcmp (key, "ghosts") == 0)
    show_filter (self);
}

/* ---- To the study ---- */

static void
set_filter (VitFilterBar *self, const char *condition)
{
  self->typing = false;
  vit_study_set_option (vit_session_get_study (self->session), "view", "filter", condition, NULL);
  show_filter (self);
}

static void
on_taken (VitFilterBar *self, const char *text)
{
  if (self->session)
    set_filter (self, text);
}

static void
on_chosen (VitFilterBar *self)
{
  guint selected = gtk_drop_down_get_selected (self->choice);
  if (self->updating || !self->session || selected >= self->conditions->len)
    return;
  const char *condition = self->conditions->pdata[selected];
  if (condition)
    {
      set_filter (self, condition);
      return;
    }
  /* What is shown stays until there is an expression. */
  self->typing = true;
  gtk_widget_set_visible (GTK_WIDGET (self->entry), TRUE);
  vit_expression_entry_propose (self->entry, get_filter (self));
}

static void
on_ghosts_toggled (VitFilterBar *self)
{
  if (self->updating || !self->session)
    return;
  VitColouring colouring = *vit_session_get_colouring (self->session);
  colouring.ghosts = gtk_check_button_get_active (self->ghosts);
  vit_session_set_colouring (self->session, &colouring);
}

/* ---- Construction ---- */

void
vit_filter_bar_set_session (VitFilterBar *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_FILTER_BAR (self));
  if (!g_set_object (&self->session, session))
    return;
  if (self->options)
    gtk_box_remove (self->details, self->options);
  self->options = NULL;
  self->typing = false;
  vit_expression_entry_set_session (self->entry, session);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->study_signals, session ? vit_session_get_study (session) : NULL);
  if (!session)
    return;
  self->options = vit_option_bar_new (session, "view");
  vit_option_bar_add (self->options, "filter-steps");
  gtk_box_append (self->details, self->options);
  refill (self);
}

static void
vit_filter_bar_dispose (GObject *object)
{
  VitFilterBar *self = VIT_FILTER_BAR (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->study_signals);
  g_clear_object (&self->session);
  g_clear_pointer (&self->titles, g_ptr_array_unref);
  g_clear_pointer (&self->conditions, g_ptr_array_unref);
  G_OBJECT_CLASS (vit_filter_bar_parent_class)->dispose (object);
}

static void
vit_filter_bar_class_init (VitFilterBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_filter_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
connect_signals (VitFilterBar *self)
{
  static const char *const refilling[] = { "shown-changed", "notify::extent", "notify::atom-set",
                                           "notify::selected-atom" };
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  for (gsize i = 0; i < G_N_ELEMENTS (refilling); i++)
    g_signal_group_connect_swapped (self->session_signals, refilling[i], G_CALLBACK (refill), self);
  g_signal_group_connect_swapped (self->session_signals, "snapshot-changed",
                                  G_CALLBACK (show_counts), self);
  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect_swapped (self->study_signals, "option-changed::view",
                                  G_CALLBACK (on_option_changed), self);
  g_signal_group_connect_swapped (self->study_signals, "run-changed", G_CALLBACK (on_run_changed),
                                  self);
  g_signal_connect_swapped (self->choice, "notify::selected", G_CALLBACK (on_chosen), self);
  g_signal_connect_swapped (self->entry, "taken", G_CALLBACK (on_taken), self);
  g_signal_connect_swapped (self->ghosts, "toggled", G_CALLBACK (on_ghosts_toggled), self);
}

static GtkWidget *
new_choice_row (VitFilterBar *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = gtk_label_new ("Atoms");
  gtk_widget_add_css_class (row, "inspector-row");
  gtk_widget_add_css_class (label, "caption");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  self->names = gtk_string_list_new (NULL);
  self->choice = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (self->names), NULL));
  vit_drop_down_shorten (self->choice, 16);
  vit_drop_down_set_name (GTK_WIDGET (self->choice), "Atoms that maps show");
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->choice));
  return row;
}

static void
vit_filter_bar_init (VitFilterBar *self)
{
  const VitOption *filter = vit_option_find ("view", "filter"),
                  *ghosts = vit_option_find ("view", "ghosts");
  self->titles = g_ptr_array_new_with_free_func (g_free);
  self->conditions = g_ptr_array_new_with_free_func (g_free);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (self->box), new_choice_row (self));
  self->entry = VIT_EXPRESSION_ENTRY (
      vit_expression_entry_new ("Condition of atoms that maps show", filter->example, true));
  gtk_widget_set_visible (GTK_WIDGET (self->entry), FALSE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->entry));

  self->details = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 2));
  gtk_widget_set_visible (GTK_WIDGET (self->details), FALSE);
  self->counts = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->counts, 0);
  gtk_label_set_wrap (self->counts, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->counts), "caption");
  gtk_box_append (self->details, GTK_WIDGET (self->counts));
  self->ghosts = GTK_CHECK_BUTTON (gtk_check_button_new_with_label ("Others as ghosts"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->ghosts), ghosts->tooltip);
  gtk_box_append (self->details, GTK_WIDGET (self->ghosts));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->details));
  connect_signals (self);
}
