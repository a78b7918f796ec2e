/* Maps of the chosen indicator, the target, and hits and misses of one slice. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/indicator-colours.h"
#include "ui/gallery/map-words.h"
#include "ui/gallery/picture.h"
#include "ui/style/colormap.h"

static char *
dup_label (const VitIndicatorMaps *maps, VitIndicatorPart part)
{
  const char *column = vit_indicator_maps_get_column (maps, part);
  return column ? vit_column_dup_short_label (column) : g_strdup ("hit or miss");
}

static char *
dup_header (const VitIndicatorMaps *maps, VitIndicatorPart part)
{
  const char *column = vit_indicator_maps_get_column (maps, part);
  return vit_picture_dup_csv_header (column ? column : "hit",
                                     column ? NULL : "hit (1 none; 2 miss; 3 false; 4 hit)", false);
}

static VitFigure *
new_map (const VitGalleryRequest *request,
         VitRun *run,
         const VitIndicatorMaps *maps,
         VitIndicatorPart part)
{
  VitColouring colouring = request->colouring;
  VitSnapshot *snapshot = maps->snapshots[part];
  vit_indicator_colouring (&colouring, maps, part);
  VitPicture *picture = vit_picture_new_of (
      vit_run_get_label (run), snapshot, &request->slice, &colouring, &request->box,
      vit_box_view_get_load_axis (run), vit_analyses_get_cutoff (request->analyses, NULL));
  vit_picture_mark (picture, &request->atoms,
                    request->set && request->set->run == run ? request->set : NULL);
  VitPictures *pictures = vit_pictures_new (1, 1, vit_picture_get_shape (picture));
  g_autofree char *title = vit_indicator_maps_dup_title (maps, part);
  g_autofree char *label = dup_label (maps, part), *header = dup_header (maps, part);
  vit_pictures_set (pictures, 0, 0, title, vit_picture_render, picture,
                    (GDestroyNotify) vit_picture_free);
  vit_pictures_set_scale (pictures, colouring.map, label, colouring.minimum, colouring.maximum, NAN,
                          NULL);
  if (part == VIT_INDICATOR_HITS)
    vit_pictures_set_names (pictures, vit_hit_names);
  else
    vit_pictures_set_ends (pictures, vit_picture_get_ends);
  vit_pictures_set_csv (pictures, header, vit_picture_append_csv);
  return vit_figure_new_pictures (pictures);
}

static char *
dup_caption (const VitGalleryRequest *request, VitRun *run, const VitIndicatorMaps *maps)
{
  const VitSnapshot *snapshot = maps->snapshots[VIT_INDICATOR_ITSELF];
  g_autofree char *label = vit_gallery_run_label (run);
  g_autofree char *slice = vit_map_dup_words (request, snapshot->frame->dimension == 2);
  g_autofree char *hits = vit_indicator_maps_dup_hits (maps);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%s, <i>t</i> = %.4g ps", label, snapshot->time);
  if (isfinite (maps->interval))
    g_string_append_printf (text, ", target over Δ<i>t</i> = %.4g ps", maps->interval);
  g_string_append_printf (text, "; %s; %s", hits, slice);
  if (maps->averaged)
    g_string_append_printf (text, "; ⟨ ⟩: averaged over <i>ξ</i> = %g Å", maps->average);
  vit_map_append_filter (text, request, "");
  vit_map_append_marks (text, request);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static VitFigure *
make_map (const VitGalleryRequest *request, GError **error)
{
  VitRun *run = request->n_runs > 0 ? request->runs[0] : NULL;
  const VitIndicatorMaps *maps =
      vit_gallery_derive (request, &vit_indicator_maps_derivation, run, error);
  if (!maps)
    return NULL;
  VitFigure *columns[VIT_INDICATOR_N_PARTS];
  for (int part = 0; part < VIT_INDICATOR_N_PARTS; part++)
    columns[part] = new_map (request, run, maps, (VitIndicatorPart) part);
  VitFigure *page = vit_figure_new_page (columns, G_N_ELEMENTS (columns), G_N_ELEMENTS (columns));
  g_autofree char *caption = dup_caption (request, run, maps);
  vit_figure_set_caption (page, caption);
  return page;
}

/* ---- Specs ---- */

const VitFigureSpec vit_indicator_figures[] = {
  { .name = "indicator-map",
    .rests_on = VIT_PREMISES_OF_SPECIES | VIT_PREMISES_OF_CELL | VIT_PREMISES_OF_MOTION,
    .title = "Maps of the chosen indicator, the target, and hits and misses of one slice",
    .short_title = "Indicator and target",
    .view = VIT_VIEW_INDICATOR,
    .per_run = true,
    .follows = VIT_FOLLOWS_TIME | VIT_FOLLOWS_SLICE | VIT_FOLLOWS_COLOURS | VIT_FOLLOWS_CONDITION |
               VIT_FOLLOWS_ATOM | VIT_FOLLOWS_SELECTION,
    .options = VIT_AFFECTS_RANKING | VIT_AFFECTS_COLUMNS | VIT_AFFECTS_PLASTICITY |
               VIT_AFFECTS_PAIRS | VIT_AFFECTS_MAP | VIT_AFFECTS_LIQUID,
    .results = { &vit_indicator_maps_derivation },
    .make = make_map },
  { NULL },
};
