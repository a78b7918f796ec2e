#include "ui/views/slice-view.h"

#include <math.h>
#include <string.h>

#include "core/geometry/species.h"
#include "core/results/plasticity-derivation.h"
#include "core/results/quantity.h"
#include "ui/style/number-format.h"
#include "ui/views/colour-bar.h"
#include "ui/views/slice-view-private.h"

enum
{
  CHANGED,
  CAMERA_STEERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitSliceView, vit_slice_view, GTK_TYPE_WIDGET)

void
vit_slice_view_emit_changed (VitSliceView *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
vit_slice_view_is_busy (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), FALSE);
  bool busy = false;
  vit_slice_view_get_newest (self, &busy, NULL);
  self->told_busy = self->waiting || self->held || busy;
  return self->told_busy;
}

VitRun *
vit_slice_view_get_run (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), NULL);
  return self->run;
}

/* ---- From the session to the atoms ---- */

static void
on_colouring_changed (VitSliceView *self)
{
  vit_slice_view_show_colouring (self);
  vit_slice_view_show_regions (self);
}

/* One atom has the ring of the scene, in every run that has it; several are drawn with the marks.
 */
static void
show_selection (VitSliceView *self)
{
  const VitFollowedAtoms *followed = vit_session_get_followed (self->session);
  ssize_t atom = -1;
  if (self->snapshot && followed->n == 1)
    atom = vit_atoms_find (self->snapshot->frame->atoms, followed->ids[0]);
  vit_atom_view_set_selected (self->atoms, (int) atom);
  vit_slice_view_show_bodies (self);
  gtk_widget_queue_draw (self->marks);
}

/* Highlight the atoms that were picked in a figure. */
static void
show_atom_set (VitSliceView *self)
{
  VitAtomSet *set = vit_session_get_atom_set (self->session);
  if (!self->snapshot || !set || set->run != self->run)
    {
      vit_atom_view_set_highlighted (self->atoms, NULL);
      return;
    }
  const VitAtoms *atoms = self->snapshot->frame->atoms;
  g_autofree uint8_t *flags = g_new (uint8_t, MAX (atoms->n, 1));
  vit_atom_set_flag (set, atoms, flags);
  vit_atom_view_set_highlighted (self->atoms, flags);
}

void
vit_slice_view_update_description (VitSliceView *self)
{
  g_autofree char *subtitle = vit_slice_view_dup_subtitle (self);
  g_autofree char *plain = NULL;
  if (!pango_parse_markup (subtitle, -1, 0, NULL, &plain, NULL, NULL))
    return;
  g_autofree char *liquid = self->own
                                ? g_strdup ("")
                                : g_strdup_printf (", %zu liquid-like atoms",
                                                   self->snapshot ? self->snapshot->n_liquid : 0);
  g_autofree char *text =
      g_strconcat (plain, liquid,
                   vit_atom_view_get_fallback_reason (self->atoms) ? ", without OpenGL" : "", NULL);
  g_autofree char *name = g_strdup_printf ("Atoms of %s", vit_run_get_name (self->run));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->atoms), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
show_box (VitSliceView *self)
{
  VitBoxView box;
  vit_box_view_read (vit_session_get_study (self->session), &box);
  vit_atom_view_set_faded (self->atoms, self->snapshot ? self->snapshot->solid : NULL,
                           box.solid_opacity);
  vit_atom_view_set_box_view (self->atoms, &box, vit_box_view_get_load_axis (self->run));
  if (!self->own)
    vit_slice_view_show_arrows (self);
  gtk_widget_queue_draw (self->marks);
}

static void
on_plasticity_option (VitSliceView *self)
{
  if (self->measure >= 0)
    vit_slice_view_show_measure (self);
  if (!self->own)
    vit_slice_view_show_arrows (self);
}

