#include "ui/panels/help-topic.h"
#include "ui/panels/inspector-private.h"

#include <math.h>
#include <string.h>

#include "ui/panels/atom-panel.h"
#include "ui/panels/bodies-bar.h"
#include "ui/panels/box-bar.h"
#include "ui/panels/column-choice.h"
#include "ui/panels/drop-down.h"
#include "ui/panels/expression-entry.h"
#include "ui/panels/filter-bar.h"
#include "ui/panels/option-bar.h"
#include "ui/panels/scroll-focus.h"
#include "ui/panels/spin-value.h"
#include "ui/style/colormap.h"

G_DEFINE_FINAL_TYPE (VitInspector, vit_inspector, GTK_TYPE_WIDGET)

/* ---- From the session to the controls ---- */

/* Returns: the snapshot of the @index-th shown run; NULL while there is none. */
VitSnapshot *
vit_inspector_get_snapshot (VitInspector *self, guint index)
{
  VitRun *run = vit_session_get_shown (self->session, index);
  return run ? vit_session_get_snapshot (self->session, run, NULL, NULL) : NULL;
}

/* Returns: width of the first shown run's box along the slice normal, Å; 0 while there is no
 * snapshot. */
static double
get_box_width (VitInspector *self)
{
  VitSnapshot *snapshot = vit_inspector_get_snapshot (self, 0);
  if (!snapshot)
    return 0;
  double widths[3];
  vit_cell_widths (&snapshot->cell, widths);
  return widths[vit_session_get_slice (self->session)->axis];
}

static void
show_slice (VitInspector *self)
{
  const VitSlice *slice = vit_session_get_slice (self->session);
  double edge = get_box_width (self);

  self->updating = true;
  gtk_drop_down_set_selected (self->face, slice->whole ? 1 : 0);
  gtk_drop_down_set_selected (self->axis, (guint) slice->axis);
  gtk_range_set_value (GTK_RANGE (self->position), slice->position * 100);
  gtk_spin_button_set_value (self->thickness, slice->thickness);
  bool has_plane = !slice->whole || slice->clip != 0;
  gtk_widget_set_sensitive (GTK_WIDGET (self->axis), has_plane);
  gtk_widget_set_sensitive (GTK_WIDGET (self->position), has_plane);
  gtk_widget_set_sensitive (GTK_WIDGET (self->thickness), !slice->whole);
  g_autofree char *text = edge > 0 ? g_strdup_printf ("%.1f Å", slice->position * edge)
                                   : g_strdup_printf ("%.0f %%", slice->position * 100);
  gtk_label_set_text (self->position_value, text);
  self->updating = false;
}

/* The colours that the controls are about: those of differences where the page shows these. @key
 * (out) (transfer full): what their range is kept under. */
static void
show_cutoff (VitInspector *self)
{
  const VitAnalysisOptions *analysis =
      &vit_study_get_options (vit_session_get_study (self->session))->analysis;
  double cutoff = vit_session_get_cutoff (self->session);
  bool chosen = analysis->cutoff > 0;
  g_autofree char *run = g_markup_escape_text (analysis->cutoff_run, -1);
  g_autofree char *text =
      cutoff > 0
          ? g_strdup_printf ("Regions: LA connected within <i>r</i><sub>c</sub> = %.2f Å (%s%s)",
                             cutoff, chosen ? "chosen" : "found in ", chosen ? "" : run)
          : g_strdup ("<i>r</i><sub>c</sub> is being found…");
  gtk_label_set_markup (self->cutoff, text);
}

/* ---- From the controls to the session ---- */

static void
on_slice_edited (VitInspector *self)
{
  if (self->updating || !self->session)
    return;
  VitSlice slice = *vit_session_get_slice (self->session);
  slice.whole = gtk_drop_down_get_selected (self->face) == 1;
  slice.axis = (int) gtk_drop_down_get_selected (self->axis);
  const VitOption *option = vit_option_find ("view", "slice-position");
  double position =
      vit_option_round (option, gtk_range_get_value (GTK_RANGE (self->position)) / 100);
  if (position != vit_option_round (option, slice.position))
    slice.position = position;
  slice.thickness = vit_spin_value (self->thickness, slice.thickness);
  vit_session_set_slice (self->session, &slice);
}

static void
on_dropdown_edited (VitInspector *self)
{
  on_slice_edited (self);
}

/* (nullable): the snapshot of the @index-th shown run, if its values are those that colour the
 * atoms now. */
static void
on_snapshot_changed (VitInspector *self)
{
  show_slice (self);
}

static void
on_runs_changed (VitInspector *self)
{
  vit_inspector_fill_columns (self);
  show_slice (self);
  show_cutoff (self);
}

