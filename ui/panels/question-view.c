#include "ui/panels/question-view.h"

#include <math.h>

#include "ui/panels/story-text-view.h"
#include "ui/style/theme.h"

/* Of the drawing of hits, px at the usual size of text. */
#define STRIP_HEIGHT 34

struct _VitQuestionView
{
  GtkWidget parent_instance;

  VitStoryPlayer *player; /* nullable */
  GSignalGroup *player_signals;
  GtkWidget *box;
  GtkWidget *choices[32]; /* check buttons */
  guint n_choices;
  GtkWidget *number, *clicked, *complaint;
  VitAnswersState state; /* that is shown */
  guint n_given;
  VitScore score; /* of the drawing */
  size_t clicks;
};

G_DEFINE_FINAL_TYPE (VitQuestionView, vit_question_view, GTK_TYPE_WIDGET)

enum
{
  LINK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
on_link (GtkLabel *label, const char *url, VitQuestionView *self)
{
  g_signal_emit (self, signals[LINK], 0, url);
  return TRUE;
}

static GtkWidget *
add_label (VitQuestionView *self, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self->box), label);
  return label;
}

static GtkWidget *
add_button (GtkWidget *row, const char *title, GCallback clicked, VitQuestionView *self)
{
  GtkWidget *button = gtk_button_new_with_label (title);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (row), button);
  return button;
}

/* ---- Answering ---- */

static int
get_choice (VitQuestionView *self)
{
  for (guint i = 0; i < self->n_choices; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->choices[i])))
      return (int) i;
  return -1;
}

/* With a point or a comma, whatever the locale. */
static double
get_number (VitQuestionView *self)
{
  if (!self->number)
    return NAN;
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->number)));
  g_strdelimit (g_strstrip (text), ",", '.');
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);
  return *text && !*end ? number : NAN;
}

static void
on_lock (VitQuestionView *self)
{
  g_autoptr (GError) error = NULL;
  if (vit_story_player_lock (self->player, get_choice (self), get_number (self), &error))
    return;
  gtk_label_set_text (GTK_LABEL (self->complaint), error->message);
  gtk_widget_set_visible (self->complaint, TRUE);
}

static void
on_next_answer (VitQuestionView *self)
{
  vit_story_player_next_answer (self->player);
}

static void
on_reveal (VitQuestionView *self)
{
  vit_story_player_reveal (self->player);
}

static void
on_clear (VitQuestionView *self)
{
  vit_story_player_clear_clicks (self->player);
}

bool
vit_question_view_choose (VitQuestionView *self, guint index)
{
  g_return_val_if_fail (VIT_IS_QUESTION_VIEW (self), false);
  if (index >= self->n_choices || !gtk_widget_get_sensitive (self->choices[index]))
    return false;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->choices[index]), TRUE);
  return true;
}

bool
vit_question_view_advance (VitQuestionView *self)
{
  g_return_val_if_fail (VIT_IS_QUESTION_VIEW (self), false);
  VitStoryAnswers *answers = self->player ? vit_story_player_get_answers (self->player) : NULL;
  if (!answers || vit_story_answers_get_state (answers) == VIT_ANSWERS_REVEALED)
    return false;
  if (vit_story_answers_get_state (answers) == VIT_ANSWERS_OPEN)
    on_lock (self);
  else
    on_reveal (self);
  return true;
}

static void
add_choices (VitQuestionView *self, const char *const *words, guint n, bool open, int chosen)
{
  self->n_choices = MIN (n, G_N_ELEMENTS (self->choices));
  for (guint i = 0; i < self->n_choices; i++)
    {
      GtkWidget *choice = gtk_check_button_new ();
      GtkWidget *label = gtk_label_new (words[i]);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      gtk_check_button_set_group (GTK_CHECK_BUTTON (choice),
                                  i > 0 ? GTK_CHECK_BUTTON (self->choices[0]) : NULL);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (choice), (int) i == chosen);
      gtk_widget_set_sensitive (choice, open);
      gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      words[i], -1);
      gtk_box_append (GTK_BOX (row), choice);
      gtk_box_append (GTK_BOX (row), label);
      gtk_box_append (GTK_BOX (self->box), row);
      self->choices[i] = choice;
    }
}

/* Labels of the runs that are shown stand for those of a question without any. */
static void
add_answers (VitQuestionView *self, const VitQuestion *question, bool open)
{
  VitStoryAnswers *answers = vit_story_player_get_answers (self->player);
  const VitStoryAnswer *last = open ? NULL : vit_story_answers_get_last (answers);
  VitSession *session = vit_story_player_get_session (self->player);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  for (guint i = 0; i < question->choices->len; i++)
    g_ptr_array_add (words, ((VitChoice *) question->choices->pdata[i])->words);
  for (guint i = 0; question->choices->len == 0 && i < vit_session_get_n_shown (session); i++)
    g_ptr_array_add (words, (gpointer) vit_run_get_label (vit_session_get_shown (session, i)));
  add_choices (self, (const char *const *) words->pdata, words->len, open,
               last ? last->choice : -1);
}

