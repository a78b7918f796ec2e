/* A map of what one run has more than another, or than itself at another time. */

#include <math.h>
#include <string.h>

#include "core/base/isolate.h"
#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/geometry/species.h"
#include "core/io/writer.h"
#include "core/results/difference.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/map-words.h"
#include "ui/gallery/picture.h"
#include "ui/style/number-format.h"

/* A picture with the numbers behind it. */
typedef struct
{
  VitPicture *picture;
  VitDifference *difference;
} DifferencePicture;

static void
difference_picture_free (gpointer data)
{
  DifferencePicture *self = data;
  vit_picture_free (self->picture);
  vit_difference_unref (self->difference);
  g_free (self);
}

static bool
render (void *data,
        int width,
        int height,
        double scale,
        bool dark,
        VitPictureMarks *marks,
        uint8_t *rgba,
        GError **error)
{
  DifferencePicture *self = data;
  return vit_picture_render (self->picture, width, height, scale, dark, marks, rgba, error);
}

static void
get_ends (void *data, double *minimum, double *maximum)
{
  const DifferencePicture *self = data;
  vit_picture_get_ends (self->picture, minimum, maximum);
}

/* ---- Numbers ---- */

/* "d5", "t_ml (K)" */
static char *
dup_head (const char *column)
{
  const VitQuantity *quantity = vit_column_find_quantity (column);
  return quantity && *quantity->unit ? g_strdup_printf ("%s (%s)", column, quantity->unit)
                                     : g_strdup (column);
}

static char *
dup_csv_header (const VitDifference *difference)
{
  GString *header =
      g_string_new ("run a,time a (ps),run b,time b (ps),id,type,species,x (Å),y (Å),z (Å)");
  g_autofree char *head = dup_head (difference->column);
  static const char *const what[] = { "a: ", "b: ", "a − b: " };
  for (gsize k = 0; k < G_N_ELEMENTS (what); k++)
    {
      g_autofree char *cell = g_strconcat (what[k], head, NULL);
      g_string_append_c (header, ',');
      vit_csv_append_cell (header, cell);
    }
  g_string_append_c (header, '\n');
  return g_string_free (header, FALSE);
}

static void
append_value (GString *csv, double value)
{
  g_string_append_c (csv, ',');
  if (!isnan (value))
    vit_writer_append_number (csv, value);
}

static void
append_csv (void *data, GString *csv)
{
  const DifferencePicture *self = data;
  const VitDifference *d = self->difference;
  const VitAtoms *atoms = d->snapshot->frame->atoms;
  char number[VIT_NUMBER_BYTES];
  g_autoptr (GString) head = g_string_new (NULL);
  for (int k = 0; k < 2; k++)
    {
      vit_csv_append_cell (head, d->labels[k]);
      g_string_append_printf (head, ",%s,", vit_format_number (d->times[k], 9, number));
    }
  for (size_t i = 0; i < atoms->n; i++)
    {
      if (!vit_picture_shows (self->picture, d->snapshot, i))
        continue;
      unsigned type = atoms->types[i];
      double x[3];
      g_string_append_printf (csv, "%s%" G_GINT64_FORMAT ",%u,%s", head->str, atoms->ids[i], type,
                              vit_species_get ((const char *const *) atoms->species, type));
      vit_frame_get_position (d->snapshot->frame, i, x);
      for (int k = 0; k < 3; k++)
        g_string_append_printf (csv, ",%s", vit_format_number (x[k], 9, number));
      append_value (csv, d->first[i]);
      append_value (csv, d->second[i]);
      append_value (csv, d->snapshot->values[i]);
      g_string_append_c (csv, '\n');
    }
}

/* ---- Words ---- */

static char *
dup_name (const VitDifference *d, int k)
{
  g_autofree char *name = vit_isolate (d->labels[k]);
  return g_markup_escape_text (name, -1);
}

static void
append_side (GString *text, const VitDifference *d, int k)
{
  g_autofree char *label = dup_name (d, k);
  g_string_append_printf (text, "%s at <i>t</i> = %.4g ps", label, d->times[k]);
  if (!isnan (d->intervals[k]))
    g_string_append_printf (text, ", Δ<i>t</i> = %.4g ps", d->intervals[k]);
}

