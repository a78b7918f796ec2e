/* What a page exports: one of its views, or all of them. */

#include "app/export-copy.h"
#include "app/export-dialog.h"
#include "app/page-private.h"
#include "ui/views/chart-view.h"
#include "ui/views/slice-view.h"

/* ---- A view ---- */

static VitExportSource
get_source (VitPage *self, const char *name, VitRun *run)
{
  return (VitExportSource){ .session = self->session, .names = { name }, .n = 1, .runs = { run } };
}

typedef struct
{
  VitPage *page;
  const char *name;
  GtkWidget *view;
} Exported;

/* NULL: all that are shown. */
static VitRun *
get_run (const Exported *exported)
{
  if (VIT_IS_SLICE_VIEW (exported->view))
    return vit_slice_view_get_run (VIT_SLICE_VIEW (exported->view));
  return vit_chart_view_get_run (VIT_CHART_VIEW (exported->view));
}

static void
free_exported (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_figure (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (e->page))), &source, false);
}

static void
on_export_csv (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_figure (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (e->page))), &source, true);
}

static void
on_export_movie (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_movie (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (e->page))), &source);
}

static void
on_copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_copy (GTK_WIDGET (e->page), &source);
}

GSimpleActionGroup *
vit_page_new_actions (VitPage *self, const char *name, GtkWidget *view)
{
  static const struct
  {
    const char *name;
    void (*activate) (GSimpleAction *, GVariant *, gpointer);
  } actions[] = { { "export", on_export },
                  { "export-csv", on_export_csv },
                  { "export-movie", on_export_movie },
                  { "copy", on_copy } };
  GSimpleActionGroup *group = g_simple_action_group_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i].name, NULL);
      Exported *exported = g_new0 (Exported, 1);
      exported->page = self;
      exported->name = name;
      exported->view = view;
      g_signal_connect_data (action, "activate", G_CALLBACK (actions[i].activate), exported,
                             free_exported, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  return group;
}

/* ---- The page as a whole ---- */

static VitExportSource
page_source (VitPage *self)
{
  VitExportSource source = { .session = self->session, .name = self->spec->name };
  for (int r = 0; r < self->n_rows; r++)
    for (int k = 0; k < VIT_PAGE_MAX_VIEWS && self->spec->rows[r][k].name; k++)
      if (source.n < VIT_EXPORT_MAX_FIGURES)
        source.names[source.n++] = self->spec->rows[r][k].name;
  return source;
}

static GtkWindow *
get_window (VitPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

void
vit_page_export (VitPage *self)
{
  VitExportSource source = page_source (self);
  vit_export_figure (get_window (self), &source, false);
}

void
vit_page_export_movie (VitPage *self)
{
  VitExportSource source = page_source (self);
  vit_export_movie (get_window (self), &source);
}

void
vit_page_copy (VitPage *self)
{
  VitExportSource source = page_source (self);
  vit_export_copy (GTK_WIDGET (self), &source);
}
