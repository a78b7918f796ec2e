#include "core/results/filter.h"

#include <string.h>

#include "core/base/error.h"
#include "core/geometry/neighbours.h"

VitFilter
vit_filter_read (const VitOptions *options)
{
  VitFilter filter = { .steps = options->view.filter_steps };
  g_strlcpy (filter.condition, options->view.filter, sizeof filter.condition);
  g_strstrip (filter.condition);
  return filter;
}

bool
vit_filter_is_set (const VitFilter *filter)
{
  return filter && *filter->condition;
}

void
vit_filter_wish (const VitFilter *filter, const VitOptions *options, VitQuantityWish *wish)
{
  if (!vit_filter_is_set (filter))
    return;
  vit_column_wish (filter->condition, options, wish);
  wish->needs_cutoff = wish->needs_cutoff || filter->steps > 0;
}

char *
vit_filter_dup_text (const VitFilter *filter, double cutoff)
{
  g_return_val_if_fail (filter, NULL);
  if (filter->steps == 0)
    return g_strdup (filter->condition);
  return g_strdup_printf ("%s, and neighbours within %.4g Å (%d step%s)", filter->condition, cutoff,
                          filter->steps, filter->steps == 1 ? "" : "s");
}

/* Add the neighbours of all that are kept. */
static void
grow (const VitNeighbours *neighbours, uint8_t *kept)
{
  size_t n = neighbours->n;
  g_autofree uint8_t *before = g_memdup2 (kept, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    for (size_t k = neighbours->offsets[i]; before[i] && k < neighbours->offsets[i + 1]; k++)
      kept[neighbours->indices[k]] = 1;
}

bool
vit_filter_compute (const VitFilter *filter,
                    VitQuantitySource *source,
                    uint8_t *kept,
                    VitProgress *progress,
                    GError **error)
{
  g_return_val_if_fail (vit_filter_is_set (filter) && source && kept, false);
  if (!vit_column_compute_condition (filter->condition, source, kept, progress, error))
    return false;
  if (filter->steps == 0)
    return true;
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  double cutoff = frame ? vit_quantity_source_get_cutoff (source, error) : 0;
  if (!(cutoff > 0))
    return false;
  size_t n = frame->atoms->n;
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  vit_frame_copy_positions (frame, x);
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_cutoff (&frame->cell, x, n, cutoff, progress, error);
  for (int step = 0; neighbours && step < filter->steps; step++)
    grow (neighbours, kept);
  return neighbours != NULL;
}
