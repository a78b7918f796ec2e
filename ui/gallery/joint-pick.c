/* Readings, picks and CSV of the figure of two quantities. */

#include <math.h>
#include <string.h>

#include "core/base/csv.h"
#include "core/base/random.h"
#include "core/geometry/species.h"
#include "core/results/column.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/joint-private.h"
#include "ui/style/number-format.h"

/* Greatest distance of the pointer from an atom's point, as a fraction of the axes. */
#define NEAR 0.02

static const VitJointAxis *
get_axis (const VitJoint *joint, int axis)
{
  return axis == 0 ? &joint->x : &joint->y;
}

char *
vit_joint_dup_symbol (const VitJoint *joint, int axis)
{
  const char *column = get_axis (joint, axis)->column;
  if (vit_column_is_formula (column))
    return g_strdup (axis == 0 ? "<i>x</i>" : "<i>y</i>");
  return vit_column_dup_symbol (column);
}

/* ---- CSV ---- */

static char *
dup_head (const VitJointAxis *axis)
{
  const VitQuantity *quantity = vit_column_find_quantity (axis->column);
  return quantity && *quantity->unit ? g_strdup_printf ("%s (%s)", axis->column, quantity->unit)
                                     : g_strdup (axis->column);
}

static void
add_number (GString *csv, double value, char end)
{
  char text[VIT_NUMBER_BYTES];
  g_string_append (csv, vit_format_number (value, 9, text));
  g_string_append_c (csv, end);
}

static void
add_text (GString *csv, const char *text, const char *end)
{
  vit_csv_append_cell (csv, text);
  g_string_append (csv, end);
}

static const char *
get_species (const VitJoint *joint, unsigned type)
{
  return vit_species_get ((const char *const *) joint->species, type);
}

static void
add_pairs (const VitJoint *joint, GString *csv, const char *x, const char *y)
{
  g_string_append (csv, "id,element,time (ps),");
  add_text (csv, x, ",");
  add_text (csv, y, "\n");
  for (size_t k = 0; k < joint->n_frames; k++)
    for (size_t i = joint->firsts[k]; i < joint->firsts[k + 1]; i++)
      {
        g_string_append_printf (csv, "%" G_GINT64_FORMAT ",", joint->ids[i]);
        add_text (csv, get_species (joint, joint->types[i]), ",");
        add_number (csv, joint->times[k], ',');
        add_number (csv, joint->values[0][i], ',');
        add_number (csv, joint->values[1][i], '\n');
      }
}

static void
add_bands (const VitJoint *joint, GString *csv, const char *x, const char *y)
{
  g_autofree char *from = g_strdup_printf ("%s from", x), *to = g_strdup_printf ("%s to", x);
  g_autofree char *median = g_strdup_printf ("median %s", y),
                  *low = g_strdup_printf ("16 %% %s", y), *high = g_strdup_printf ("84 %% %s", y);
  g_string_append (csv, "element,");
  add_text (csv, from, ",");
  add_text (csv, to, ",");
  g_string_append (csv, "atoms,");
  add_text (csv, median, ",");
  add_text (csv, low, ",");
  add_text (csv, high, "\n");
  for (unsigned t = 0; t <= joint->n_types; t++)
    for (size_t b = 0; b < joint->bands.n; b++)
      {
        const VitJointGroup *group = &joint->groups[t];
        const double *q = &group->quantiles[b * VIT_JOINT_N_SHARES];
        double edge = joint->bands.first + joint->bands.width * (double) b;
        add_text (csv, t == 0 ? "all" : get_species (joint, t), ",");
        add_number (csv, vit_joint_unscale (&joint->x, edge), ',');
        add_number (csv, vit_joint_unscale (&joint->x, edge + joint->bands.width), ',');
        g_string_append_printf (csv, "%zu,", group->counts[b]);
        add_number (csv, vit_joint_unscale (&joint->y, q[1]), ',');
        add_number (csv, vit_joint_unscale (&joint->y, q[0]), ',');
        add_number (csv, vit_joint_unscale (&joint->y, q[2]), '\n');
      }
}

