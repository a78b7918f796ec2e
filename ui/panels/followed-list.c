#include "ui/panels/followed-list.h"

#include <math.h>

#include "core/geometry/measure.h"
#include "core/geometry/species.h"
#include "ui/style/number-format.h"
#include "ui/style/theme.h"

/* Between so many atoms something is measured. */
#define MEASURED_MOST 4

struct _VitFollowedList
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkBox *atoms;
  GtkGrid *measures;

  VitSession *session;     /* borrowed: shown at the last call */
  VitFollowedAtoms listed; /* the atoms of the rows */
  GtkLabel *words[VIT_FOLLOWED_MOST];
};

G_DEFINE_FINAL_TYPE (VitFollowedList, vit_followed_list, GTK_TYPE_WIDGET)

/* ---- Atoms ---- */

static int64_t
get_id (GtkWidget *widget)
{
  return *(int64_t *) g_object_get_data (G_OBJECT (widget), "id");
}

static void
on_remove_clicked (GtkWidget *button, VitFollowedList *self)
{
  vit_session_unfollow_atom (self->session, get_id (button));
}

/* The values of another atom are shown. */
static void
on_atom_clicked (GtkWidget *button, VitFollowedList *self)
{
  VitRun *run;
  if (vit_session_get_selection (self->session, &run, NULL))
    vit_session_follow_atom (self->session, run, get_id (button));
}

static GtkWidget *
new_button (VitFollowedList *self, int64_t id, GtkWidget *child, GCallback clicked)
{
  GtkWidget *button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (button), child);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_widget_add_css_class (button, "small");
  g_object_set_data_full (G_OBJECT (button), "id", g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect (button, "clicked", clicked, self);
  return button;
}

static void
add_atom (VitFollowedList *self, guint place)
{
  int64_t id = self->listed.ids[place];
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->words[place] = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->words[place], 0);
  gtk_label_set_wrap (self->words[place], TRUE);
  GtkWidget *atom =
      new_button (self, id, GTK_WIDGET (self->words[place]), G_CALLBACK (on_atom_clicked));
  gtk_widget_set_hexpand (atom, TRUE);
  gtk_widget_set_tooltip_text (atom, "Show its values");
  GtkWidget *icon = gtk_image_new_from_icon_name ("window-close-symbolic");
  GtkWidget *remove = new_button (self, id, icon, G_CALLBACK (on_remove_clicked));
  g_autofree char *name = g_strdup_printf ("Let go of atom %" G_GINT64_FORMAT, id);
  gtk_widget_set_tooltip_text (remove, name);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (row), atom);
  gtk_box_append (GTK_BOX (row), remove);
  gtk_box_append (self->atoms, row);
}

/* Rows stay as long as they are of the same atoms: a button that is pressed must not vanish. */
static void
list_atoms (VitFollowedList *self, const VitFollowedAtoms *followed)
{
  GtkWidget *child;
  if (vit_followed_atoms_equal (followed, &self->listed))
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->atoms))))
    gtk_box_remove (self->atoms, child);
  self->listed = *followed;
  for (guint k = 0; k < followed->n; k++)
    add_atom (self, k);
}

/* Number in the colour of the ring, id, species and T_ML in the run of the picked atom. */
static void
describe_atom (VitFollowedList *self, guint place, VitRun *run, int64_t picked)
{
  int64_t id = self->listed.ids[place];
  VitSnapshot *snapshot = vit_session_get_snapshot (self->session, run, NULL, NULL);
  const VitAtoms *atoms = snapshot ? snapshot->frame->atoms : NULL;
  ssize_t i = atoms ? vit_atoms_find (atoms, id) : -1;
  VitRgba c = vit_theme_get_run_colour ((int) place, vit_theme_get_current ()->dark);
  g_autofree char *species = g_markup_escape_text (
      atoms && i >= 0 ? vit_species_get ((const char *const *) atoms->species, atoms->types[i])
                      : "",
      -1);
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "<span foreground='#%02x%02x%02x'><b>%u</b></span>  ",
                          (unsigned) (255 * c.red), (unsigned) (255 * c.green),
                          (unsigned) (255 * c.blue), place + 1);
  g_string_append_printf (text, id == picked ? "<b>%" G_GINT64_FORMAT "</b>" : "%" G_GINT64_FORMAT,
                          id);
  if (atoms && i < 0)
    g_string_append (text, " · not in this run");
  else if (*species)
    g_string_append_printf (text, " · %s", species);
  const VitTmlResult *result = i >= 0 ? snapshot->result : NULL;
  if (result && isfinite (result->t_ml[i]))
    g_string_append_printf (text, " · %.0f K%s", (double) result->t_ml[i],
                            snapshot->liquid && snapshot->liquid[i] ? " · LA" : "");
  gtk_label_set_markup (self->words[place], text->str);
  g_string_free (text, TRUE);
}

