#include "ui/panels/problem-bar.h"

#include <math.h>

#include "ui/figure/canvas.h"
#include "ui/panels/ask-window.h"

struct _VitProblemBar
{
  GtkWidget parent_instance;

  /* Widgets that the widget tree owns */
  GtkWidget *revealer;
  GtkWidget *icon;
  GtkWidget *text;
  GtkWidget *show;
  GtkWidget *give;
  GtkWidget *choose_model;
  GtkWidget *dismiss;

  /* Owned references */
  VitSession *session;
  GSignalGroup *session_signals;
  GSignalGroup *analyses_signals;
  char *error;
  VitRun *lacking; /* owned: the run that the "give" button is about */
  char *dismissed; /* the text that the user has dismissed */
};

enum
{
  GIVE,
  CHOOSE_MODEL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitProblemBar, vit_problem_bar, GTK_TYPE_WIDGET)

static GPtrArray *
get_problems (VitRun *run)
{
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  return trajectory ? vit_trajectory_get_problems (trajectory) : NULL;
}

static bool
lacks_knowledge (VitSession *session, VitRun *run)
{
  VitRunState state = vit_run_get_state (run);
  return state == VIT_RUN_INCOMPLETE ||
         (state == VIT_RUN_READY && vit_analyses_get_model (vit_session_get_analyses (session)) &&
          !(vit_run_get_temperature (run) > 0));
}

static void
show_bar (VitProblemBar *self, const char *icon, const char *text)
{
  bool visible = text && g_strcmp0 (text, self->dismissed) != 0;
  if (visible)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
      gtk_label_set_text (GTK_LABEL (self->text), text);
      gtk_widget_set_tooltip_text (self->text, text);
    }
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), visible);
  gtk_widget_set_visible (GTK_WIDGET (self), visible);
}

/* The first doubt about a premise. Returns: (transfer full) (nullable) */
static char *
describe_doubt (VitRun *run)
{
  char *text = NULL;
  for (int id = 0; id < VIT_N_PREMISES && !text; id++)
    text = vit_premises_describe_doubt (vit_run_get_premises (run), (VitPremiseId) id);
  return text;
}

/* What is known of all that is wrong. */
typedef struct
{
  guint of_study, of_runs;
  size_t lost;  /* frames that could not be kept */
  char *single; /* sentence that is shown if it is the only one (nullable) */
} Count;

static void
take_single (Count *count, VitRun *run, const char *sentence)
{
  g_free (count->single);
  count->single =
      run ? g_strdup_printf ("%s: %s", vit_run_get_name (run), sentence) : g_strdup (sentence);
}

static void
count_run (VitSession *session, VitRun *run, Count *count)
{
  GPtrArray *problems = get_problems (run);
  count->of_runs += problems ? problems->len : 0;
  count->lost += problems ? vit_trajectory_get_n_damaged (vit_run_get_trajectory (run)) : 0;
  VitTimeline *timeline = vit_run_get_timeline (run);
  count->of_runs += timeline && vit_timeline_get_warning (timeline) ? 1 : 0;
  VitTmlSeries *tml = vit_analyses_get_tml (vit_session_get_analyses (session), run);
  if (tml && vit_tml_series_get_warning (tml))
    {
      count->of_runs++;
      take_single (count, run, vit_tml_series_get_warning (tml));
    }
  g_autofree char *doubt = describe_doubt (run);
  count->of_runs += (guint) vit_premises_count_doubts (vit_run_get_premises (run));
  if (doubt)
    take_single (count, run, doubt);
}

/* "2 problems in the files of the runs on show; 1 frame could not be kept"; NULL if there are none.
 */
static char *
count_problems (VitSession *session)
{
  GPtrArray *notes = vit_study_get_notes (vit_session_get_study (session));
  Count count = { .of_study = notes->len };
  if (notes->len > 0)
    take_single (&count, NULL, notes->pdata[0]);
  for (guint r = 0; r < vit_session_get_n_shown (session); r++)
    count_run (session, vit_session_get_shown (session, r), &count);
  g_autofree char *single = count.single;
  guint n = count.of_study + count.of_runs;
  if (n == 0)
    return NULL;
  if (n == 1 && single)
    return g_steal_pointer (&single);
  const char *about = count.of_study == 0  ? "the runs on show"
                      : count.of_runs == 0 ? "the study"
                                           : "the study and the runs on show";
  if (count.lost == 0)
    return g_strdup_printf ("%u warning%s about %s", n, n == 1 ? "" : "s", about);
  return g_strdup_printf ("%u problem%s in the files of %s; %zu frame%s could not be kept", n,
                          n == 1 ? "" : "s", about, count.lost, count.lost == 1 ? "" : "s");
}