static void
add_coefficients (const VitJoint *joint, GString *csv)
{
  g_string_append (csv, "element,pairs,Spearman's ρ,Pearson's r\n");
  for (unsigned t = 0; t <= joint->n_types; t++)
    {
      add_text (csv, t == 0 ? "all" : get_species (joint, t), ",");
      g_string_append_printf (csv, "%zu,", joint->groups[t].n);
      add_number (csv, joint->groups[t].spearman, ',');
      add_number (csv, joint->groups[t].pearson, '\n');
    }
}

char *
vit_joint_dup_csv (gconstpointer data)
{
  const VitJoint *joint = data;
  GString *csv = g_string_new (NULL);
  g_autofree char *x = dup_head (&joint->x), *y = dup_head (&joint->y);
  add_pairs (joint, csv, x, y);
  g_string_append_c (csv, '\n');
  add_bands (joint, csv, x, y);
  g_string_append_c (csv, '\n');
  add_coefficients (joint, csv);
  return g_string_free (csv, FALSE);
}

/* ---- Reading ---- */

static void
append_value (GString *text, const VitJoint *joint, int axis, double value)
{
  const VitQuantity *quantity = vit_column_find_quantity (get_axis (joint, axis)->column);
  g_autofree char *symbol = vit_joint_dup_symbol (joint, axis);
  char number[VIT_NUMBER_BYTES];
  g_string_append_printf (text, "%s = %s%s%s", symbol, vit_format_reading ("%.4g", value, number),
                          quantity && *quantity->unit ? " " : "",
                          vit_quantity_get_unit_markup (quantity));
}

/* Append the median and the band of the bin at @x. */
static void
append_band (GString *text, const VitJoint *joint, double x)
{
  double place = floor ((vit_joint_scale (&joint->x, x) - joint->bands.first) / joint->bands.width);
  if (!(place >= 0 && place < (double) joint->bands.n))
    return;
  const double *q = &joint->groups[0].quantiles[(size_t) place * VIT_JOINT_N_SHARES];
  if (!isfinite (q[1]))
    return;
  char number[3][VIT_NUMBER_BYTES];
  for (int k = 0; k < VIT_JOINT_N_SHARES; k++)
    vit_format_reading ("%.4g", vit_joint_unscale (&joint->y, q[k]), number[k]);
  g_string_append_printf (text, "\nmedian here %s (16–84 %%: %s … %s)", number[1], number[0],
                          number[2]);
}

bool
vit_joint_draws (const VitJoint *joint, size_t pair)
{
  uint64_t state = pair;
  return joint->n <= VIT_JOINT_MOST_POINTS ||
         vit_random_below (&state, joint->n) < (uint64_t) VIT_JOINT_MOST_POINTS;
}

size_t
vit_joint_find_pairs_at (const VitJoint *joint, double time, size_t *first, size_t *end)
{
  size_t nearest = 0;
  for (size_t k = 1; k < joint->n_frames; k++)
    if (fabs (joint->times[k] - time) < fabs (joint->times[nearest] - time))
      nearest = k;
  *first = joint->firsts[nearest];
  *end = joint->firsts[nearest + 1];
  return nearest;
}

/* Returns: the drawn pair nearest to a point of the axes; SIZE_MAX if none is near. */
static size_t
find_nearest (const VitJoint *joint, double x, double y)
{
  size_t nearest = SIZE_MAX;
  double least = NEAR, width = joint->x.high - joint->x.low, height = joint->y.high - joint->y.low;
  double px = vit_joint_scale (&joint->x, x), py = vit_joint_scale (&joint->y, y);
  for (size_t i = 0; i < joint->n; i++)
    {
      double distance = hypot ((vit_joint_scale (&joint->x, joint->values[0][i]) - px) / width,
                               (vit_joint_scale (&joint->y, joint->values[1][i]) - py) / height);
      if (distance < least && vit_joint_draws (joint, i))
        {
          least = distance;
          nearest = i;
        }
    }
  return nearest;
}

static size_t
find_frame (const VitJoint *joint, size_t pair)
{
  size_t k = 0;
  while (k + 1 < joint->n_frames && pair >= joint->firsts[k + 1])
    k++;
  return k;
}

