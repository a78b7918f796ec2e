#include "ui/panels/atom-panel.h"

#include "core/geometry/species.h"
#include "core/results/tml-curve.h"

#include <math.h>
#include <string.h>

#include "ui/panels/followed-list.h"
#include "ui/style/number-format.h"
#include "ui/style/run-colour.h"
#include "ui/style/theme.h"

#define PICK_HERE                                                                                  \
  "Click an atom to see its values and to follow it through time; with Ctrl held, others as well."
#define PICK_ELSEWHERE                                                                             \
  "An atom that is clicked in a map of Motion or Plasticity is followed through time here."

struct _VitAtomPanel
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *title;
  GtkGrid *values;
  GtkLabel *hint;
  GtkWidget *history_title;
  GtkWidget *history;
  GtkWidget *forget;
  VitFollowedList *followed;

  VitSession *session;
  GSignalGroup *session_signals;
  GSignalGroup *deriver_signals;
  GArray *curves[VIT_FOLLOWED_MOST]; /* pairs of double: time, T_ML of each followed atom */
  guint n_curves;
};

G_DEFINE_FINAL_TYPE (VitAtomPanel, vit_atom_panel, GTK_TYPE_WIDGET)

/* ---- The history ---- */

static void
fill_curve (GArray *curve, const VitAtomHistory *history, guint atom)
{
  g_array_set_size (curve, 0);
  for (size_t k = 0; k < history->n; k++)
    {
      double point[2] = { history->times[k], history->t_ml[atom * history->n + k] };
      if (isfinite (point[1]))
        g_array_append_vals (curve, point, 2);
    }
}

static void
fill_curves (VitAtomPanel *self)
{
  VitRun *run;
  self->n_curves = 0;
  if (!self->session || !vit_session_get_selection (self->session, &run, NULL))
    return;
  const VitAtomHistory *history =
      vit_deriver_get (vit_session_get_deriver (self->session), &vit_atom_history_derivation, run,
                       vit_session_get_time (self->session), NULL);
  if (!history ||
      !vit_followed_atoms_equal (&history->atoms, vit_session_get_followed (self->session)))
    return;
  self->n_curves = history->atoms.n;
  for (guint k = 0; k < self->n_curves; k++)
    fill_curve (self->curves[k], history, k);
}

typedef struct
{
  double left, right, top, bottom;
  double t0, t1, y0, y1;
} HistoryPlot;

static double
get_plot_x (const HistoryPlot *plot, double t)
{
  return plot->left + (plot->right - plot->left) * (t - plot->t0) / (plot->t1 - plot->t0);
}

static double
get_plot_y (const HistoryPlot *plot, double y)
{
  return plot->bottom - (plot->bottom - plot->top) * (y - plot->y0) / (plot->y1 - plot->y0);
}

static HistoryPlot
get_history_plot (VitAtomPanel *self, int width, int height)
{
  HistoryPlot plot = {
    .left = 34, .right = width - 6, .top = 6, .bottom = height - 18, .y0 = INFINITY, .y1 = -INFINITY
  };
  vit_session_get_extent (self->session, &plot.t0, &plot.t1);
  if (!(plot.t1 > plot.t0))
    plot.t1 = plot.t0 + 1;
  double t_g = vit_session_get_liquid_rule (self->session)->t_g;
  plot.y0 = plot.y1 = t_g;
  for (guint k = 0; k < self->n_curves; k++)
    for (guint i = 1; i < self->curves[k]->len; i += 2)
      {
        plot.y0 = fmin (plot.y0, g_array_index (self->curves[k], double, i));
        plot.y1 = fmax (plot.y1, g_array_index (self->curves[k], double, i));
      }
  plot.y0 = floor (plot.y0 / 100) * 100 - 50;
  plot.y1 = ceil (plot.y1 / 100) * 100 + 50;
  return plot;
}

static void
draw_text (VitAtomPanel *self, cairo_t *cr, double x, double y, double align, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->history, NULL);
  g_autofree char *markup = g_strdup_printf ("<span size='x-small'>%s</span>", text);
  pango_layout_set_markup (layout, markup, -1);
  int width, height;
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, x - align * width, y - height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_axes (VitAtomPanel *self, cairo_t *cr, const HistoryPlot *plot, const VitTheme *theme)
{
  double t_g = vit_session_get_liquid_rule (self->session)->t_g;

  cairo_set_source_rgb (cr, theme->dim.red, theme->dim.green, theme->dim.blue);
  for (int i = 0; i <= 1; i++)
    {
      double y = i == 0 ? plot->y0 + 50 : plot->y1 - 50;
      g_autofree char *label = g_strdup_printf ("%.0f", y);
      draw_text (self, cr, plot->left - 4, get_plot_y (plot, y), 1, label);
      double t = i == 0 ? plot->t0 : plot->t1;
      g_autofree char *time = g_strdup_printf ("%.4g ps", t);
      draw_text (self, cr, get_plot_x (plot, t), plot->bottom + 9, i, time);
    }
  cairo_set_line_width (cr, 1);
  const double dashes[] = { 4, 3 };
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_move_to (cr, plot->left, get_plot_y (plot, t_g));
  cairo_line_to (cr, plot->right, get_plot_y (plot, t_g));
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  draw_text (self, cr, plot->right, get_plot_y (plot, t_g) - 7, 1, "<i>T</i><sub>g</sub>");
}