/* Returns: a sentence about characters of labels and of what was drawn that no font has. */
static char *
dup_missing_characters (VitSession *session)
{
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (1, 1, NULL);
  for (guint r = 0; r < vit_session_get_n_shown (session); r++)
    {
      VitRun *run = vit_session_get_shown (session, r);
      g_autofree char *label = g_markup_escape_text (vit_run_get_label (run), -1);
      vit_canvas_text (canvas, 0, 0, 0, 0, 10, false, label);
    }
  return vit_canvas_dup_missing_text ();
}

/* The first run on show with a premise in doubt. */
static VitRun *
find_doubted (VitSession *session)
{
  for (guint r = 0; r < vit_session_get_n_shown (session); r++)
    if (vit_premises_count_doubts (vit_run_get_premises (vit_session_get_shown (session, r))) > 0)
      return vit_session_get_shown (session, r);
  return NULL;
}

static void
update_bar (VitProblemBar *self)
{
  gtk_widget_set_visible (self->show, FALSE);
  gtk_widget_set_visible (self->give, FALSE);
  gtk_widget_set_visible (self->choose_model, FALSE);
  g_clear_object (&self->lacking);

  if (self->error)
    {
      show_bar (self, "dialog-error-symbolic", self->error);
      return;
    }
  if (!self->session)
    {
      show_bar (self, NULL, NULL);
      return;
    }

  VitAnalyses *analyses = vit_session_get_analyses (self->session);
  g_autofree char *text = count_problems (self->session);
  gtk_widget_set_visible (self->show, text != NULL);
  for (guint r = 0; r < vit_session_get_n_shown (self->session); r++)
    {
      VitRun *run = vit_session_get_shown (self->session, r);
      const char *obstacle = vit_analyses_get_obstacle (analyses, run);
      VitRunState state = vit_run_get_state (run);
      if (!obstacle || state == VIT_RUN_CLOSED || state == VIT_RUN_OPENING)
        continue;
      bool lacking = lacks_knowledge (self->session, run);
      bool no_model = state == VIT_RUN_READY && !vit_analyses_get_model (analyses);
      if (no_model && vit_study_get_model_path (vit_session_get_study (self->session)) &&
          !vit_analyses_get_model_error (analyses))
        continue; /* the model is being loaded */
      g_autofree char *sentence = g_strdup_printf ("%s: %s", vit_run_get_name (run), obstacle);
      gtk_widget_set_visible (self->give, lacking);
      gtk_button_set_label (GTK_BUTTON (self->give), "Give it…");
      gtk_widget_set_visible (self->choose_model, no_model);
      self->lacking = lacking ? g_object_ref (run) : NULL;
      /* Adwaita's question reads as a character that no font has. */
      show_bar (self, lacking || no_model ? "dialog-information-symbolic" : "dialog-error-symbolic",
                sentence);
      return;
    }

  VitRun *doubted = find_doubted (self->session);
  gtk_widget_set_visible (self->give, doubted != NULL);
  gtk_button_set_label (GTK_BUTTON (self->give), "Set it…");
  self->lacking = doubted ? g_object_ref (doubted) : NULL;
  if (!text)
    text = dup_missing_characters (self->session);
  show_bar (self, "dialog-warning-symbolic", text);
}

static void
on_give_clicked (GtkButton *button, VitProblemBar *self)
{
  if (self->lacking)
    g_signal_emit (self, signals[GIVE], 0, self->lacking);
}

static void
on_choose_model_clicked (GtkButton *button, VitProblemBar *self)
{
  g_signal_emit (self, signals[CHOOSE_MODEL], 0);
}

static void
on_dismiss_clicked (GtkButton *button, VitProblemBar *self)
{
  g_free (self->dismissed);
  self->dismissed = g_strdup (gtk_label_get_text (GTK_LABEL (self->text)));
  g_clear_pointer (&self->error, g_free);
  update_bar (self);
}

/* ---- The list ---- */

static void
append_run_problems (GString *text, VitSession *session, VitRun *run)
{
  gsize start = text->len;
  GPtrArray *problems = get_problems (run);
  if (vit_run_get_state (run) == VIT_RUN_FAILED)
    {
      const char *why = vit_analyses_get_obstacle (vit_session_get_analyses (session), run);
      g_string_append_printf (text, "%s (not read)\n%s\n\n", vit_run_get_name (run),
                              why ? why : "It could not be opened.");
      return;
    }
  VitTimeline *timeline = vit_run_get_timeline (run);
  VitTmlSeries *tml = vit_analyses_get_tml (vit_session_get_analyses (session), run);

  for (guint i = 0; problems && i < problems->len; i++)
    {
      g_autofree char *line = vit_problem_to_string (problems->pdata[i]);
      g_string_append_printf (text, "%s\n", line);
    }
  if (timeline && vit_timeline_get_warning (timeline))
    g_string_append_printf (text, "%s\n", vit_timeline_get_warning (timeline));
  if (tml && vit_tml_series_get_warning (tml))
    g_string_append_printf (text, "%s\n", vit_tml_series_get_warning (tml));
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      g_autofree char *doubt =
          vit_premises_describe_doubt (vit_run_get_premises (run), (VitPremiseId) id);
      if (doubt)
        g_string_append_printf (text, "%s\n", doubt);
    }
  if (text->len == start)
    return;

  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  g_autofree char *head = g_strdup_printf (
      "%s (%zu frames kept, %zu lost)\n", vit_run_get_name (run),
      vit_trajectory_get_n_frames (trajectory), vit_trajectory_get_n_damaged (trajectory));
  g_string_insert (text, (gssize) start, head);
  g_string_append_c (text, '\n');
}

