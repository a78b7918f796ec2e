#include "ui/panels/indicators-bar.h"

#include <string.h>

#include "core/geometry/species.h"
#include "core/results/column.h"
#include "core/results/ranking.h"
#include "ui/gallery/score-words.h"
#include "ui/panels/column-choice.h"
#include "ui/panels/option-bar.h"

/* The drop-downs whose entries follow the run that is shown first. */
typedef struct
{
  VitSession *session;
  GtkWidget *target, *indicator, *species, *interval; /* borrowed */
} Choices;

static void
add_entry (GStrvBuilder *values, GStrvBuilder *names, const char *value, const char *name)
{
  g_strv_builder_add (values, value);
  g_strv_builder_add (names, name);
}

static void
fill (GtkWidget *choice, GStrvBuilder *values, GStrvBuilder *names)
{
  g_auto (GStrv) all = g_strv_builder_end (values), shown = g_strv_builder_end (names);
  vit_option_bar_set_values (choice, (const char *const *) all, (const char *const *) shown);
}

/* Columns of the file, without places and names of atoms. Where a quantity has the name, what
 * stands before tells them apart. */
static void
add_columns (Choices *self, const char *prefix, GStrvBuilder *values, GStrvBuilder *names)
{
  VitRun *run = vit_session_get_shown (self->session, 0);
  VitTrajectory *trajectory = run ? vit_run_get_trajectory (run) : NULL;
  const char *const *columns = trajectory ? vit_trajectory_get_columns (trajectory) : NULL;
  for (; columns && *columns; columns++)
    {
      const char *before = vit_quantity_find (*columns) ? VIT_COLUMN_OF_FILE : prefix;
      g_autofree char *value = g_strconcat (before, *columns, NULL);
      g_autofree char *name = g_markup_escape_text (*columns, -1);
      if (!vit_column_tells_place (*columns))
        add_entry (values, names, value, name);
    }
}

static void
fill_targets (Choices *self)
{
  g_autoptr (GStrvBuilder) values = g_strv_builder_new (), names = g_strv_builder_new ();
  size_t n;
  const VitTarget *targets = vit_target_list (&n);
  for (size_t k = 0; k < n; k++)
    {
      g_autofree char *name = vit_column_dup_symbol (targets[k].column);
      add_entry (values, names, targets[k].name, name);
    }
  add_columns (self, VIT_COLUMN_OF_FILE, values, names);
  fill (self->target, values, names);
}

static void
fill_indicators (Choices *self, VitRun *run)
{
  g_autoptr (GStrvBuilder) values = g_strv_builder_new (), names = g_strv_builder_new ();
  VitStudy *study = vit_session_get_study (self->session);
  const VitOptions *options = vit_study_get_options (study);
  const VitTarget *target = vit_target_find (options->ranking.target);
  bool has_tml = run && vit_analyses_get_tml (vit_session_get_analyses (self->session), run);
  g_auto (GStrv) all =
      vit_indicator_dup_names (target ? target->column : "", has_tml, *options->indicators.model);
  for (char **name = all; *name; name++)
    for (int averaged = 0; averaged < 2; averaged++)
      {
        g_autofree char *value = g_strconcat (*name, averaged ? VIT_QUANTITY_AVERAGED : NULL, NULL);
        g_autofree char *symbol = vit_score_dup_symbol (*name, averaged);
        add_entry (values, names, value, symbol);
      }
  add_columns (self, "", values, names);
  fill (self->indicator, values, names);
}

static void
fill_species (Choices *self, VitRun *run, VitTrajectory *trajectory)
{
  g_autoptr (GStrvBuilder) values = g_strv_builder_new (), names = g_strv_builder_new ();
  const char *const *given = run ? vit_run_get_species (run) : NULL;
  const VitComposition *composition =
      trajectory ? vit_trajectory_get_composition (trajectory) : NULL;
  add_entry (values, names, "", "all");
  for (unsigned t = 1; composition && t <= composition->n_types; t++)
    {
      g_autofree char *name =
          vit_species_dup_name (given ? given : (const char *const *) composition->species, t);
      g_autofree char *shown = g_markup_escape_text (name, -1);
      add_entry (values, names, name, shown);
    }
  add_entry (values, names, VIT_RANKING_CENTRED, "all, less their species' mean");
  fill (self->species, values, names);
}