static char *
dup_caption (const VitGalleryRequest *request, const VitDifference *d)
{
  GString *text = g_string_new (NULL);
  const VitOptions *options = vit_gallery_options (request);
  const VitQuantity *quantity = vit_column_find_quantity (d->column);
  const char *unit = vit_quantity_get_unit_markup (quantity), *space = *unit ? " " : "";
  g_autofree char *match = vit_difference_dup_match (d);
  g_autofree char *slice = vit_map_dup_words (request, d->snapshot->frame->dimension == 2);
  g_autofree char *rule = vit_column_dup_rule (
      d->column, options, (const char *const *) d->snapshot->frame->atoms->species,
      d->intervals[0]);
  char mean[VIT_NUMBER_BYTES], rms[VIT_NUMBER_BYTES];
  append_side (text, d, 0);
  g_string_append (text, " minus ");
  append_side (text, d, 1);
  g_string_append_printf (text, "; %s; mean %s%s%s, rms %s%s%s over %zu atoms; %s", match,
                          vit_format_reading ("%.4g", d->mean, mean), space, unit,
                          vit_format_reading ("%.4g", d->rms, rms), space, unit, d->n, slice);
  if (vit_column_is_formula (d->column))
    {
      g_autofree char *formula = g_markup_escape_text (d->column, -1);
      g_string_append_printf (text, "; <i>c</i> = %s", formula);
    }
  if (rule)
    g_string_append_printf (text, "; %s", rule);
  if (vit_filter_is_set (&request->filter))
    {
      g_autofree char *count = g_strdup_printf ("%zu ", d->snapshot->n_kept);
      vit_map_append_filter (text, request, count);
    }
  if (d->n_matched < d->snapshot->frame->atoms->n)
    g_string_append (text, "; grey: not matched");
  if (request->colouring.outline && vit_snapshot_get_marked (d->snapshot, request->slice.whole))
    {
      g_autofree char *label = dup_name (d, 0);
      g_string_append_printf (text, "; %s: %sliquid-like atoms of %s",
                              request->slice.whole ? "ringed" : "outlined",
                              request->slice.whole ? "" : "connected ", label);
      if (d->same_run)
        g_string_append_printf (text, " at %.4g ps", d->times[0]);
    }
  g_autofree char *key = vit_study_dup_difference_key (d->column);
  VitColourRange range = vit_study_get_range (vit_analyses_get_study (request->analyses), key);
  if (range.mode == VIT_RANGE_PERCENTILES)
    g_string_append_printf (text, "; colours from percentile %g to %g", range.low, range.high);
  vit_map_append_marks (text, request);
  return g_string_free (text, FALSE);
}

static char *
dup_title (const VitDifference *d)
{
  g_autofree char *a = dup_name (d, 0), *b = dup_name (d, 1);
  if (d->same_run)
    return g_strdup_printf ("<b>%s</b>\n<i>t</i> = %.4g ps − %.4g ps", a, d->times[0], d->times[1]);
  return fabs (d->times[0] - d->times[1]) < 1e-6
             ? g_strdup_printf ("<b>%s − %s</b>\n<i>t</i> = %.4g ps", a, b, d->times[0])
             : g_strdup_printf ("<b>%s − %s</b>\n<i>t</i> = %.4g ps − %.4g ps", a, b, d->times[0],
                                d->times[1]);
}

/* ---- The figure ---- */

/* The picked atoms, if they are those of the run that is drawn. */
static VitAtomSet *
get_set (const VitGalleryRequest *request, const VitDifference *d)
{
  VitAtomSet *set = request->set;
  return set && g_strcmp0 (vit_run_get_label (set->run), d->labels[0]) == 0 ? set : NULL;
}

static VitFigure *
make_difference (const VitGalleryRequest *request, GError **error)
{
  const VitDifference *difference =
      vit_gallery_derive (request, &vit_difference_derivation, NULL, error);
  if (!difference)
    return NULL;
  const VitSnapshot *snapshot = difference->snapshot;
  VitColouring colouring = request->colouring;
  vit_colouring_set_difference (&colouring, vit_analyses_get_study (request->analyses),
                                difference->column, difference->largest, snapshot->sorted,
                                snapshot->n_sorted);
  DifferencePicture *picture = g_new0 (DifferencePicture, 1);
  picture->difference = vit_difference_ref ((VitDifference *) difference);
  picture->picture = vit_picture_new_of (
      difference->labels[0], difference->snapshot, &request->slice, &colouring, &request->box,
      request->n_runs > 0 ? vit_box_view_get_load_axis (request->runs[0]) : -1,
      vit_analyses_get_cutoff (request->analyses, NULL));
  vit_picture_mark (picture->picture, &request->atoms, get_set (request, difference));
  VitPictures *pictures = vit_pictures_new (1, 1, vit_picture_get_shape (picture->picture));
  g_autofree char *title = dup_title (difference), *caption = dup_caption (request, difference),
                  *label = vit_column_dup_difference_label (difference->column),
                  *header = dup_csv_header (difference);
  vit_pictures_set (pictures, 0, 0, title, render, picture, difference_picture_free);
  vit_pictures_set_scale (pictures, colouring.map, label, colouring.minimum, colouring.maximum, NAN,
                          NULL);
  vit_pictures_set_ends (pictures, get_ends);
  vit_pictures_set_caption (pictures, caption);
  vit_pictures_set_csv (pictures, header, append_csv);
  return vit_figure_new_pictures (pictures);
}

const VitFigureSpec vit_difference_figures[] = {
  { .name = "difference",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Slice map of the difference of two runs or times",
    .short_title = "Difference",
    .view = VIT_VIEW_DIFFERENCE,
    .follows = VIT_FOLLOWS_TIME | VIT_FOLLOWS_SLICE | VIT_FOLLOWS_COLOURS | VIT_FOLLOWS_CONDITION |
               VIT_FOLLOWS_ATOM | VIT_FOLLOWS_SELECTION,
    .options = VIT_AFFECTS_COLUMNS | VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_PAIRS | VIT_AFFECTS_MAP |
               VIT_AFFECTS_LIQUID | VIT_AFFECTS_DIFFERENCE,
    .study_results = { &vit_difference_derivation },
    .make = make_difference },
  { NULL },
};