static void
add_number (VitQuestionView *self, const VitQuestion *question, bool open)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const VitStoryAnswer *last =
      vit_story_answers_get_last (vit_story_player_get_answers (self->player));
  self->number = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->number), 10);
  gtk_widget_set_sensitive (self->number, open);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->number), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Answer", -1);
  if (!open && last)
    {
      g_autofree char *text = g_strdup_printf ("%.6g", last->number);
      gtk_editable_set_text (GTK_EDITABLE (self->number), text);
    }
  g_signal_connect_swapped (self->number, "activate", G_CALLBACK (on_lock), self);
  gtk_box_append (GTK_BOX (row), self->number);
  gtk_box_append (GTK_BOX (row), gtk_label_new (question->unit ? question->unit : ""));
  gtk_box_append (GTK_BOX (self->box), row);
}

static void
show_clicks (VitQuestionView *self)
{
  size_t n;
  const VitQuestion *question = vit_story_player_get_scene (self->player)->question;
  vit_story_player_get_clicks (self->player, &n);
  g_autofree char *text = g_strdup_printf ("%zu of %u atoms clicked", n, question->clicks);
  if (self->clicked)
    gtk_label_set_text (GTK_LABEL (self->clicked), text);
}

/* ---- The truth ---- */

/* Hits from none to all: the band of chance, what is expected, and what was reached. */
static void
draw_strip (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  VitQuestionView *self = data;
  const VitTheme *theme = vit_theme_get_current ();
  double scale = vit_theme_get_text_scale (), edge = 10 * scale, n = (double) MAX (self->clicks, 1);
  double step = (width - 2 * edge) / n, y = height - 16 * scale;
  cairo_set_source_rgba (cr, theme->dim.red, theme->dim.green, theme->dim.blue, 0.3);
  cairo_rectangle (cr, edge + step * (double) self->score.low - 5 * scale, y - 7 * scale,
                   step * (double) (self->score.high - self->score.low) + 10 * scale, 14 * scale);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, theme->foreground.red, theme->foreground.green, theme->foreground.blue);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, edge, y);
  cairo_line_to (cr, width - edge, y);
  for (size_t i = 0; i <= self->clicks; i++)
    {
      cairo_move_to (cr, edge + step * (double) i, y - 3 * scale);
      cairo_line_to (cr, edge + step * (double) i, y + 3 * scale);
    }
  cairo_move_to (cr, edge + step * self->score.expected, y - 7 * scale);
  cairo_line_to (cr, edge + step * self->score.expected, y + 7 * scale);
  cairo_stroke (cr);
  cairo_arc (cr, edge + step * (double) self->score.hits, y, 5 * scale, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
add_strip (VitQuestionView *self, const VitScore *score, size_t clicks)
{
  GtkWidget *strip = gtk_drawing_area_new ();
  g_autofree char *words = g_strdup_printf ("%zu hits; the band of chance goes from %zu to %zu",
                                            score->hits, score->low, score->high);
  self->score = *score;
  self->clicks = clicks;
  gtk_widget_set_size_request (strip, -1, (int) (STRIP_HEIGHT * vit_theme_get_text_scale ()));
  gtk_accessible_update_property (GTK_ACCESSIBLE (strip), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (strip), draw_strip, self, NULL);
  gtk_box_append (GTK_BOX (self->box), strip);
  add_label (self, "Dot: your hits. Band: what chance has with 95 %. Line: what is expected.",
             "caption");
}

static void
add_counts (VitQuestionView *self, const VitTruth *truth)
{
  VitStoryAnswers *answers = vit_story_player_get_answers (self->player);
  guint n = vit_story_answers_get_n (answers);
  if (n < 2)
    return;
  g_autoptr (GArray) counts = vit_story_answers_count (answers, truth);
  g_autofree char *title = g_strdup_printf ("All %u answers", n);
  add_label (self, title, "heading");
  GtkWidget *grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (grid), 8);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  for (guint i = 0; i < counts->len; i++)
    {
      const VitAnswerCount *count = &g_array_index (counts, VitAnswerCount, i);
      g_autofree char *words = g_strconcat (count->right ? "✓ " : "", count->words, NULL);
      g_autofree char *number = g_strdup_printf ("%u", count->count);
      GtkWidget *label = gtk_label_new (words), *bar = gtk_progress_bar_new ();
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), (double) count->count / n);
      gtk_widget_set_hexpand (bar, TRUE);
      gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
      gtk_grid_attach (GTK_GRID (grid), label, 0, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), bar, 1, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), gtk_label_new (number), 2, (int) i, 1, 1);
    }
  gtk_box_append (GTK_BOX (self->box), grid);
}

