/* Maps of atoms: slices side by side, and filmstrips. */

#include <math.h>
#include <string.h>

#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/results/atom-polyhedron.h"
#include "core/results/cluster-series.h"
#include "core/results/column.h"
#include "core/results/snapshot.h"
#include "core/stats/quantile.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/map-words.h"
#include "ui/gallery/picture.h"
#include "ui/style/number-format.h"

static bool
shows_regions (const VitGalleryRequest *request)
{
  return strcmp (request->colouring.column, VIT_COLUMN_REGION) == 0;
}

/* Returns: how much motion is missing at @time, where atoms are grey; %NULL for none. */
static char *
dup_lack (const VitGalleryRequest *request, VitRun *run, double time)
{
  VitTmlSeries *series = vit_snapshot_rests_on_tml (request->colouring.column, &request->filter)
                             ? vit_analyses_get_tml (request->analyses, run)
                             : NULL;
  return series ? vit_tml_series_dup_lack (series, time) : NULL;
}

/* Returns: longest interval (ps) of the developing T_ML that a map shows at @time; 0 for none. */
static double
find_developing (const VitGalleryRequest *request, VitRun *run, double time)
{
  const char *column = request->colouring.column;
  double longest = 0;
  VitTmlSeries *series = request->developing && vit_snapshot_may_develop (column, &request->filter)
                             ? vit_analyses_get_tml (request->analyses, run)
                             : NULL;
  if (!series || !vit_run_get_trajectory (run))
    return 0;
  ssize_t frame = vit_snapshot_find_frame (request->analyses, run, column, &request->filter, time);
  VitTmlStarts *starts =
      frame >= 0 ? vit_tml_series_get_developing (series, (size_t) frame, &longest) : NULL;
  if (!starts)
    return 0;
  vit_tml_starts_free (starts);
  return longest;
}

/* Whether T_ML at the start time nearest to @time is there, if it is needed. */
static bool
has_tml (const VitGalleryRequest *request, VitRun *run, double time, GError **error)
{
  if (!vit_snapshot_rests_on_tml (request->colouring.column, &request->filter))
    return true;
  VitTmlSeries *series = vit_gallery_series (request, run, error);
  int found = series ? vit_tml_series_find (series, time) : -1;
  if (found < 0)
    return false;
  guint index = (guint) found;
  if (vit_tml_series_get_state (series, index) == VIT_TML_READY)
    return true;
  const char *reason = vit_tml_series_get_reason (series, index);
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: %s", vit_run_get_name (run),
               reason ? reason : "T_ML of this start time has not been computed yet");
  return false;
}

/* Colour regions by their tracks. */
static bool
set_regions (VitPicture *picture, const VitGalleryRequest *request, VitRun *run, GError **error)
{
  const VitClusterSeries *series =
      vit_gallery_derive (request, &vit_cluster_derivation, run, error);
  double time = vit_picture_get_time (picture);
  const VitClusterPoint *point = series ? vit_cluster_series_find (series, time) : NULL;
  if (series && (!point || fabs (point->time - time) > 1e-6))
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: the regions at %.4g ps are not known",
                 vit_run_get_name (run), time);
  if (!point || fabs (point->time - time) > 1e-6)
    return false;
  g_autofree double *colours = g_new (double, MAX (point->n_atoms, 1)),
                    *tracks = g_new (double, MAX (point->n_atoms, 1));
  vit_cluster_point_fill_colours (point, colours);
  vit_cluster_point_fill_tracks (point, tracks);
  vit_picture_set_values (picture, colours, point->n_atoms);
  vit_picture_set_numbers (picture, tracks, point->n_atoms);
  return true;
}

/* The atom that is picked in the window, or the last that is followed; 0 for none. */
static int64_t
get_atom (const VitGalleryRequest *request)
{
  const VitFollowedAtoms *atoms = &request->atoms;
  int64_t picked = (int64_t) vit_gallery_options (request)->view.atom;
  if (vit_followed_atoms_find (atoms, picked) >= 0)
    return picked;
  return atoms->n > 0 ? atoms->ids[atoms->n - 1] : 0;
}