/* One atom has the colour of its run, each of several its own. */
static void
draw_curve (VitAtomPanel *self, cairo_t *cr, const HistoryPlot *plot, guint place)
{
  const GArray *curve = self->curves[place];
  bool dark = vit_theme_get_current ()->dark;
  VitRun *run;
  vit_session_get_selection (self->session, &run, NULL);
  VitRgba colour = self->n_curves > 1
                       ? vit_theme_get_run_colour ((int) place, dark)
                       : vit_run_colour_get (vit_session_get_study (self->session), run, dark);
  cairo_set_source_rgb (cr, colour.red, colour.green, colour.blue);
  cairo_new_path (cr); /* drawing text leaves a current point */
  for (guint i = 0; i + 1 < curve->len; i += 2)
    cairo_line_to (cr, get_plot_x (plot, g_array_index (curve, double, i)),
                   get_plot_y (plot, g_array_index (curve, double, i + 1)));
  cairo_stroke (cr);
}

static void
draw_history (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  VitAtomPanel *self = data;
  VitRun *run;
  int64_t id;
  if (!self->session || !vit_session_get_selection (self->session, &run, &id))
    return;

  const VitTheme *theme = vit_theme_get_current ();
  HistoryPlot plot = get_history_plot (self, width, height);
  draw_axes (self, cr, &plot, theme);

  cairo_set_line_width (cr, 1.6);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint k = 0; k < self->n_curves; k++)
    draw_curve (self, cr, &plot, k);

  cairo_set_source_rgb (cr, theme->playhead.red, theme->playhead.green, theme->playhead.blue);
  cairo_set_line_width (cr, 1.5);
  double x = get_plot_x (&plot, vit_session_get_time (self->session));
  cairo_move_to (cr, x, plot.top);
  cairo_line_to (cr, x, plot.bottom);
  cairo_stroke (cr);
}

static void
move_playhead (VitAtomPanel *self, double x)
{
  HistoryPlot plot = get_history_plot (self, gtk_widget_get_width (self->history),
                                       gtk_widget_get_height (self->history));
  vit_session_set_time (self->session,
                        plot.t0 + (plot.t1 - plot.t0) * (x - plot.left) / (plot.right - plot.left));
}

static void
on_history_dragged (GtkGestureDrag *gesture, double dx, double dy, VitAtomPanel *self)
{
  double x, y;
  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    move_playhead (self, x + dx);
}

static void
on_history_pressed (GtkGestureDrag *gesture, double x, double y, VitAtomPanel *self)
{
  move_playhead (self, x);
}

/* ---- The values ---- */

static void
clear_grid (GtkGrid *grid)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))))
    gtk_grid_remove (grid, child);
}

static void
add_value (VitAtomPanel *self, int *row, const char *name, const char *value)
{
  GtkWidget *left = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (left), name);
  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_widget_add_css_class (left, "caption");
  GtkWidget *right = gtk_label_new (value);
  gtk_label_set_xalign (GTK_LABEL (right), 1);
  gtk_label_set_justify (GTK_LABEL (right), GTK_JUSTIFY_RIGHT);
  gtk_label_set_wrap (GTK_LABEL (right), TRUE);
  gtk_widget_set_valign (left, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (right, GTK_ALIGN_BASELINE);
  gtk_label_set_selectable (GTK_LABEL (right), TRUE);
  gtk_widget_add_css_class (right, "numeric");
  gtk_grid_attach (self->values, left, 0, *row, 1, 1);
  /* A value that would be broken stands beneath its name. */
  int room = gtk_widget_get_width (self->box), widths[2];
  gtk_widget_measure (left, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &widths[0], NULL, NULL);
  gtk_widget_measure (right, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &widths[1], NULL, NULL);
  bool beneath =
      room > 0 && widths[0] + widths[1] + (int) gtk_grid_get_column_spacing (self->values) > room;
  gtk_grid_attach (self->values, right, beneath ? 0 : 1, *row + beneath, 1 + beneath, 1);
  *row += 1 + beneath;
}