static void
on_view_option (VitStudy *study, const char *group, const char *key, VitSliceView *self)
{
  /* The page passes the camera on, and the session the rest. */
  if (vit_option_get_affects (vit_option_find (group, key), vit_study_get_options (study)) &
          VIT_AFFECTS_SLICE &&
      strcmp (key, "camera") != 0 && strcmp (key, "clip") != 0 && !g_str_has_prefix (key, "slice-"))
    show_box (self);
  vit_slice_view_show_bodies (self);
}

static void
show_slice (VitSliceView *self)
{
  const VitSlice *slice = vit_session_get_slice (self->session);
  bool other = slice->whole != vit_atom_view_get_whole_box (self->atoms),
       turned = slice->whole && other;
  vit_atom_view_set_slice (self->atoms, slice->axis, slice->position, slice->thickness);
  vit_atom_view_set_whole_box (self->atoms, slice->whole);
  vit_atom_view_set_clip (self->atoms, slice->clip);
  if (other)
    vit_slice_view_show_outline (self);
  /* The box is seen as it was when it was left. */
  if (turned)
    vit_atom_view_set_camera (
        self->atoms, vit_study_get_options (vit_session_get_study (self->session))->view.camera);
  gtk_widget_queue_draw (self->marks);
  if (self->snapshot)
    vit_slice_view_update_description (self);
  vit_slice_view_emit_changed (self);
}

/* A view finds out that OpenGL is missing when it is first shown. */
static void
on_fallback (VitSliceView *self)
{
  vit_slice_view_explain (self);
  gtk_widget_queue_draw (self->marks);
  vit_slice_view_update_description (self);
}

/* Atoms of a file that cannot be read any more would pass for those of the file. */
static void
forget_snapshot (VitSliceView *self)
{
  self->shown_count.of = NULL;
  g_clear_pointer (&self->snapshot, vit_snapshot_unref);
  g_clear_pointer (&self->difference, vit_difference_unref);
  g_clear_pointer (&self->maps, vit_indicator_maps_unref);
  g_clear_pointer (&self->measured, g_free);
  self->point.motion = NULL;
  vit_atom_view_set_selected (self->atoms, -1);
  vit_atom_view_set_highlighted (self->atoms, NULL);
  vit_slice_view_show_outline (self);
  vit_slice_view_show_bodies (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->atoms), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  "no atoms", -1);
}

void
vit_slice_view_show_snapshot (VitSliceView *self)
{
  g_autoptr (GError) error = NULL;
  VitSnapshot *snapshot = vit_slice_view_get_newest (self, NULL, &error);
  bool failed = self->own ? error != NULL : vit_run_get_state (self->run) == VIT_RUN_FAILED;
  if (failed && self->snapshot)
    forget_snapshot (self);
  gtk_widget_set_opacity (GTK_WIDGET (self->atoms), failed ? 0 : 1);
  gtk_widget_set_can_target (GTK_WIDGET (self->atoms), !failed);
  self->held = snapshot && self->snapshot && snapshot != self->snapshot &&
               !vit_slice_view_has_colours (self, snapshot);
  if (snapshot && snapshot != self->snapshot && !self->held)
    {
      VitSnapshot *old = self->snapshot;
      self->snapshot = vit_snapshot_ref (snapshot);
      self->shown_count.of = NULL;
      g_clear_pointer (&self->measured, g_free);
      const VitAtoms *atoms = snapshot->frame->atoms;
      vit_slice_view_show_sizes (self);
      vit_atom_view_set_frame (self->atoms, snapshot->scaled, atoms->types, atoms->n,
                               &snapshot->cell);
      self->point.motion = NULL;
      self->beside = NAN;
      g_clear_pointer (&self->moved, g_free);
      vit_atom_view_set_values (self->atoms, self->measure < 0 ? snapshot->shades : NULL);
      if (self->measure >= 0)
        vit_slice_view_show_measure (self);
      vit_slice_view_show_regions (self);
      vit_slice_view_show_outline (self);
      vit_slice_view_show_filter (self);
      if (!old || self->own || strcmp (old->column, snapshot->column) != 0 ||
          old->developing != snapshot->developing)
        vit_slice_view_show_colouring (self);
      show_selection (self);
      show_atom_set (self);
      self->bodies = (VitShownBodies){ .opacity = -1 };
      vit_slice_view_show_bodies (self);
      g_clear_pointer (&old, vit_snapshot_unref);
      vit_slice_view_show_motion (self);
      if (!self->point.motion)
        vit_slice_view_update_description (self);
    }
  show_box (self); /* the log may have told the load axis */
  vit_slice_view_emit_changed (self);
}