static VitPicture *
new_picture (const VitGalleryRequest *request, VitRun *run, double time, GError **error)
{
  if (!vit_run_get_trajectory (run))
    {
      vit_gallery_series (request, run, error);
      return NULL;
    }
  bool develops = find_developing (request, run, time) > 0;
  g_autofree char *lack = develops ? NULL : dup_lack (request, run, time);
  if (lack && vit_filter_is_set (&request->filter) &&
      vit_snapshot_rests_on_tml (request->filter.condition, NULL))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: %s: %s", vit_run_get_name (run),
                   request->filter.condition, lack);
      return NULL;
    }
  if (!lack && !develops && !has_tml (request, run, time, error))
    return NULL;
  VitColouring colouring = request->colouring;
  if (shows_regions (request))
    vit_colouring_set_regions (&colouring, VIT_REGION_COLOURS);
  ssize_t frame =
      vit_snapshot_find_frame (request->analyses, run, colouring.column, &request->filter, time);
  VitPicture *picture =
      vit_picture_new (request->analyses, run, (size_t) frame, &request->slice, &colouring,
                       &request->box, &request->filter, request->developing);
  /* An atom that is asked for is that of every run. */
  int64_t atom = get_atom (request);
  if (atom != 0 && atom != (int64_t) vit_gallery_options (request)->view.atom)
    vit_picture_set_atom (picture, atom);
  vit_picture_mark (picture, &request->atoms,
                    request->set && request->set->run == run ? request->set : NULL);
  if (lack || !shows_regions (request) || set_regions (picture, request, run, error))
    return picture;
  vit_picture_free (picture);
  return NULL;
}

static int
compare_values (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static void
find_percentiles (GArray *values, const double percentiles[2], double *low, double *high)
{
  const double *sorted = (const double *) (void *) values->data;
  size_t n = values->len;
  g_array_sort (values, compare_values);
  *low = vit_sorted_sets_quantile (&sorted, &n, 1, percentiles[0] / 100);
  *high = vit_sorted_sets_quantile (&sorted, &n, 1, percentiles[1] / 100);
}

/* Fit the ends of the colour scale that nobody chose for this quantity to the values of all maps.
 * Returns: whether there is any map with values. */
static bool
fit_range (VitGalleryRequest *request, GError **error)
{
  double minimum = INFINITY, maximum = -INFINITY;
  if ((!request->fits_minimum && !request->fits_maximum) || shows_regions (request))
    return true;
  bool any = false;
  g_autoptr (GError) first = NULL;
  bool by_percentiles = request->percentiles[1] > request->percentiles[0];
  g_autoptr (GArray) values = by_percentiles ? g_array_new (FALSE, FALSE, sizeof (double)) : NULL;
  for (guint r = 0; r < request->n_runs; r++)
    for (size_t t = 0; t < request->n_times; t++)
      {
        GError **why = first ? NULL : &first;
        VitPicture *picture = new_picture (request, request->runs[r], request->times[t], why);
        if (picture && vit_picture_widen (picture, &minimum, &maximum, values, why))
          any = true;
        vit_picture_free (picture);
      }
  if (!any && first)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return false;
    }
  if (values)
    find_percentiles (values, request->percentiles, &minimum, &maximum);
  vit_gallery_fit_range (request, minimum, maximum);
  return true;
}

static void
append_text (GString *caption, const char *head, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_string_append_printf (caption, "; %s%s", head, escaped);
}

static void
set_picture_scale (VitPictures *pictures, const VitGalleryRequest *request)
{
  VitColouring own = request->colouring;
  const VitColouring *c = &own;
  if (shows_regions (request))
    vit_colouring_set_regions (&own, VIT_REGION_COLOURS);
  bool is_tml = strcmp (c->column, "t_ml") == 0;
  double t_g = vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses))->t_g;
  g_autofree char *name = vit_column_dup_short_label (c->column);
  g_autofree char *mark = g_strdup_printf ("%g <i>T</i><sub>g</sub>", t_g);
  vit_pictures_set_scale (pictures, c->map, name, c->minimum, c->maximum, is_tml ? t_g : NAN, mark);
  vit_pictures_set_ends (pictures, vit_picture_get_ends);
  if (vit_column_is_whole (c->column))
    vit_pictures_set_whole (pictures);
  VitTrajectory *first = request->n_runs > 0 ? vit_run_get_trajectory (request->runs[0]) : NULL;
  if (first && strcmp (c->column, "element") == 0)
    vit_pictures_set_names (pictures,
                            (const char *const *) vit_trajectory_get_composition (first)->species);
}

/* Append which maps are grey, and why, and which show T_ML that develops. */
static void
append_lacks (GString *caption, const VitGalleryRequest *request)
{
  for (guint r = 0; r < request->n_runs; r++)
    for (size_t t = 0; t < request->n_times; t++)
      {
        VitRun *run = request->runs[r];
        double time = request->times[t], longest = find_developing (request, run, time);
        g_autofree char *label = vit_gallery_run_label (run);
        if (longest > 0)
          {
            const char *validation;
            g_autofree char *words = vit_tml_series_dup_developing (
                vit_analyses_get_tml (request->analyses, run), longest, &validation);
            g_string_append_printf (caption, "; %s at %.4g ps: %s", label, time, words);
            continue;
          }
        g_autofree char *lack = dup_lack (request, run, time);
        if (lack)
          g_string_append_printf (caption, "; %s is grey: %s", label, lack);
      }
}