/* Scroll to the end, where the picked atom is: its history is then visible in a low window too. */
static gboolean
on_scroll_to_atom (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  VitInspector *self = VIT_INSPECTOR (widget);
  GtkAdjustment *vertical =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  if (self->frames_to_wait-- > 0)
    return G_SOURCE_CONTINUE;
  self->scrolling = 0;
  gtk_adjustment_set_value (vertical, gtk_adjustment_get_upper (vertical));
  return G_SOURCE_REMOVE;
}

static void
on_selection_changed (VitInspector *self)
{
  if (!self->session || !vit_session_get_selection (self->session, NULL, NULL))
    return;
  /* Wait until the values of the atom have been laid out. */
  self->frames_to_wait = 2;
  if (self->scrolling == 0)
    self->scrolling =
        gtk_widget_add_tick_callback (GTK_WIDGET (self), on_scroll_to_atom, NULL, NULL);
}

/* Replaces what is in @place by @bar (nullable). */
static void
put_bar (GtkBox *place, GtkWidget *bar)
{
  GtkWidget *before = gtk_widget_get_first_child (GTK_WIDGET (place));
  if (before)
    gtk_box_remove (place, before);
  if (bar)
    gtk_box_append (place, bar);
}

/* Of runs that are being written alone. */
static GtkWidget *
new_developing_bar (VitSession *session)
{
  GtkWidget *bar = vit_option_bar_new (session, "view");
  vit_option_bar_add_for (bar, "developing", VIT_AFFECTS_MAP);
  g_object_bind_property (session, "live", bar, "visible", G_BINDING_SYNC_CREATE);
  return bar;
}

GtkWidget *
vit_inspector_new (void)
{
  return g_object_new (VIT_TYPE_INSPECTOR, NULL);
}

void
vit_inspector_set_session (VitInspector *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_INSPECTOR (self));
  if (!g_set_object (&self->session, session))
    return;
  g_signal_group_set_target (self->session_signals, session);
  vit_atom_panel_set_session (self->atom, session);
  vit_box_bar_set_session (self->box_bar, session);
  vit_filter_bar_set_session (self->filter, session);
  vit_expression_entry_set_session (self->expression, session);
  self->typing = false;
  put_bar (self->developing_place, session ? new_developing_bar (session) : NULL);
  put_bar (self->bodies_place, session ? vit_bodies_bar_new (session) : NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self), session != NULL);
  if (!session)
    return;
  on_runs_changed (self);
}

void
vit_inspector_set_page (VitInspector *self,
                        const char *title,
                        GtkWidget *options,
                        bool has_map,
                        bool compares,
                        bool maps_first)
{
  g_return_if_fail (VIT_IS_INSPECTOR (self));
  self->compares = compares;
  /* A free range of differences is symmetric and leaves out tails. */
  const char *const all[] = { compares ? "symmetric now" : "all now", NULL };
  GtkStringList *modes = GTK_STRING_LIST (gtk_drop_down_get_model (self->range));
  self->updating = true;
  if (strcmp (gtk_string_list_get_string (modes, 0), all[0]) != 0)
    gtk_string_list_splice (modes, 0, 1, all);
  self->updating = false;
  if (self->session)
    vit_inspector_show_colouring (self);
  GtkWidget *list = gtk_widget_get_parent (self->map_options);
  if (self->options)
    gtk_widget_set_visible (self->options, FALSE);
  g_set_weak_pointer (&self->options, options);
  /* Those of other pages stay here, hidden: GTK 4.8 keeps pages of stacks, as in the button of a
   * drop-down, realized for screen readers when their window has lost them, and warns when it gets
   * them back. */
  if (options && !gtk_widget_get_parent (options))
    gtk_box_append (GTK_BOX (self->page_options), options);
  if (options)
    gtk_widget_set_visible (options, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->page_title), title != NULL);
  gtk_label_set_text (self->page_title, title ? title : "");
  gtk_widget_set_visible (self->page_options, options != NULL);
  gtk_widget_set_visible (self->map_options, has_map);
  bool second = has_map && maps_first;
  gtk_box_reorder_child_after (GTK_BOX (list), self->page_options,
                               second ? self->map_options : NULL);
  gtk_widget_set_margin_top (self->page_options, second ? 8 : 0);
  gtk_widget_set_margin_top (self->map_options, options && !second ? 8 : 0);
  vit_atom_panel_set_pickable (self->atom, has_map);
  gtk_adjustment_set_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
}

/* Scroll as little as shows @widget. */
static void
reveal (VitInspector *self, GtkWidget *widget)
{
  GtkAdjustment *vertical =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  double x, top = 0;
  if (!gtk_widget_translate_coordinates (widget, self->page_options, 0, 0, &x, &top))
    return;
  GtkAllocation place;
  gtk_widget_get_allocation (self->page_options, &place);
  gtk_adjustment_clamp_page (vertical, place.y + top,
                             place.y + top + gtk_widget_get_allocated_height (widget));
}