static void
on_result_derived (VitSliceView *self)
{
  vit_slice_view_show_bodies (self);
  if (self->own || self->held)
    vit_slice_view_show_snapshot (self);
  if (self->own)
    return;
  if (self->point.motion)
    vit_slice_view_show_colours_between (self);
  vit_slice_view_show_arrows (self);
  if (self->measure >= 0)
    vit_slice_view_show_measure (self);
  else
    vit_slice_view_show_regions (self);
}

static void
on_snapshot_changed (VitSession *session, VitRun *run, VitSliceView *self)
{
  if (run == self->run && !self->own)
    vit_slice_view_show_snapshot (self);
}

static void
on_results_changed (VitSession *session, VitRun *run, VitSliceView *self)
{
  if (self->own)
    vit_slice_view_show_snapshot (self);
  if (run != self->run || self->own)
    return;
  if (self->held || (vit_run_get_state (run) == VIT_RUN_FAILED) == (self->snapshot != NULL))
    vit_slice_view_show_snapshot (self);
  /* The measure may have been waiting for T_ML of this start time. */
  if (self->measure >= 0)
    vit_slice_view_show_measure (self);
  vit_slice_view_show_regions (self);
  vit_slice_view_emit_changed (self);
}

/* ---- The pointer ---- */

static char *
new_tip (VitSliceView *self, size_t i)
{
  const VitSnapshot *snapshot = self->snapshot;
  const VitAtoms *atoms = snapshot->frame->atoms;
  g_autofree char *species =
                      vit_species_dup_name ((const char *const *) atoms->species, atoms->types[i]),
                  *escaped = g_markup_escape_text (species, -1);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%" G_GINT64_FORMAT " · %s", atoms->ids[i], escaped);
  if (vit_session_get_values_hidden (self->session))
    return g_string_free (g_steal_pointer (&text), FALSE);
  if (snapshot->result && isfinite (snapshot->result->t_ml[i]))
    g_string_append_printf (text, "\n<i>T</i><sub>ML</sub> %.0f K%s",
                            (double) snapshot->result->t_ml[i],
                            snapshot->liquid && snapshot->liquid[i] ? " · LA" : "");
  if (self->measure >= 0 && self->measured)
    {
      const VitQuantity *quantity =
          vit_quantity_find (vit_plasticity_measure_name ((VitPlasticityMeasure) self->measure));
      char number[VIT_NUMBER_BYTES];
      g_string_append_printf (text, "\n%s %s %s", quantity->symbol,
                              vit_format_reading ("%.4g", (double) self->measured[i], number),
                              vit_quantity_get_unit_markup (quantity));
    }
  if (self->compares)
    vit_slice_view_append_difference (self, i, text);
  else if (self->own)
    vit_slice_view_append_indicator (self, i, text);
  else if (snapshot->values && strcmp (snapshot->column, "t_ml") != 0)
    {
      g_autofree char *name = g_markup_escape_text (snapshot->column, -1);
      char number[VIT_NUMBER_BYTES];
      g_string_append_printf (text, "\n%s %s", name,
                              vit_format_reading ("%.6g", snapshot->values[i], number));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_hovered (VitAtomView *atoms, int atom, double x, double y, VitSliceView *self)
{
  if (atom < 0 || !self->snapshot || (size_t) atom >= self->snapshot->frame->atoms->n)
    {
      gtk_widget_set_visible (self->tip, FALSE);
      return;
    }
  g_autofree char *text = new_tip (self, (size_t) atom);
  gtk_label_set_markup (self->tip_label, text);
  /* Place the tip beside the pointer, inside the view. */
  int width = gtk_widget_get_width (GTK_WIDGET (self->atoms)),
      height = gtk_widget_get_height (GTK_WIDGET (self->atoms));
  gtk_widget_set_margin_start (self->tip, CLAMP ((int) x + 16, 0, MAX (width - 130, 0)));
  gtk_widget_set_margin_top (self->tip, CLAMP ((int) y + 12, 0, MAX (height - 70, 0)));
  gtk_widget_set_visible (self->tip, TRUE);
}

/* With Ctrl or Shift an atom is followed as well, or no longer. */
static void
pick_more (VitSliceView *self, int64_t id)
{
  if (vit_followed_atoms_find (vit_session_get_followed (self->session), id) >= 0)
    vit_session_unfollow_atom (self->session, id);
  else if (!vit_session_follow_atom (self->session, self->run, id))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
on_picked (VitAtomView *atoms, int atom, gboolean more, VitSliceView *self)
{
  bool hit = self->snapshot && atom >= 0 && (size_t) atom < self->snapshot->frame->atoms->n;
  if (hit && more)
    pick_more (self, self->snapshot->frame->atoms->ids[atom]);
  else if (hit)
    vit_session_select_atom (self->session, self->run, self->snapshot->frame->atoms->ids[atom]);
  else if (!more)
    vit_session_select_atom (self->session, NULL, 0);
}

static void
on_slice_dragged (VitAtomView *atoms, double position, VitSliceView *self)
{
  VitSlice slice = *vit_session_get_slice (self->session);
  slice.position =
      vit_slice_wrap (vit_option_round (vit_option_find ("view", "slice-position"), position));
  vit_session_set_slice (self->session, &slice);
}

/* The scale bar is drawn anew where its length would be off by a quarter of a pixel or so: the box
 * may deform in every picture. */
static void
on_camera_moved (VitSliceView *self)
{
  double scale = vit_atom_view_get_scale (self->atoms);
  /* Rings move with their atoms, and directions turn with the box. */
  if (fabs (scale - self->marked_scale) <= 0.001 * scale &&
      vit_session_get_followed (self->session)->n < 2 &&
      !vit_session_get_slice (self->session)->whole)
    return;
  self->marked_scale = scale;
  gtk_widget_queue_draw (self->marks);
}

static void
on_camera_steered (VitSliceView *self)
{
  g_signal_emit (self, signals[CAMERA_STEERED], 0);
}

char *
vit_slice_view_dup_camera (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), NULL);
  return vit_atom_view_dup_camera (self->atoms);
}

void
vit_slice_view_set_camera (VitSliceView *self, const char *text)
{
  g_return_if_fail (VIT_IS_SLICE_VIEW (self) && text);
  vit_atom_view_set_camera (self->atoms, text);
}

void
vit_slice_view_turn (VitSliceView *self, double degrees)
{
  g_return_if_fail (VIT_IS_SLICE_VIEW (self));
  vit_atom_view_turn (self->atoms, degrees);
}

void
vit_slice_view_set_turning (VitSliceView *self, bool turning)
{
  g_return_if_fail (VIT_IS_SLICE_VIEW (self));
  vit_atom_view_set_turning (self->atoms, turning);
}

void
vit_slice_view_follow (VitSliceView *self, VitSliceView *leader)
{
  g_return_if_fail (VIT_IS_SLICE_VIEW (self) && VIT_IS_SLICE_VIEW (leader));
  vit_atom_view_follow (self->atoms, leader->atoms);
}

/* The session has asked for what another option needs: tell that it is being made. */
static void
on_option_changed (VitSliceView *self)
{
  gboolean told = self->told_busy;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && vit_slice_view_is_busy (self) != told)
    vit_slice_view_emit_changed (self);
}