/* ---- Measures ---- */

/* Set @x to the positions of the followed atoms. Returns: whether all are in the run. */
static bool
get_positions (VitFollowedList *self, VitSnapshot *snapshot, double x[MEASURED_MOST][3])
{
  const VitFollowedAtoms *followed = &self->listed;
  for (guint k = 0; k < followed->n; k++)
    {
      ssize_t i = vit_atoms_find (snapshot->frame->atoms, followed->ids[k]);
      if (i < 0)
        return false;
      vit_frame_get_position (snapshot->frame, (size_t) i, x[k]);
    }
  return true;
}

static void
add_measure (VitFollowedList *self, int *row, const char *name, double value, bool is_length)
{
  char number[VIT_NUMBER_BYTES];
  GtkWidget *left = gtk_label_new (name), *right = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_label_set_wrap (GTK_LABEL (left), TRUE);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_widget_add_css_class (left, "caption");
  g_autofree char *text =
      g_strdup_printf ("%s%s", vit_format_reading (is_length ? "%.3f" : "%.2f", value, number),
                       is_length ? " Å" : "°");
  gtk_label_set_text (GTK_LABEL (right), text);
  gtk_label_set_xalign (GTK_LABEL (right), 1);
  gtk_label_set_selectable (GTK_LABEL (right), TRUE);
  gtk_widget_add_css_class (right, "numeric");
  gtk_grid_attach (self->measures, left, 0, *row, 1, 1);
  gtk_grid_attach (self->measures, right, 1, *row, 1, 1);
  (*row)++;
}

static void
add_run_name (VitFollowedList *self, int *row, VitRun *run, const char *more)
{
  g_autofree char *text = g_strconcat (vit_run_get_name (run), more, NULL);
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_grid_attach (self->measures, label, 0, (*row)++, 2, 1);
}

/* Measure in the frame that the map of @run shows. */
static void
measure_run (VitFollowedList *self, int *row, VitRun *run, bool several)
{
  VitSnapshot *snapshot = vit_session_get_snapshot (self->session, run, NULL, NULL);
  guint n = self->listed.n;
  double x[MEASURED_MOST][3];
  if (!snapshot || !get_positions (self, snapshot, x))
    {
      if (snapshot)
        add_run_name (self, row, run, ": not all are in this run");
      return;
    }
  if (several)
    add_run_name (self, row, run, ":");
  const VitCell *cell = &snapshot->frame->cell;
  for (guint k = 0; k + 1 < n; k++)
    {
      g_autofree char *name = g_strdup_printf ("distance %u–%u", k + 1, k + 2);
      add_measure (self, row, name, vit_measure_distance (cell, x[k], x[k + 1]), true);
    }
  if (n == 3)
    add_measure (self, row, "angle 1–2–3", vit_measure_angle (cell, x[0], x[1], x[2]), false);
  if (n == 4)
    add_measure (self, row, "dihedral angle 1–2–3–4",
                 vit_measure_dihedral (cell, x[0], x[1], x[2], x[3]), false);
}

static void
measure (VitFollowedList *self)
{
  GtkWidget *child;
  int row = 0;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->measures))))
    gtk_grid_remove (self->measures, child);
  guint n = vit_session_get_n_shown (self->session);
  for (guint r = 0; self->listed.n <= MEASURED_MOST && r < n; r++)
    measure_run (self, &row, vit_session_get_shown (self->session, r), n > 1);
}

void
vit_followed_list_show (VitFollowedList *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_FOLLOWED_LIST (self));
  VitRun *run = NULL;
  int64_t picked = 0;
  self->session = session;
  bool any = session && vit_session_get_selection (session, &run, &picked) &&
             vit_session_get_followed (session)->n > 1;
  gtk_widget_set_visible (GTK_WIDGET (self), any);
  if (!any)
    return;
  list_atoms (self, vit_session_get_followed (session));
  for (guint k = 0; k < self->listed.n; k++)
    describe_atom (self, k, run, picked);
  measure (self);
}

/* ---- Construction ---- */

GtkWidget *
vit_followed_list_new (void)
{
  return g_object_new (VIT_TYPE_FOLLOWED_LIST, NULL);
}

static void
vit_followed_list_dispose (GObject *object)
{
  VitFollowedList *self = VIT_FOLLOWED_LIST (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_followed_list_parent_class)->dispose (object);
}

static void
vit_followed_list_class_init (VitFollowedListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_followed_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
vit_followed_list_init (VitFollowedList *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->atoms = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->atoms));
  self->measures = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->measures, 2);
  gtk_grid_set_column_spacing (self->measures, 8);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->measures));
}
