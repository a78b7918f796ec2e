/* Readings and picks of figures of structure. */

#include <math.h>
#include <string.h>

#include "ui/gallery/figure-common.h"
#include "ui/gallery/structure-pick.h"
#include "ui/style/number-format.h"

/* Number of kinds in a ranking, as in structure-figures.c. */
#define TOP_KINDS 10

static const char *const subset_names[VIT_N_SUBSETS] = { "all", "LA", "SA" };

static const VitStructureSample *
get_sample (const VitGalleryRequest *request, VitRun *run)
{
  return run ? vit_gallery_derive (request, &vit_structure_derivation, run, NULL) : NULL;
}

/* Returns: the kind whose bar is at @y; −1 outside the bars. */
static int
find_kind (const VitStructureSample *sample, int subset, double y)
{
  size_t kinds[TOP_KINDS];
  size_t n = vit_polyhedra_rank (sample->polyhedra, subset - 1, kinds, TOP_KINDS);
  return y >= 0 && y < (double) n ? (int) kinds[(size_t) y] : -1;
}

/* Append the frequency of a kind, and over all of its atoms: species of the centres, d5, mean q6
 * and w̄6. */
static void
append_kind (GString *text, const VitStructureSample *sample, int k, int subset)
{
  const VitPolyhedron *kind = &g_array_index (sample->polyhedra->kinds, VitPolyhedron, (guint) k);
  const VitPolyhedronMeans *means = &sample->kind_means[k];
  double fraction = vit_polyhedra_get_fraction (sample->polyhedra, (size_t) k, subset - 1);
  g_string_append_printf (text, "<b>⟨%u,%u,%u,%u⟩</b>\n", kind->index[0], kind->index[1],
                          kind->index[2], kind->index[3]);
  if (subset != VIT_SUBSET_ALL)
    {
      double base = sample->excess_base[subset - 1][k];
      g_autofree char *change = vit_gallery_format_change (100 * (fraction - base) / base);
      g_string_append_printf (text, "%zu of %zu %s, %zu of %zu atoms\n%.2f %%, Δ<i>f</i> %s",
                              kind->counts[subset - 1], sample->polyhedra->n_in[subset - 1],
                              subset_names[subset], kind->count, sample->polyhedra->n,
                              100 * fraction, change);
    }
  else
    g_string_append_printf (text, "%zu of %zu atoms\n%.2f %%", kind->count, sample->polyhedra->n,
                            100 * fraction);
  g_string_append_printf (text, ", <i>d</i><sub>5</sub> %.2f\ncentre", means->d5);
  for (unsigned t = 1; t <= sample->n_types; t++)
    {
      g_autofree char *species =
          g_markup_escape_text (vit_structure_sample_get_species (sample, t), -1);
      size_t count = sample->kind_species[(size_t) k * sample->n_types + t - 1];
      g_string_append_printf (text, " %s %.0f %%", species,
                              100.0 * (double) count / (double) MAX (kind->count, 1));
    }
  if (isfinite (means->q6))
    {
      char w6[VIT_NUMBER_BYTES];
      g_string_append_printf (text, "\nmean <i>q</i><sub>6</sub> %.3f, <i>w̄</i><sub>6</sub> %s",
                              means->q6, vit_format_reading ("%.3f", means->w6, w6));
    }
}

char *
vit_read_polyhedron (const VitGalleryRequest *request,
                     const VitFigurePanel *panel,
                     double x,
                     double y)
{
  const VitPlotTag *tag = vit_plot_get_tag (panel->plot);
  const VitStructureSample *sample = get_sample (request, vit_gallery_tagged_run (request, tag));
  int kind = sample ? find_kind (sample, tag->part, y) : -1;
  if (kind < 0)
    return NULL;
  GString *text = g_string_new (NULL);
  append_kind (text, sample, kind, tag->part);
  return g_string_free (text, FALSE);
}

char *
vit_read_q6_w6 (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y)
{
  char number[VIT_NUMBER_BYTES], other[VIT_NUMBER_BYTES];
  return g_strdup_printf (
      "<i>q</i><sub>6</sub> = %.3f\n<i>w̄</i><sub>6</sub> = %s\n%s %s", x,
      vit_format_reading ("%.3f", y, number), vit_plot_get_map_label (panel->plot),
      vit_format_reading ("%.3g", vit_plot_get_value (panel->plot, x, y), other));
}