static void
add_truth (VitQuestionView *self, const VitQuestion *question)
{
  const GError *error = NULL;
  const VitTruth *truth = vit_story_player_get_truth (self->player, &error);
  VitStoryAnswers *answers = vit_story_player_get_answers (self->player);
  const VitStoryAnswer *last = vit_story_answers_get_last (answers);
  if (!truth)
    {
      add_label (self, error ? error->message : "The answer is being computed…",
                 error ? "error" : "caption");
      return;
    }
  VitScore score = { 0 };
  if (last)
    score = vit_question_score (question, truth, last);
  g_autofree char *words =
      last ? vit_score_dup_words (question, truth, &score) : vit_truth_dup_words (question, truth);
  add_label (self, words, "story-score");
  if (last && question->kind == VIT_QUESTION_WHERE && score.drawn > 0)
    add_strip (self, &score, question->clicks);
  add_counts (self, truth);
  if (question->explanation)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
      vit_story_text_fill (GTK_BOX (box), vit_story_player_get_story (self->player),
                           vit_story_player_get_scene (self->player), question->explanation,
                           G_CALLBACK (on_link), self);
      gtk_box_append (GTK_BOX (self->box), box);
    }
}

/* ---- All of it ---- */

static void
add_buttons (VitQuestionView *self, VitAnswersState state)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  if (state == VIT_ANSWERS_OPEN)
    gtk_widget_add_css_class (add_button (row, "Lock the Answer", G_CALLBACK (on_lock), self),
                              "suggested-action");
  if (state == VIT_ANSWERS_LOCKED)
    {
      gtk_widget_add_css_class (add_button (row, "Show the Truth", G_CALLBACK (on_reveal), self),
                                "suggested-action");
      add_button (row, "Another Answer", G_CALLBACK (on_next_answer), self);
    }
  /* Nobody need answer before a teacher goes on with what others have said. */
  else if (state == VIT_ANSWERS_OPEN &&
           vit_story_answers_get_n (vit_story_player_get_answers (self->player)) > 0)
    add_button (row, "Show the Truth", G_CALLBACK (on_reveal), self);
  gtk_box_append (GTK_BOX (self->box), row);
}

static void
add_where (VitQuestionView *self, bool open)
{
  self->clicked = add_label (self, NULL, "caption");
  show_clicks (self);
  if (!open)
    return;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  add_button (row, "Take the Clicks Back", G_CALLBACK (on_clear), self);
  gtk_box_append (GTK_BOX (self->box), row);
}

static void
build (VitQuestionView *self)
{
  vit_box_clear (GTK_BOX (self->box));
  self->n_choices = 0;
  self->number = self->clicked = self->complaint = NULL;
  VitStoryScene *scene = self->player ? vit_story_player_get_scene (self->player) : NULL;
  VitStoryAnswers *answers = self->player ? vit_story_player_get_answers (self->player) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), answers != NULL);
  if (!answers)
    return;
  const VitQuestion *question = scene->question;
  VitAnswersState state = self->state = vit_story_answers_get_state (answers);
  self->n_given = vit_story_answers_get_n (answers);
  bool open = state == VIT_ANSWERS_OPEN;
  add_label (self, question->prompt, "heading");
  if (question->kind == VIT_QUESTION_NUMBER)
    add_number (self, question, open);
  else if (question->kind == VIT_QUESTION_WHERE)
    add_where (self, open);
  else
    add_answers (self, question, open);
  self->complaint = add_label (self, NULL, "error");
  gtk_widget_set_visible (self->complaint, FALSE);
  if (state == VIT_ANSWERS_REVEALED)
    add_truth (self, question);
  else
    add_buttons (self, state);
  guint n = vit_story_answers_get_n (answers);
  if (state == VIT_ANSWERS_LOCKED)
    {
      g_autofree char *text = n == 1 ? g_strdup ("The answer is locked.")
                                     : g_strdup_printf ("%u answers are locked.", n);
      add_label (self, text, "caption");
    }
}

/* Clicks alone leave all else as it is, with what has the keys. */
static void
on_question_changed (VitQuestionView *self)
{
  VitStoryAnswers *answers = vit_story_player_get_answers (self->player);
  if (!answers || !self->complaint || self->state == VIT_ANSWERS_REVEALED ||
      vit_story_answers_get_state (answers) != self->state ||
      vit_story_answers_get_n (answers) != self->n_given)
    {
      build (self);
      return;
    }
  show_clicks (self);
  gtk_widget_set_visible (self->complaint, FALSE);
}

void
vit_question_view_set_player (VitQuestionView *self, VitStoryPlayer *player)
{
  g_return_if_fail (VIT_IS_QUESTION_VIEW (self));
  g_set_object (&self->player, player);
  g_signal_group_set_target (self->player_signals, player);
  build (self);
}

static void
vit_question_view_dispose (GObject *object)
{
  VitQuestionView *self = VIT_QUESTION_VIEW (object);
  g_clear_object (&self->player_signals);
  g_clear_object (&self->player);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_question_view_parent_class)->dispose (object);
}

static void
vit_question_view_class_init (VitQuestionViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vit_question_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "question-view");
  signals[LINK] = g_signal_new ("link", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vit_question_view_init (VitQuestionView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->player_signals = g_signal_group_new (VIT_TYPE_STORY_PLAYER);
  g_signal_group_connect_swapped (self->player_signals, "question-changed",
                                  G_CALLBACK (on_question_changed), self);
  g_signal_group_connect_swapped (self->player_signals, "scene-changed", G_CALLBACK (build), self);
}

GtkWidget *
vit_question_view_new (void)
{
  return g_object_new (VIT_TYPE_QUESTION_VIEW, NULL);
}