static char *
new_region_text (VitSnapshot *snapshot, size_t atom)
{
  if (!snapshot->regions || !snapshot->liquid)
    return NULL;
  if (!snapshot->liquid[atom])
    return g_strdup ("none");
  int32_t label = snapshot->regions->labels[atom];
  const VitCluster *region = &snapshot->regions->clusters[label];
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%zu atoms%s", region->size, label == 0 ? ", largest" : "");
  const char *separator = ", wraps ";
  for (int k = 0; k < 3; k++)
    if (region->wraps[k])
      {
        g_string_append_printf (text, "%s%c", separator, "xyz"[k]);
        separator = ", ";
      }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
fill_values (VitAtomPanel *self, int row, VitSnapshot *snapshot, size_t atom)
{
  char number[3][VIT_NUMBER_BYTES];
  const VitTmlResult *result = snapshot->result;
  if (result && isfinite (result->t_ml[atom]))
    {
      g_autofree char *t_ml = g_strdup_printf ("%.0f K · %s", (double) result->t_ml[atom],
                                               snapshot->liquid[atom] ? "LA" : "not LA");
      add_value (self, &row, "<i>T</i><sub>ML</sub>", t_ml);
      add_value (self, &row, "mean lg(Δ<i>r</i>²/<i>T</i>)",
                 vit_format_reading ("%.2f", (double) result->feature_mean[atom], number[0]));
      g_autofree char *distance = g_strdup_printf ("%.2f", (double) result->distance_k[atom]);
      add_value (self, &row, "distance to <i>k</i>-th", distance);
    }
  if (snapshot->values && g_strcmp0 (snapshot->column, "t_ml") != 0)
    {
      g_autofree char *name = g_markup_escape_text (snapshot->column, -1);
      add_value (self, &row, name, vit_format_reading ("%.6g", snapshot->values[atom], number[0]));
    }
  g_autofree char *region = new_region_text (snapshot, atom);
  if (region)
    add_value (self, &row, "Region", region);
  double x[3];
  vit_frame_get_position (snapshot->frame, atom, x);
  for (int k = 0; k < 3; k++)
    vit_format_reading ("%.1f", x[k], number[k]);
  g_autofree char *place = g_strdup_printf ("%s  %s  %s", number[0], number[1], number[2]);
  add_value (self, &row, "x, y, z (Å)", place);
}

static void
update_panel (VitAtomPanel *self)
{
  VitRun *run = NULL;
  int64_t id = 0;
  bool picked = self->session && vit_session_get_selection (self->session, &run, &id);

  clear_grid (self->values);
  vit_followed_list_show (self->followed, self->session);
  bool several = picked && vit_session_get_followed (self->session)->n > 1;
  gtk_label_set_markup (GTK_LABEL (self->history_title),
                        several ? "Their histories, <i>T</i><sub>ML</sub> (K)"
                                : "Its history, <i>T</i><sub>ML</sub> (K)");
  gtk_widget_set_tooltip_text (self->forget,
                               several ? "Let go of all atoms" : "Let go of the atom");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), !picked);
  gtk_widget_set_visible (self->history_title, picked);
  gtk_widget_set_visible (self->history, picked);
  gtk_widget_set_visible (self->forget, picked);
  if (!picked)
    {
      gtk_label_set_text (self->title, "Atom");
      return;
    }

  VitSnapshot *snapshot = vit_session_get_snapshot (self->session, run, NULL, NULL);
  ssize_t atom = snapshot ? vit_atoms_find (snapshot->frame->atoms, id) : -1;
  g_autofree char *title = g_strdup_printf ("Atom %" G_GINT64_FORMAT, id);
  if (atom >= 0)
    {
      const VitAtoms *atoms = snapshot->frame->atoms;
      g_autofree char *kind =
          vit_species_dup_name ((const char *const *) atoms->species, atoms->types[atom]);
      g_autofree char *named = g_strdup_printf ("%s · %s", title, kind);
      gtk_label_set_text (self->title, named);
      int row = 0;
      /* Ids are those of one run. */
      if (vit_session_get_n_shown (self->session) > 1)
        add_value (self, &row, "Run", vit_run_get_label (run));
      fill_values (self, row, snapshot, (size_t) atom);
    }
  else
    gtk_label_set_text (self->title, title);
  gtk_widget_queue_draw (self->history);
}

static void
on_snapshot_changed (VitSession *session, VitRun *run, VitAtomPanel *self)
{
  VitRun *picked;
  if (vit_session_get_selection (session, &picked, NULL) &&
      (picked == run || vit_session_get_followed (session)->n > 1))
    update_panel (self);
}

static void
on_selection_changed (VitAtomPanel *self)
{
  fill_curves (self);
  update_panel (self);
}