char *
vit_read_similarity (const VitGalleryRequest *request,
                     const VitFigurePanel *panel,
                     double x,
                     double y)
{
  char number[VIT_NUMBER_BYTES];
  return g_strdup_printf ("<i>s</i> = %s\n%.3f", vit_format_reading ("%.2f", x, number), y);
}

char *
vit_read_rdf (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y)
{
  return g_strdup_printf ("<i>r</i> = %.2f Å\n<i>g</i> = %.2f", x, y);
}

/* Find the atoms of the start time nearest to the playhead. Of pooled start times only this one
 * counts: an atom that was of a kind at another time need not be of it now. */
static size_t
find_atoms_at (const VitStructureSample *sample, double time, size_t *first, size_t *end)
{
  size_t nearest = 0;
  for (size_t k = 1; k < sample->n_starts; k++)
    if (fabs (sample->times[k] - time) < fabs (sample->times[nearest] - time))
      nearest = k;
  *first = sample->firsts[nearest];
  *end = sample->firsts[nearest + 1];
  return nearest;
}

static VitAtomSet *
new_picked_set (const VitGalleryRequest *request,
                VitRun *run,
                const VitStructureSample *sample,
                const bool *picked,
                const char *text)
{
  size_t n = 0, first, end, start = find_atoms_at (sample, request->time, &first, &end);
  g_autofree int64_t *ids = g_new (int64_t, MAX (end - first, 1));
  for (size_t i = first; i < end; i++)
    if (picked[i])
      ids[n++] = sample->ids[i];
  g_autofree char *full = g_strdup_printf ("%s %.4g ps", text, sample->times[start]);
  return n > 0 ? vit_atom_set_new (run, ids, n, full, sample->times[start]) : NULL;
}

VitAtomSet *
vit_pick_q6_w6 (const VitGalleryRequest *request,
                const VitPlotTag *tag,
                const double (*polygon)[2],
                size_t n)
{
  VitRun *run = vit_gallery_tagged_run (request, tag);
  const VitStructureSample *sample = get_sample (request, run);
  int part = tag->part;
  if (!sample || n < 3)
    return NULL;
  g_autofree bool *picked = g_new0 (bool, MAX (sample->n, 1));
  for (size_t i = 0; i < sample->n; i++)
    {
      bool in_part =
          part == VIT_SUBSET_ALL || part >= VIT_N_SUBSETS || (sample->subsets[i] >> (part - 1) & 1);
      picked[i] = in_part && vit_gallery_is_inside (polygon, n, (double) sample->q6[i],
                                                    (double) sample->w6[i]);
    }
  g_autofree char *text =
      g_strdup_printf ("region of the <i>q</i><sub>6</sub>–<i>w̄</i><sub>6</sub> map (%s) at",
                       subset_names[part < VIT_N_SUBSETS ? part : 0]);
  return new_picked_set (request, run, sample, picked, text);
}

bool
vit_pick_polyhedron (
    const VitGalleryRequest *request, const VitPlotTag *tag, double x, double y, VitAtomSet **set)
{
  VitRun *run = vit_gallery_tagged_run (request, tag);
  const VitStructureSample *sample = get_sample (request, run);
  int subset = tag->part;
  int k = sample ? find_kind (sample, subset, y) : -1;
  *set = NULL;
  if (k < 0)
    return true;
  const uint8_t *index = g_array_index (sample->polyhedra->kinds, VitPolyhedron, (guint) k).index;
  g_autofree bool *picked = g_new0 (bool, MAX (sample->n, 1));
  for (size_t i = 0; i < sample->n; i++)
    picked[i] = (subset == VIT_SUBSET_ALL || (sample->subsets[i] >> (subset - 1) & 1)) &&
                memcmp (sample->indices[i].n, index, 4) == 0;
  g_autofree char *text = g_strdup_printf ("⟨%u,%u,%u,%u⟩ (%s) at", index[0], index[1], index[2],
                                           index[3], subset_names[subset]);
  *set = new_picked_set (request, run, sample, picked, text);
  return true;
}