/* Of what is no motion over Δt, or has a window of its own, Δt changes nothing. */
static void
enable_interval (Choices *self)
{
  const VitOptions *options = vit_study_get_options (vit_session_get_study (self->session));
  const VitTarget *target = vit_target_find (options->ranking.target);
  gtk_widget_set_sensitive (self->interval,
                            target && vit_column_get_needs (target->column) & VIT_NEEDS_INTERVAL);
}

static void
fill_choices (Choices *self)
{
  VitRun *run = vit_session_get_shown (self->session, 0);
  VitTrajectory *trajectory = run ? vit_run_get_trajectory (run) : NULL;
  fill_targets (self);
  fill_indicators (self, run);
  fill_species (self, run, trajectory);
  enable_interval (self);
}

static void
on_runs_changed (GtkWidget *bar)
{
  fill_choices (g_object_get_data (G_OBJECT (bar), "choices"));
}

/* What an option has that is not offered is added, and T_ML is no indicator of itself. */
static void
on_option_changed (VitStudy *study, const char *group, const char *key, GtkWidget *bar)
{
  if (strcmp (key, "target") == 0 || strcmp (key, "indicator") == 0 || strcmp (key, "species") == 0)
    on_runs_changed (bar);
}

static GtkWidget *
add_choice (GtkWidget *bar, const char *key)
{
  static const char *const none[] = { "", NULL };
  return vit_option_bar_add_values (bar, key, none, none);
}

static GtkWidget *
new_train_button (void)
{
  GtkWidget *train = gtk_button_new_with_label ("Train an Indicator…");
  gtk_widget_add_css_class (train, "compact");
  gtk_widget_set_valign (train, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (train, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (train, "Learn a linear indicator of the target from the runs shown");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (train), "win.train-indicator");
  return train;
}

GtkWidget *
vit_indicators_bar_new (VitSession *session)
{
  static const double widths[] = { 1, 2, 3, 4, 5, 6 };
  GtkWidget *bar = vit_option_bar_new (session, "ranking");
  VitStudy *study = vit_session_get_study (session);
  Choices *self = g_new0 (Choices, 1);
  self->session = session; /* outlives the bar, which holds it */
  g_object_set_data_full (G_OBJECT (bar), "choices", self, g_free);
  self->target = add_choice (bar, "target");
  vit_option_bar_add (bar, "top");
  self->interval = vit_option_bar_add (bar, "plasticity.interval");
  self->indicator = add_choice (bar, "indicator");
  vit_option_bar_add_scale (bar, &(VitOptionScale){ .key = "indicators.average",
                                                    .low = 0.5,
                                                    .high = 6,
                                                    .step = 0.1,
                                                    .marks = widths,
                                                    .n_marks = G_N_ELEMENTS (widths),
                                                    .format = "Averages over <i>ξ</i> = %.3g Å",
                                                    .name = "Width of averages" });
  vit_option_bar_add (bar, "predictive");
  self->species = add_choice (bar, "species");
  vit_option_bar_add (bar, "pool");
  vit_option_bar_add (bar, "plasticity.run");
  vit_option_bar_append (bar, vit_option_bar_new_file (bar, "indicators.model"),
                         vit_option_find ("indicators", "model")->affects);
  vit_option_bar_append (bar, new_train_button (), VIT_AFFECTS_EVERYTHING);
  g_signal_connect_object (session, "shown-changed", G_CALLBACK (on_runs_changed), bar,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::extent", G_CALLBACK (on_runs_changed), bar,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (study, "option-changed::ranking", G_CALLBACK (on_option_changed), bar,
                           0);
  fill_choices (self);
  return bar;
}