/* ---- Construction ---- */

/* What colours the atoms: the session, or a result of its own. */
typedef enum
{
  OF_SESSION,
  OF_DIFFERENCE,
  OF_INDICATOR,
} Origin;

static VitSliceView *
new_view (VitSession *session, VitRun *run, Origin origin, VitIndicatorPart part)
{
  VitSliceView *self = g_object_new (VIT_TYPE_SLICE_VIEW, NULL);
  self->own = origin != OF_SESSION;
  self->compares = origin == OF_DIFFERENCE;
  self->part = part;
  self->session = session;
  self->run = g_object_ref (run);
  self->measure = -1;
  self->beside = NAN;
  self->deriver_signals = g_signal_group_new (VIT_TYPE_DERIVER);
  g_signal_group_connect_swapped (self->deriver_signals, "changed", G_CALLBACK (on_result_derived),
                                  self);
  g_signal_group_set_target (self->deriver_signals, vit_session_get_deriver (session));
  g_signal_connect (self, "map", G_CALLBACK (on_result_derived), NULL);
  g_signal_connect_object (vit_session_get_study (session), "option-changed",
                           G_CALLBACK (on_option_changed), self, G_CONNECT_SWAPPED);
  g_signal_group_set_target (self->session_signals, session);
  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect (self->study_signals, "option-changed::view", G_CALLBACK (on_view_option),
                          self);
  g_signal_group_connect_swapped (self->study_signals, "option-changed::plasticity",
                                  G_CALLBACK (on_plasticity_option), self);
  g_signal_group_set_target (self->study_signals, vit_session_get_study (session));
  show_box (self);
  vit_slice_view_show_colouring (self);
  show_slice (self);
  vit_slice_view_show_snapshot (self);
  if (self->own)
    vit_slice_view_watch_own (self);
  return self;
}