/* Whether some run has T_ML. */
static bool
any_has_tml (const VitGalleryRequest *request)
{
  bool any = false;
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitTmlSeries *series = vit_analyses_get_tml (request->analyses, request->runs[r]);
      any = any || (series && vit_tml_series_get_n_ready (series) > 0);
    }
  return any;
}

/* Say where the map of the asked time is that of the nearest frame: figures show no atoms between
 * frames. */
static void
append_nearest (GString *caption, const VitGalleryRequest *request, double shown)
{
  bool rests = vit_snapshot_rests_on_tml (request->colouring.column, &request->filter);
  if (fabs (shown - request->time) > 0.005)
    g_string_append_printf (caption, "; the %s nearest to %.4g ps", rests ? "start time" : "frame",
                            request->time);
}

/* Whether liquid-like atoms are marked in any map. */
static bool
marks_liquid (const VitGalleryRequest *request)
{
  bool hidden = request->slice.whole && vit_gallery_options (request)->view.surfaces > 1;
  return request->colouring.outline && !hidden && any_has_tml (request);
}

/* Whether all runs are sheets of atoms at one z. */
static bool
is_flat (const VitGalleryRequest *request)
{
  bool flat = request->n_runs > 0;
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitTrajectory *trajectory = vit_run_get_trajectory (request->runs[r]);
      flat = flat && trajectory && vit_trajectory_get_dimension (trajectory) == 2;
    }
  return flat;
}

/* Append where the surfaces lie that maps of the whole box show. */
static void
append_surface (GString *caption, const VitGalleryRequest *request)
{
  const VitOptions *options = vit_gallery_options (request);
  if (!request->slice.whole || options->view.surfaces == 0 || !any_has_tml (request))
    return;
  g_string_append_printf (caption,
                          "; surfaces: where the density of liquid-like atoms, in Gaussians of "
                          "<i>σ</i> = %g Å, is %g of that of all atoms",
                          options->surface.width, options->surface.level);
}

static void
append_polyhedron (GString *caption, const VitGalleryRequest *request)
{
  const VitViewOptions *view = &vit_gallery_options (request)->view;
  int64_t asked = get_atom (request), atom = asked != 0        ? asked
                                             : *view->atom_run ? (int64_t) view->atom
                                                               : 0;
  if (view->polyhedron == VIT_POLYHEDRON_NONE || atom == 0 || shows_regions (request))
    return;
  g_string_append_printf (caption, "; %s atom %" G_GINT64_FORMAT,
                          view->polyhedron == VIT_POLYHEDRON_VORONOI
                              ? "orange: Voronoi cell of"
                              : "orange: hull of the neighbours (as in CN) of",
                          atom);
}

static void
set_picture_caption (VitPictures *pictures,
                     const VitGalleryRequest *request,
                     double interval,
                     double shown,
                     double arrow_interval,
                     const char *counts)
{
  bool marked = marks_liquid (request);
  g_autofree char *words = vit_map_dup_words (request, is_flat (request));
  g_autofree char *caption = g_strdup_printf (
      "%s%s", words,
      !marked                ? ""
      : request->slice.whole ? "; ringed: liquid-like atoms, where fewer than half are"
                             : "; outlined: connected liquid-like atoms");
  const VitOptions *options = vit_gallery_options (request);
  const char *const *species = request->n_runs > 0 ? vit_run_get_species (request->runs[0]) : NULL;
  g_autofree char *rule =
      vit_column_dup_rule (request->colouring.column, options, species, interval);
  g_autofree char *condition_rule =
      vit_column_dup_rule (request->filter.condition, options, species, interval);
  g_autofree char *text =
      vit_filter_dup_text (&request->filter, vit_analyses_get_cutoff (request->analyses, NULL));
  g_autoptr (GString) full = g_string_new (caption);
  append_surface (full, request);
  append_polyhedron (full, request);
  vit_map_append_marks (full, request);
  if (vit_column_is_formula (request->colouring.column))
    append_text (full, "<i>c</i> = ", request->colouring.column);
  if (rule)
    g_string_append_printf (full, "; %s", rule);
  if (vit_filter_is_set (&request->filter))
    append_text (full, counts, text);
  if (condition_rule && g_strcmp0 (rule, condition_rule) != 0)
    g_string_append_printf (full, " (%s)", condition_rule);
  append_nearest (full, request, shown);
  vit_map_append_arrows (full, request, arrow_interval);
  append_lacks (full, request);
  if (request->percentiles[1] > request->percentiles[0] && !shows_regions (request))
    g_string_append_printf (full, "; colours from percentile %g to %g", request->percentiles[0],
                            request->percentiles[1]);
  vit_gallery_append_page (full, request);
  vit_pictures_set_caption (pictures, full->str);
}

