#include "app/page-heights.h"

#include <string.h>

#include "core/study/plasticity-derivation.h"

int
vit_page_count_intervals (VitPage *self)
{
  int n = 0;
  for (unsigned k = 0; k < VIT_PLASTICITY_N_INTERVALS; k++)
    n += vit_plasticity_get_interval (vit_session_get_study (self->session), k) > 0;
  return n;
}

/* Runs on show, and the one that they are compared with. */
static guint
count_samples (VitPage *self)
{
  guint n = vit_session_get_n_shown (self->session);
  VitRun *baseline = vit_analyses_get_baseline (vit_session_get_analyses (self->session));
  for (guint i = 0; i < n; i++)
    if (vit_session_get_shown (self->session, i) == baseline)
      return n;
  return n + (baseline ? 1 : 0);
}

static guint
count_cyclic (VitPage *self)
{
  guint n = 0;
  for (guint i = 0; i < vit_session_get_n_shown (self->session); i++)
    n += vit_run_get_frequency (vit_session_get_shown (self->session, i)) > 0;
  return n;
}

/* Height of a figure with the panels of all its runs, in heights of a row. */
static double
count_lines (VitPage *self, const char *name)
{
  static const struct
  {
    const char *name;
    guint per_run, in_a_line; /* panels */
  } figures[] = { { "polyhedra", 2, 4 },
                  { "composition", 1, 4 },
                  { "alpha", 1, 2 },
                  { "plasticity-density", 1, 2 } };
  guint n = vit_session_get_n_shown (self->session);
  if (strcmp (name, "q6-w6") == 0)
    return count_samples (self);
  /* Panels stand in two lines. */
  if (strcmp (name, "clusters") == 0 || (strcmp (name, "cycles") == 0 && count_cyclic (self) > 0))
    return 1.25;
  if (strcmp (name, "loops") == 0)
    return MAX ((count_cyclic (self) + 1) / 2, 1);
  /* Captions name every run, and a third of a page is narrow for them. */
  if (strcmp (name, "sij") == 0 && n > 1)
    return 1.12 * ((n + 1) / 2);
  /* Rows of a table are lower than plots. */
  if (strcmp (name, "cn-table") == 0)
    return 0.25 + 0.8 * count_samples (self);
  if (strcmp (name, "plasticity-grid") == 0)
    return vit_page_count_intervals (self);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    if (strcmp (name, figures[i].name) == 0)
      return (n * figures[i].per_run + figures[i].in_a_line - 1) / figures[i].in_a_line;
  return 1;
}

void
vit_page_set_heights (VitPage *self)
{
  gboolean even = !self->spec->grows_with_runs;
  for (int r = 0; r < self->n_rows && self->spec->row_height > 0; r++)
    {
      double lines = count_lines (self, self->spec->rows[r][0].name);
      even = even && lines == 1;
      gtk_widget_set_size_request (self->rows[r], -1, (int) (self->spec->row_height * lines));
    }
  /* A page that scrolls gives each row its own height. */
  gtk_box_set_homogeneous (GTK_BOX (gtk_widget_get_parent (self->rows[0])), even);
}