GtkWidget *
vit_slice_view_new (VitSession *session, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_SESSION (session) && VIT_IS_RUN (run), NULL);
  return GTK_WIDGET (new_view (session, run, OF_SESSION, 0));
}

GtkWidget *
vit_slice_view_new_difference (VitSession *session, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_SESSION (session) && VIT_IS_RUN (run), NULL);
  return GTK_WIDGET (new_view (session, run, OF_DIFFERENCE, 0));
}

GtkWidget *
vit_slice_view_new_indicator (VitSession *session, VitRun *run, VitIndicatorPart part)
{
  g_return_val_if_fail (VIT_IS_SESSION (session) && VIT_IS_RUN (run), NULL);
  return GTK_WIDGET (new_view (session, run, OF_INDICATOR, part));
}

bool
vit_slice_view_compares (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), false);
  return self->compares;
}

GtkWidget *
vit_slice_view_new_measure (VitSession *session,
                            VitRun *run,
                            VitPlasticityMeasure measure,
                            unsigned place)
{
  VitSliceView *self = VIT_SLICE_VIEW (vit_slice_view_new (session, run));
  self->measure = (int) measure;
  self->place = place;
  self->largest = 1;
  vit_atom_view_set_values (self->atoms, NULL);
  vit_slice_view_show_colouring (self);
  return GTK_WIDGET (self);
}

static void
give_bar_room (VitSliceView *self)
{
  gboolean flat =
      gtk_orientable_get_orientation (GTK_ORIENTABLE (self->box)) == GTK_ORIENTATION_VERTICAL;
  gtk_widget_set_size_request (self->bar, flat ? -1 : VIT_COLOUR_BAR_UPRIGHT,
                               flat ? VIT_COLOUR_BAR_FLAT : -1);
}

/* Texts may have become larger. */
static void
vit_slice_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vit_slice_view_parent_class)->css_changed (widget, change);
  give_bar_room (VIT_SLICE_VIEW (widget));
}

void
vit_slice_view_lay_bar_flat (VitSliceView *self)
{
  g_return_if_fail (VIT_IS_SLICE_VIEW (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_vexpand (self->overlay, TRUE);
  give_bar_room (self);
}

void
vit_slice_view_set_wheel_passes (VitSliceView *self, gboolean passes)
{
  g_return_if_fail (VIT_IS_SLICE_VIEW (self));
  vit_atom_view_set_wheel_passes (self->atoms, passes);
}

int
vit_slice_view_get_measure (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), -1);
  return self->measure;
}