static void
on_results_changed (VitSession *session, VitRun *run, VitAtomPanel *self)
{
  VitRun *picked;
  int64_t id;
  if (!vit_session_get_selection (session, &picked, &id) || picked != run)
    return;
  fill_curves (self);
  if (vit_run_get_state (run) == VIT_RUN_FAILED)
    update_panel (self);
  gtk_widget_queue_draw (self->history);
}

static void
on_time_changed (VitAtomPanel *self)
{
  gtk_widget_queue_draw (self->history);
}

static void
on_forget_clicked (VitAtomPanel *self)
{
  vit_session_select_atom (self->session, NULL, 0);
}

static void
on_result_derived (VitDeriver *deriver, const char *name, VitRun *run, VitAtomPanel *self)
{
  if (strcmp (name, vit_atom_history_derivation.name) != 0)
    return;
  fill_curves (self);
  gtk_widget_queue_draw (self->history);
}

void
vit_atom_panel_set_session (VitAtomPanel *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_ATOM_PANEL (self));
  if (!g_set_object (&self->session, session))
    return;
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->deriver_signals,
                             session ? vit_session_get_deriver (session) : NULL);
  on_selection_changed (self);
}

GtkWidget *
vit_atom_panel_new (void)
{
  return g_object_new (VIT_TYPE_ATOM_PANEL, NULL);
}

static void
vit_atom_panel_dispose (GObject *object)
{
  VitAtomPanel *self = VIT_ATOM_PANEL (object);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->deriver_signals);
  g_clear_object (&self->session);
  for (int k = 0; k < VIT_FOLLOWED_MOST; k++)
    g_clear_pointer (&self->curves[k], g_array_unref);
  self->n_curves = 0;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_atom_panel_parent_class)->dispose (object);
}

static void
vit_atom_panel_class_init (VitAtomPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_atom_panel_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkLabel *
append_section_title (VitAtomPanel *self, GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "section-title");
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

void
vit_atom_panel_set_pickable (VitAtomPanel *self, bool pickable)
{
  g_return_if_fail (VIT_IS_ATOM_PANEL (self));
  gtk_label_set_text (self->hint, pickable ? PICK_HERE : PICK_ELSEWHERE);
}

static GtkWidget *
new_history (VitAtomPanel *self)
{
  GtkWidget *area =
      g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area),
                                       (int) (120 * vit_theme_get_text_scale ()));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_history, self, NULL);
  gtk_widget_add_css_class (area, "tile");
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "T_ML of the picked atom against time", -1);
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_history_pressed), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_history_dragged), self);
  gtk_widget_add_controller (area, GTK_EVENT_CONTROLLER (drag));
  return area;
}

static void
vit_atom_panel_init (VitAtomPanel *self)
{
  for (int k = 0; k < VIT_FOLLOWED_MOST; k++)
    self->curves[k] = g_array_new (FALSE, FALSE, sizeof (double));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->title = append_section_title (self, head, "Atom");
  self->forget = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_button_set_has_frame (GTK_BUTTON (self->forget), FALSE);
  gtk_widget_add_css_class (self->forget, "small");
  gtk_widget_set_tooltip_text (self->forget, "Let go of the atom");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->forget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Let go of the atom", -1);
  g_signal_connect_swapped (self->forget, "clicked", G_CALLBACK (on_forget_clicked), self);
  gtk_box_append (GTK_BOX (head), self->forget);
  gtk_box_append (GTK_BOX (self->box), head);

  self->hint = GTK_LABEL (gtk_label_new (PICK_HERE));
  gtk_label_set_wrap (self->hint, TRUE);
  gtk_label_set_xalign (self->hint, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "caption");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->hint));

  self->followed = VIT_FOLLOWED_LIST (vit_followed_list_new ());
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->followed));

  self->values = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->values, 2);
  gtk_grid_set_column_spacing (self->values, 8);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->values));

  self->history_title = GTK_WIDGET (append_section_title (self, self->box, NULL));
  self->history = new_history (self);
  gtk_box_append (GTK_BOX (self->box), self->history);

  self->deriver_signals = g_signal_group_new (VIT_TYPE_DERIVER);
  g_signal_group_connect (self->deriver_signals, "changed", G_CALLBACK (on_result_derived), self);
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::selected-atom",
                                  G_CALLBACK (on_selection_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::selected-run",
                                  G_CALLBACK (on_selection_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::time",
                                  G_CALLBACK (on_time_changed), self);
  g_signal_group_connect (self->session_signals, "results-changed", G_CALLBACK (on_results_changed),
                          self);
  g_signal_group_connect (self->session_signals, "snapshot-changed",
                          G_CALLBACK (on_snapshot_changed), self);
}
