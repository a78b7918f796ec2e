/* What learned indicators of one run tell of another. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "core/results/indicator-table.h"
#include "core/results/transfer.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"

/* Runs of the request among those of the transfer. */
static size_t
find_runs (const VitGalleryRequest *request, const VitTransfer *transfer, guint *found)
{
  size_t n = 0;
  for (guint r = 0; r < request->n_runs; r++)
    for (guint k = 0; k < transfer->n; k++)
      if (strcmp (transfer->runs[k], vit_run_get_label (request->runs[r])) == 0)
        {
          found[n++] = k;
          break;
        }
  return n;
}

static char *
dup_caption (const VitTransfer *transfer, const guint *runs, size_t n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const VitTarget *known = vit_target_find (transfer->target);
  g_autofree char *symbol =
      known ? vit_column_dup_symbol (known->column) : g_markup_escape_text (transfer->target, -1);
  bool same = false;
  if (transfer->has_events && !(known && known->always))
    g_string_append_printf (text, "target: the top %g %% of %s", transfer->top, symbol);
  else
    g_string_append_printf (text, "target: %s", symbol);
  g_string_append_printf (text, "; %zu features; mean over blocks of the box",
                          transfer->n_features);
  for (size_t i = 0; i < n; i++)
    {
      const VitTransferCell *own = &transfer->cells[(transfer->n + 1) * runs[i]];
      g_autofree char *label = g_markup_escape_text (transfer->runs[runs[i]], -1);
      g_string_append_printf (text, "; %s: %zu atoms, shifted target %.2f ± %.2f", label,
                              transfer->n_atoms[runs[i]], own->null_mean, own->null_sd);
      for (size_t j = 0; j < n; j++)
        same = same || (i != j && transfer->cells[transfer->n * runs[i] + runs[j]].same_glass);
    }
  g_string_append_printf (text,
                          "; on the diagonal%s blocks that the model has not seen, with a guard of "
                          "%.1f Å",
                          same ? ", and between runs that begin as the same glass," : "",
                          transfer->guard);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      {
        const VitTransferCell *cell = &transfer->cells[transfer->n * runs[i] + runs[j]];
        g_autofree char *from = g_markup_escape_text (transfer->runs[runs[i]], -1);
        g_autofree char *to = g_markup_escape_text (transfer->runs[runs[j]], -1);
        g_autofree char *warning = cell->warning ? g_markup_escape_text (cell->warning, -1) : NULL;
        if (warning)
          g_string_append_printf (text, "; ! %s to %s: %s", from, to, warning);
      }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Beside the score. */
static const char *const column_names[] = { "standard error", "outside (%)", "same glass" };
#define N_COLUMNS G_N_ELEMENTS (column_names)

static VitFigure *
make_transfer (const VitGalleryRequest *request, GError **error)
{
  const VitTransfer *transfer = vit_gallery_derive (request, &vit_transfer_derivation, NULL, error);
  if (!transfer)
    return NULL;
  g_autofree guint *runs = g_new (guint, request->n_runs + 1);
  size_t n = find_runs (request, transfer, runs);
  if (n < 2)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                   "A learned indicator is carried over between two runs or more that are shown.");
      return NULL;
    }
  bool events = transfer->has_events;
  g_autofree float *values = g_new (float, n *n);
  g_autofree double *edges = g_new (double, n + 1);
  g_autofree double *more = g_new (double, N_COLUMNS *n *n);
  g_auto (GStrv) trained = g_new0 (char *, n + 1);
  g_auto (GStrv) applied = g_new0 (char *, n + 1);
  double farthest = 0, middle = events ? 0.5 : 0;
  for (size_t i = 0; i <= n; i++)
    edges[i] = (double) i;
  /* The first run that a model was trained on stands on top. */
  for (size_t i = 0; i < n; i++)
    {
      for (size_t j = 0; j < n; j++)
        {
          const VitTransferCell *cell = &transfer->cells[transfer->n * runs[i] + runs[j]];
          size_t at = j * n + (n - 1 - i);
          values[at] = (float) cell->score;
          more[at] = cell->error;
          more[n * n + at] = 100 * cell->outside;
          more[2 * n * n + at] = cell->same_glass;
          farthest = fmax (farthest, fabs (cell->score - middle));
        }
      trained[n - 1 - i] = g_markup_escape_text (transfer->runs[runs[i]], -1);
      applied[i] = g_strdup (trained[n - 1 - i]);
    }
  VitPlot *plot = vit_plot_new ();
  double reach = fmax (0.05, ceil (20 * farthest) / 20);
  vit_plot_set_map (plot, values, n, n, edges, edges, middle - reach, middle + reach, "diverging",
                    events ? "AUC" : "Pearson's <i>ρ</i>");
  vit_plot_set_names (plot, (const char *const *) applied, (const char *const *) trained);
  for (gsize c = 0; c < N_COLUMNS; c++)
    vit_plot_add_map_column (plot, column_names[c], more + c * n * n);
  vit_plot_set_x (plot, "applied to", 0, (double) n);
  vit_plot_set_y (plot, "trained on", 0, (double) n);
  g_autofree char *caption = dup_caption (transfer, runs, n);
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

const VitFigureSpec vit_transfer_figures[] = {
  { .name = "transfer",
    .title = "What a linear model of one run tells of another",
    .short_title = "Transfer",
    .off_pages = "made for papers and by the command line: each run is fitted anew",
    .captioned = true,
    .options = VIT_AFFECTS_TRANSFER | VIT_AFFECTS_COLUMNS | VIT_AFFECTS_PLASTICITY |
               VIT_AFFECTS_PAIRS | VIT_AFFECTS_LIQUID,
    .study_results = { &vit_transfer_derivation },
    .rests_on = VIT_PREMISES_OF_SPECIES | VIT_PREMISES_OF_CELL | VIT_PREMISES_OF_MOTION,
    .make = make_transfer },
  { NULL },
};