void
vit_problem_bar_open_list (VitProblemBar *self)
{
  g_return_if_fail (VIT_IS_PROBLEM_BAR (self));
  if (!self->session)
    return;

  g_autoptr (GString) text = g_string_new (NULL);
  VitStudy *study = vit_session_get_study (self->session);
  GPtrArray *notes = vit_study_get_notes (study);
  for (guint i = 0; i < notes->len; i++)
    g_string_append_printf (text, "%s%s\n%s", i == 0 ? "The study\n" : "",
                            (const char *) notes->pdata[i], i + 1 == notes->len ? "\n" : "");
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    append_run_problems (text, self->session, vit_study_get_run (study, i));
  g_autofree char *missing = dup_missing_characters (self->session);
  if (missing)
    g_string_append_printf (text, "%s\n", missing);
  if (text->len == 0)
    g_string_append (text, "Nothing is wrong with the files that were read.");

  GtkWidget *window = gtk_window_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text->str, -1);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Problems",
                                  -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_set_title (GTK_WINDOW (window), "Problems in the files");
  gtk_window_set_default_size (GTK_WINDOW (window), 760, 360);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  vit_close_with_escape (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_show_clicked (GtkButton *button, VitProblemBar *self)
{
  vit_problem_bar_open_list (self);
}

void
vit_problem_bar_show_error (VitProblemBar *self, const char *message)
{
  g_return_if_fail (VIT_IS_PROBLEM_BAR (self));
  g_free (self->error);
  self->error = g_strdup (message);
  g_clear_pointer (&self->dismissed, g_free);
  update_bar (self);
}

void
vit_problem_bar_set_session (VitProblemBar *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_PROBLEM_BAR (self));
  if (!g_set_object (&self->session, session))
    return;
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->analyses_signals,
                             session ? vit_session_get_analyses (session) : NULL);
  g_clear_pointer (&self->error, g_free);
  update_bar (self);
}

static GtkWidget *
new_button (const char *label, GCallback clicked, VitProblemBar *self)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_signal_connect (button, "clicked", clicked, self);
  gtk_widget_set_visible (button, FALSE);
  return button;
}

GtkWidget *
vit_problem_bar_new (void)
{
  return g_object_new (VIT_TYPE_PROBLEM_BAR, NULL);
}

static void
vit_problem_bar_dispose (GObject *object)
{
  VitProblemBar *self = VIT_PROBLEM_BAR (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->analyses_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->lacking);
  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->dismissed, g_free);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_problem_bar_parent_class)->dispose (object);
}

static void
vit_problem_bar_class_init (VitProblemBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vit_problem_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "problem-bar");
  signals[GIVE] = g_signal_new ("give", VIT_TYPE_PROBLEM_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, VIT_TYPE_RUN);
  signals[CHOOSE_MODEL] = g_signal_new ("choose-model", VIT_TYPE_PROBLEM_BAR, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vit_problem_bar_init (VitProblemBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->revealer = gtk_revealer_new ();
  self->icon = gtk_image_new ();
  self->text = gtk_label_new (NULL);
  self->show = new_button ("Show", G_CALLBACK (on_show_clicked), self);
  gtk_widget_set_tooltip_text (self->show, "All problems and warnings");
  self->give = new_button ("Give it…", G_CALLBACK (on_give_clicked), self);
  self->choose_model = new_button ("Choose a model…", G_CALLBACK (on_choose_model_clicked), self);
  self->dismiss = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_add_css_class (self->dismiss, "flat");
  gtk_widget_set_tooltip_text (self->dismiss, "Dismiss");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dismiss), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Dismiss", -1);
  g_signal_connect (self->dismiss, "clicked", G_CALLBACK (on_dismiss_clicked), self);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->text), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->text, TRUE);

  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_box_append (GTK_BOX (box), self->show);
  gtk_box_append (GTK_BOX (box), self->give);
  gtk_box_append (GTK_BOX (box), self->choose_model);
  gtk_box_append (GTK_BOX (box), self->dismiss);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "results-changed", G_CALLBACK (update_bar),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed", G_CALLBACK (update_bar),
                                  self);
  self->analyses_signals = g_signal_group_new (VIT_TYPE_ANALYSES);
  g_signal_group_connect_swapped (self->analyses_signals, "model-changed", G_CALLBACK (update_bar),
                                  self);
}