/* Maps whose numbers of atoms stand in the caption. */
#define MOST_COUNTS 4

/* Append "412 of 5324". Returns: 1 if the filter of that map can be counted. */
static int
append_count (GString *counts, const VitGalleryRequest *request, VitPicture *picture)
{
  size_t n_shown, n_of;
  if (!vit_filter_is_set (&request->filter) || !vit_picture_count (picture, &n_shown, &n_of, NULL))
    return 0;
  g_string_append_printf (counts, "%s%zu of %zu", counts->len > 0 ? ", " : "", n_shown, n_of);
  return 1;
}

/* What stands behind the time of a map that shows a T_ML that develops; or empty. */
static char *
dup_developing_title (const VitPicture *picture, bool is_short)
{
  double longest = vit_picture_get_developing (picture);
  return !(longest > 0) ? g_strdup ("")
         : is_short     ? g_strdup_printf (", developing\n(up to %.4g ps)", longest)
                        : g_strdup_printf (", developing, longest interval %.4g ps", longest);
}

/* ---- Figures ---- */

static VitFigure *
make_picture_grid (const VitGalleryRequest *given, bool runs_in_rows, GError **error)
{
  VitGalleryRequest own = *given;
  const VitGalleryRequest *request = &own;
  const double *times = own.times;
  size_t n_times = own.n_times;
  if (!fit_range (&own, error))
    return NULL;
  int rows = runs_in_rows ? (int) request->n_runs : 1;
  int columns = runs_in_rows ? (int) n_times : (int) request->n_runs;
  g_autoptr (GError) first = NULL;
  VitPictures *pictures = NULL;
  double interval = NAN, shown = NAN; /* time of a map, one that is not that asked for if any */
  double arrow_interval = NAN;
  g_autoptr (GString) counts = g_string_new (NULL);
  int n_counts = 0;
  for (guint r = 0; r < request->n_runs; r++)
    for (size_t t = 0; t < n_times; t++)
      {
        g_autoptr (GError) one = NULL;
        VitPicture *picture = new_picture (request, request->runs[r], times[t], &one);
        if (!picture)
          {
            if (!first)
              first = g_steal_pointer (&one);
            continue;
          }
        /* In the caption where all maps have the same. */
        double own_interval = vit_picture_get_interval (picture);
        interval =
            !pictures || fabs (own_interval - interval) < 1e-6 * interval ? own_interval : NAN;
        double own_arrows = vit_picture_get_arrow_interval (picture);
        arrow_interval = !pictures || fabs (own_arrows - arrow_interval) < 1e-6 * arrow_interval
                             ? own_arrows
                             : NAN;
        n_counts += append_count (counts, request, picture);
        if (!runs_in_rows && !(fabs (shown - times[t]) > 0.005))
          shown = vit_picture_get_time (picture);
        if (!pictures)
          pictures = vit_pictures_new (rows, columns, vit_picture_get_shape (picture));
        g_autofree char *label = vit_gallery_run_label (request->runs[r]);
        g_autofree char *phase = vit_phase_text (vit_run_get_frequency (request->runs[r]),
                                                 vit_picture_get_time (picture));
        g_autofree char *develops = dup_developing_title (picture, runs_in_rows);
        g_autofree char *title =
            runs_in_rows
                ? (r == 0 ? g_strdup_printf ("%.4g ps%s", vit_picture_get_time (picture), develops)
                          : NULL)
                : g_strdup_printf ("<b>%s</b>\n<i>t</i> = %.4g ps%s%s", label,
                                   vit_picture_get_time (picture), phase, develops);
        vit_pictures_set (pictures, runs_in_rows ? (int) r : 0, runs_in_rows ? (int) t : (int) r,
                          title, vit_picture_render, picture, (GDestroyNotify) vit_picture_free);
        vit_pictures_set_owner (pictures, runs_in_rows ? (int) r : 0,
                                runs_in_rows ? (int) t : (int) r, request->runs[r]);
        if (runs_in_rows)
          vit_pictures_set_row_label (pictures, (int) r, label);
      }
  if (!pictures)
    {
      if (first)
        g_propagate_error (error, g_steal_pointer (&first));
      else
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "There is no run.");
      return NULL;
    }
  set_picture_scale (pictures, request);
  g_string_append (counts, " atoms where ");
  set_picture_caption (pictures, request, interval, shown, arrow_interval,
                       n_counts > MOST_COUNTS ? "atoms where " : counts->str);
  const char *column = request->colouring.column;
  bool is_tml = strcmp (column, "t_ml") == 0;
  g_autofree char *header =
      vit_picture_dup_csv_header (column, is_tml ? "T_ML (K)" : NULL, request->developing);
  vit_pictures_set_csv (pictures, header, vit_picture_append_csv);
  return vit_figure_new_pictures (pictures);
}