double
vit_slice_view_get_interval (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), 0);
  return self->interval;
}

static void
vit_slice_view_dispose (GObject *object)
{
  VitSliceView *self = VIT_SLICE_VIEW (object);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->deriver_signals);
  g_clear_object (&self->study_signals);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->measured, g_free);
  g_clear_pointer (&self->polyhedron, vit_atom_polyhedron_unref);
  g_clear_pointer (&self->moved, g_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->snapshot, vit_snapshot_unref);
  g_clear_pointer (&self->difference, vit_difference_unref);
  g_clear_pointer (&self->maps, vit_indicator_maps_unref);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (vit_slice_view_parent_class)->dispose (object);
}

static void
vit_slice_view_class_init (VitSliceViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_slice_view_dispose;
  GTK_WIDGET_CLASS (klass)->css_changed = vit_slice_view_css_changed;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "slice-view");
  signals[CHANGED] = g_signal_new ("changed", VIT_TYPE_SLICE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[CAMERA_STEERED] = g_signal_new ("camera-steered", VIT_TYPE_SLICE_VIEW, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_drawing_area (VitSliceView *self, GtkDrawingAreaDrawFunc draw)
{
  GtkWidget *area = gtk_drawing_area_new ();
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, self, NULL);
  gtk_widget_set_can_target (area, FALSE);
  return area;
}

static void
vit_slice_view_init (VitSliceView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->overlay = gtk_overlay_new ();
  gtk_widget_set_hexpand (self->overlay, TRUE);
  self->atoms = VIT_ATOM_VIEW (vit_atom_view_new ());
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->atoms));
  self->marks = new_drawing_area (self, vit_slice_view_draw_marks);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->marks);

  self->tip_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->tip_label, 0);
  self->tip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (self->tip), GTK_WIDGET (self->tip_label));
  gtk_widget_add_css_class (self->tip, "view-tip");
  gtk_widget_set_halign (self->tip, GTK_ALIGN_START);
  gtk_widget_set_valign (self->tip, GTK_ALIGN_START);
  gtk_widget_set_can_target (self->tip, FALSE);
  gtk_widget_set_visible (self->tip, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->tip);
  gtk_box_append (GTK_BOX (self->box), self->overlay);

  self->bar = new_drawing_area (self, vit_slice_view_draw_bar);
  gtk_widget_set_can_target (self->bar, TRUE); /* for its tooltip */
  give_bar_room (self);
  gtk_box_append (GTK_BOX (self->box), self->bar);

  g_signal_connect (self->atoms, "hovered", G_CALLBACK (on_hovered), self);
  g_signal_connect (self->atoms, "picked", G_CALLBACK (on_picked), self);
  g_signal_connect (self->atoms, "slice-dragged", G_CALLBACK (on_slice_dragged), self);
  g_signal_connect_swapped (self->atoms, "camera-moved", G_CALLBACK (on_camera_moved), self);
  g_signal_connect_swapped (self->atoms, "camera-steered", G_CALLBACK (on_camera_steered), self);
  g_signal_connect_swapped (self->atoms, "notify::fallback-reason", G_CALLBACK (on_fallback), self);

  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::slice", G_CALLBACK (show_slice),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "notify::colouring",
                                  G_CALLBACK (on_colouring_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::liquid-rule",
                                  G_CALLBACK (on_colouring_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::selected-atom",
                                  G_CALLBACK (show_selection), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::selected-run",
                                  G_CALLBACK (show_selection), self);
  g_signal_group_connect_swapped (self->session_signals, "moved",
                                  G_CALLBACK (vit_slice_view_show_motion), self);
  g_signal_group_connect (self->session_signals, "results-changed", G_CALLBACK (on_results_changed),
                          self);
  g_signal_group_connect_swapped (self->session_signals, "notify::atom-set",
                                  G_CALLBACK (show_atom_set), self);
  g_signal_group_connect (self->session_signals, "snapshot-changed",
                          G_CALLBACK (on_snapshot_changed), self);
}
