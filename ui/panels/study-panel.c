#include "ui/panels/study-panel.h"

#include <math.h>

#include "ui/panels/help-topic.h"
#include "ui/panels/scroll-focus.h"
#include "ui/panels/spin-value.h"

struct _VitStudyPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *scroller;
  GtkLabel *title;
  VitRunList *runs;
  GtkLabel *model_name;
  GtkLabel *model_what;
  GtkLabel *model_range;
  GtkCheckButton *by_temperature;
  GtkCheckButton *by_percentage;
  GtkCheckButton *within_species;
  GtkSpinButton *t_g;
  GtkSpinButton *percentage;

  /* Owned references */
  VitSession *session;
  GSignalGroup *session_signals;
  GSignalGroup *analyses_signals;
  GSignalGroup *study_signals;

  bool updating;
};

enum
{
  EDIT_RUN,
  CHOOSE_MODEL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitStudyPanel, vit_study_panel, GTK_TYPE_WIDGET)

static void
update_title (VitStudyPanel *self)
{
  const char *title = vit_study_get_title (vit_session_get_study (self->session));
  gtk_label_set_text (self->title, title && *title ? title : "Untitled study");
}

static void
update_model (VitStudyPanel *self)
{
  VitAnalyses *analyses = vit_session_get_analyses (self->session);
  VitModel *model = vit_analyses_get_model (analyses);
  const GError *error = vit_analyses_get_model_error (analyses);
  const char *path = vit_study_get_model_path (vit_session_get_study (self->session));

  g_autofree char *name = path ? g_path_get_basename (path) : g_strdup ("No model");
  gtk_label_set_text (self->model_name, name);
  gtk_widget_set_visible (GTK_WIDGET (self->model_range), model != NULL);
  if (!model)
    {
      const char *text = error ? error->message : path ? "loading" : "choose one to compute T_ML";
      gtk_label_set_text (self->model_what, text);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->model_what), text);
      return;
    }

  size_t n_classes, n_intervals;
  vit_model_get_classes (model, &n_classes);
  const double *intervals = vit_model_get_default_intervals (model, &n_intervals);
  g_autofree char *what =
      g_strdup_printf ("%zu classes · k = %u · %zu instances", n_classes,
                       vit_model_get_options (model)->k, vit_model_get_n_instances (model));
  gtk_label_set_text (self->model_what, what);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->model_what), vit_model_get_provenance (model));
  g_autofree char *range = n_intervals > 0
                               ? g_strdup_printf ("%zu intervals, %g – %g ps", n_intervals,
                                                  intervals[0], intervals[n_intervals - 1])
                               : g_strdup ("");
  gtk_label_set_text (self->model_range, range);
}

static void
update_rule (VitStudyPanel *self)
{
  const VitLiquidRule *rule = vit_session_get_liquid_rule (self->session);

  self->updating = true;
  gtk_check_button_set_active (rule->by_percentage ? self->by_percentage : self->by_temperature,
                               TRUE);
  gtk_spin_button_set_value (self->t_g, rule->t_g);
  gtk_spin_button_set_value (self->percentage, rule->percentage);
  gtk_widget_set_sensitive (GTK_WIDGET (self->percentage), rule->by_percentage);
  gtk_check_button_set_active (self->within_species, rule->within_species);
  self->updating = false;
}

static void
on_rule_edited (VitStudyPanel *self)
{
  if (self->updating || !self->session)
    return;
  const VitLiquidRule *now = vit_session_get_liquid_rule (self->session);
  VitLiquidRule rule = {
    .by_percentage = gtk_check_button_get_active (self->by_percentage),
    .t_g = vit_spin_value (self->t_g, now->t_g),
    .percentage = vit_spin_value (self->percentage, now->percentage),
    .within_species = gtk_check_button_get_active (self->within_species),
  };
  vit_session_set_liquid_rule (self->session, &rule);
}

static void
on_model_clicked (VitStudyPanel *self)
{
  g_signal_emit (self, signals[CHOOSE_MODEL], 0);
}

static void
on_edit (VitStudyPanel *self, VitRun *run)
{
  g_signal_emit (self, signals[EDIT_RUN], 0, run);
}

VitRunList *
vit_study_panel_get_runs (VitStudyPanel *self)
{
  g_return_val_if_fail (VIT_IS_STUDY_PANEL (self), NULL);
  return self->runs;
}

void
vit_study_panel_set_session (VitStudyPanel *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_STUDY_PANEL (self));
  if (!g_set_object (&self->session, session))
    return;

  VitStudy *study = session ? vit_session_get_study (session) : NULL;
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->analyses_signals,
                             session ? vit_session_get_analyses (session) : NULL);
  g_signal_group_set_target (self->study_signals, study);
  vit_run_list_set_session (self->runs, session);
  if (!session)
    return;
  update_title (self);
  update_model (self);
  update_rule (self);
}

GtkWidget *
vit_study_panel_new (void)
{
  return g_object_new (VIT_TYPE_STUDY_PANEL, NULL);
}

static void
vit_study_panel_dispose (GObject *object)
{
  VitStudyPanel *self = VIT_STUDY_PANEL (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->analyses_signals);
  g_clear_object (&self->study_signals);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIT_TYPE_STUDY_PANEL);
  G_OBJECT_CLASS (vit_study_panel_parent_class)->dispose (object);
}

static void
vit_study_panel_class_init (VitStudyPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vit_study_panel_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "study-panel");
  g_type_ensure (VIT_TYPE_RUN_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Vitrine/study-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, VitStudyPanel, scroller);
  gtk_widget_class_bind_template_child (widget_class, VitStudyPanel, title);
  gtk_widget_class_bind_template_child (widget_class, VitStudyPanel, runs);
  gtk_widget_class_bind_template_child (widget_class, VitStudyPanel, model_name);
  gtk_widget_class_bind_template_child (widget_class, VitStudyPanel, model_what);
  gtk_widget_class_bind_template_child (widget_class, VitStudyPanel, model_range);
  gtk_widget_class_bind_template_child (widget_class, VitStudyPanel, by_temperature);
  gtk_widget_class_bind_template_child (widget_class, VitStudyPanel, by_percentage);
  gtk_widget_class_bind_template_child (widget_class, VitStudyPanel, within_species);
  gtk_widget_class_bind_template_child (widget_class, VitStudyPanel, t_g);
  gtk_widget_class_bind_template_child (widget_class, VitStudyPanel, percentage);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  gtk_widget_class_bind_template_callback (widget_class, on_rule_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_model_clicked);

  signals[EDIT_RUN] = g_signal_new ("edit-run", VIT_TYPE_STUDY_PANEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, VIT_TYPE_RUN);
  signals[CHOOSE_MODEL] = g_signal_new ("choose-model", VIT_TYPE_STUDY_PANEL, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vit_study_panel_init (VitStudyPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  vit_help_topic_set (GTK_WIDGET (self), "runs");
  vit_scroll_follow_focus (GTK_SCROLLED_WINDOW (self->scroller));
  vit_scroll_over_numbers (GTK_SCROLLED_WINDOW (self->scroller));

  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::liquid-rule",
                                  G_CALLBACK (update_rule), self);
  self->analyses_signals = g_signal_group_new (VIT_TYPE_ANALYSES);
  g_signal_group_connect_swapped (self->analyses_signals, "model-changed",
                                  G_CALLBACK (update_model), self);
  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect_swapped (self->study_signals, "notify::title", G_CALLBACK (update_title),
                                  self);
  g_signal_group_connect_swapped (self->study_signals, "notify::model-path",
                                  G_CALLBACK (update_model), self);
}