static VitFigure *
make_slice (const VitGalleryRequest *request, GError **error)
{
  VitGalleryRequest own = *request;
  own.times = &request->time;
  own.n_times = 1;
  return make_picture_grid (&own, false, error);
}

#define FILMSTRIP_TIMES 5

/* Whether any run shows another frame at @b than at @a. */
static bool
tells_apart (const VitGalleryRequest *request, double a, double b)
{
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitTmlSeries *series = vit_analyses_get_tml (request->analyses, request->runs[r]);
      if (series && vit_tml_series_find (series, a) != vit_tml_series_find (series, b))
        return true;
    }
  return false;
}

/* Set evenly spaced times, at most five, of the span in which all shown runs have start times; a
 * time is left out where every run shows the start time of the one before. */
static bool
get_default_times (const VitGalleryRequest *request,
                   double times[FILMSTRIP_TIMES],
                   size_t *n_times,
                   GError **error)
{
  double start = -INFINITY, end = INFINITY;
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitTmlSeries *series = vit_gallery_series (request, request->runs[r], error);
      if (!series)
        return false;
      guint n = vit_tml_series_get_n (series);
      if (n == 0)
        continue;
      start = fmax (start, vit_tml_series_get_time (series, 0));
      end = fmin (end, vit_tml_series_get_time (series, n - 1));
    }
  if (!(end >= start) || !isfinite (end))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The runs have no start times in common.");
      return false;
    }
  *n_times = 0;
  for (int i = 0; i < FILMSTRIP_TIMES; i++)
    {
      double time = start + (end - start) * i / (FILMSTRIP_TIMES - 1);
      if (*n_times == 0 || tells_apart (request, times[*n_times - 1], time))
        times[(*n_times)++] = time;
    }
  return true;
}

/* Greatest number of columns with outlines: they would cover most of smaller pictures. */
#define MAX_OUTLINED_COLUMNS 3

static VitFigure *
make_filmstrip (const VitGalleryRequest *request, GError **error)
{
  double times[FILMSTRIP_TIMES];
  VitGalleryRequest own = *request;
  if (!own.times)
    {
      if (!get_default_times (request, times, &own.n_times, error))
        return NULL;
      own.times = times;
    }
  own.colouring.outline = own.colouring.outline && own.n_times <= MAX_OUTLINED_COLUMNS;
  return make_picture_grid (&own, true, error);
}

/* ---- Specs ---- */

const VitFigureSpec vit_slice_figures[] = {
  { .name = "slice",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Slice maps side by side",
    .short_title = "Slice",
    .view = VIT_VIEW_MAPS,
    .paged = true,
    .follows = VIT_FOLLOWS_TIME | VIT_FOLLOWS_SLICE | VIT_FOLLOWS_COLOURS | VIT_FOLLOWS_CONDITION |
               VIT_FOLLOWS_ATOM | VIT_FOLLOWS_SELECTION,
    .options = VIT_AFFECTS_COLUMNS | VIT_AFFECTS_MAP | VIT_AFFECTS_LIQUID,
    .make = make_slice },
  { .name = "filmstrip",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Slice maps at several times, a row for each run",
    .short_title = "Filmstrip",
    .off_pages = "the maps of the window are played and stepped through time themselves",
    .follows = VIT_FOLLOWS_TML | VIT_FOLLOWS_SLICE | VIT_FOLLOWS_COLOURS | VIT_FOLLOWS_CONDITION |
               VIT_FOLLOWS_ATOM | VIT_FOLLOWS_SELECTION,
    .options = VIT_AFFECTS_COLUMNS | VIT_AFFECTS_MAP | VIT_AFFECTS_LIQUID,
    .make = make_filmstrip },
  { NULL },
};