static const VitJoint *
get_joint (const VitGalleryRequest *request, VitRun *run)
{
  return run ? vit_gallery_derive (request, &vit_joint_derivation, run, NULL) : NULL;
}

static bool
shows_points (const VitGalleryRequest *request)
{
  return vit_gallery_options (request)->joint.show == 1;
}

char *
vit_read_joint (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y)
{
  const VitJoint *joint =
      get_joint (request, vit_gallery_tagged_run (request, vit_plot_get_tag (panel->plot)));
  if (!joint)
    return NULL;
  GString *text = g_string_new (NULL);
  size_t pair = shows_points (request) ? find_nearest (joint, x, y) : SIZE_MAX;
  if (pair < joint->n)
    {
      g_autofree char *species = g_markup_escape_text (get_species (joint, joint->types[pair]), -1);
      g_string_append_printf (text, "<b>atom %" G_GINT64_FORMAT "</b> · %s", joint->ids[pair],
                              species);
      if (joint->n_frames > 1)
        g_string_append_printf (text, ", %.4g ps", joint->times[find_frame (joint, pair)]);
      g_string_append_c (text, '\n');
    }
  append_value (text, joint, 0, pair < joint->n ? joint->values[0][pair] : x);
  g_string_append_c (text, '\n');
  append_value (text, joint, 1, pair < joint->n ? joint->values[1][pair] : y);
  double count = vit_plot_get_value (panel->plot, x, y);
  if (!shows_points (request))
    g_string_append_printf (text, "\n%.0f atoms here", isfinite (count) ? count : 0);
  append_band (text, joint, x);
  return g_string_free (text, FALSE);
}

/* ---- Picking ---- */

VitAtomSet *
vit_pick_joint_inside (const VitGalleryRequest *request,
                       const VitPlotTag *tag,
                       const double (*polygon)[2],
                       size_t n)
{
  VitRun *run = vit_gallery_tagged_run (request, tag);
  const VitJoint *joint = get_joint (request, run);
  if (!joint || n < 3)
    return NULL;
  /* The edges are straight on the axes, which may be logarithmic. */
  g_autofree double (*corners)[2] = g_malloc_n (n, sizeof *corners);
  for (size_t k = 0; k < n; k++)
    {
      corners[k][0] = vit_joint_scale (&joint->x, polygon[k][0]);
      corners[k][1] = vit_joint_scale (&joint->y, polygon[k][1]);
    }
  size_t first, end, found = 0,
                     start = vit_joint_find_pairs_at (joint, request->time, &first, &end);
  g_autofree int64_t *ids = g_new (int64_t, MAX (end - first, 1));
  for (size_t i = first; i < end; i++)
    if (vit_gallery_is_inside ((const double (*)[2]) corners, n,
                               vit_joint_scale (&joint->x, joint->values[0][i]),
                               vit_joint_scale (&joint->y, joint->values[1][i])))
      ids[found++] = joint->ids[i];
  g_autofree char *x = vit_joint_dup_symbol (joint, 0), *y = vit_joint_dup_symbol (joint, 1);
  g_autofree char *text =
      g_strdup_printf ("region of %s against %s at %.4g ps", y, x, joint->times[start]);
  return found > 0 ? vit_atom_set_new (run, ids, found, text, joint->times[start]) : NULL;
}

bool
vit_pick_joint (
    const VitGalleryRequest *request, const VitPlotTag *tag, double x, double y, VitAtomSet **set)
{
  VitRun *run = vit_gallery_tagged_run (request, tag);
  const VitJoint *joint = shows_points (request) ? get_joint (request, run) : NULL;
  *set = NULL;
  if (!joint)
    return false;
  size_t pair = find_nearest (joint, x, y);
  if (pair >= joint->n)
    return true;
  double time = joint->times[find_frame (joint, pair)];
  g_autofree char *text = g_strdup_printf ("a point at %.4g ps", time);
  *set = vit_atom_set_new (run, &joint->ids[pair], 1, text, time);
  return true;
}