void
vit_inspector_mark (VitInspector *self, const VitFigureSpec *figure)
{
  g_return_if_fail (VIT_IS_INSPECTOR (self));
  GtkWidget *first = self->options ? vit_option_bar_mark (self->options, figure) : NULL;
  if (first && figure->view == VIT_VIEW_CHART)
    reveal (self, first);
}

/* Ask for the minimum width only, so that long values of a picked atom do not narrow the views. */
static void
vit_inspector_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  gtk_widget_measure (VIT_INSPECTOR (widget)->scroller, orientation, for_size, minimum, natural,
                      NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = *minimum;
}

static void
vit_inspector_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (VIT_INSPECTOR (widget)->scroller,
                            &(GtkAllocation){ 0, 0, width, height }, baseline);
}

static void
vit_inspector_dispose (GObject *object)
{
  VitInspector *self = VIT_INSPECTOR (object);
  if (self->scrolling != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scrolling);
  self->scrolling = 0;
  g_clear_object (&self->session_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->columns);
  g_clear_weak_pointer (&self->options);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_inspector_parent_class)->dispose (object);
}

static void
vit_inspector_class_init (VitInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vit_inspector_dispose;
  g_type_ensure (VIT_TYPE_ATOM_PANEL);
  g_type_ensure (VIT_TYPE_BOX_BAR);
  g_type_ensure (VIT_TYPE_FILTER_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Vitrine/inspector.ui");
  widget_class->measure = vit_inspector_measure;
  widget_class->size_allocate = vit_inspector_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "inspector-panel");
  gtk_widget_class_bind_template_child (widget_class, VitInspector, scroller);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, map_options);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, page_options);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, face);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, axis);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, position);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, position_value);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, thickness);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, column);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, expression_place);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, box_bar);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, bodies_place);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, developing_place);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, filter);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, map);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, range);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, percentiles);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, low_percentile);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, high_percentile);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, minimum);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, maximum);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, fit);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, outline);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, interpolated);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, by_element);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, cutoff);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, page_title);
  gtk_widget_class_bind_template_child (widget_class, VitInspector, atom);
  gtk_widget_class_bind_template_callback (widget_class, on_slice_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_dropdown_edited);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_colouring_edited",
                                                G_CALLBACK (vit_inspector_edit_colouring));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_column_edited",
                                                G_CALLBACK (vit_inspector_edit_column));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_fit_clicked",
                                                G_CALLBACK (vit_inspector_fit_range));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_percentiles_edited",
                                                G_CALLBACK (vit_inspector_edit_percentiles));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_range_mode_edited",
                                                G_CALLBACK (vit_inspector_edit_range_mode));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_range_edited",
                                                G_CALLBACK (vit_inspector_edit_range));
}

static void
vit_inspector_init (VitInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  vit_help_topic_set (GTK_WIDGET (self), "inspector");
  vit_scroll_follow_focus (GTK_SCROLLED_WINDOW (self->scroller));
  vit_scroll_over_numbers (GTK_SCROLLED_WINDOW (self->scroller));
  GtkDropDown *named[] = { self->face, self->axis, self->column, self->map, self->range };
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    vit_drop_down_set_name (GTK_WIDGET (named[i]), NULL);
  self->columns = gtk_string_list_new (NULL);
  gtk_drop_down_set_model (self->column, G_LIST_MODEL (self->columns));
  vit_spin_show_powers (self->minimum);
  vit_spin_show_powers (self->maximum);
  vit_drop_down_show_markup (self->column, vit_column_choice_dup_markup);
  vit_drop_down_explain (self->column, vit_column_choice_explain);
  vit_drop_down_search (self->column, vit_column_choice_dup_searched);
  self->expression = VIT_EXPRESSION_ENTRY (
      vit_expression_entry_new ("Expression that colours the atoms", "t_ml - mean(t_ml)", false));
  g_signal_connect_swapped (self->expression, "taken", G_CALLBACK (vit_inspector_take_expression),
                            self);
  gtk_widget_set_visible (GTK_WIDGET (self->expression), FALSE);
  gtk_box_append (self->expression_place, GTK_WIDGET (self->expression));
  g_autoptr (GtkStringList) maps = gtk_string_list_new (vit_colormap_get_names ());
  gtk_drop_down_set_model (self->map, G_LIST_MODEL (maps));

  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "snapshot-changed",
                                  G_CALLBACK (on_snapshot_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::slice", G_CALLBACK (show_slice),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "notify::colouring",
                                  G_CALLBACK (vit_inspector_show_colouring), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::liquid-rule",
                                  G_CALLBACK (show_cutoff), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::selected-atom",
                                  G_CALLBACK (on_selection_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed",
                                  G_CALLBACK (on_runs_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::extent",
                                  G_CALLBACK (on_runs_changed), self);
}
