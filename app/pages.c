#include "app/pages.h"

#include "ui/panels/compare-bar.h"
#include "ui/panels/indicators-bar.h"
#include "ui/panels/mechanics-bar.h"
#include "ui/panels/model-bar.h"
#include "ui/panels/motion-bar.h"
#include "ui/panels/plasticity-bar.h"
#include "ui/panels/structure-bar.h"

static const VitPageSpec pages[] = {
  { .name = "motion",
    .title = "Motion",
    .key = "<Alt>1",
    .uneven = TRUE,
    .lone_up = TRUE,
    .options = vit_motion_bar_new,
    .options_title = "Distribution",
    .maps_first = TRUE,
    .rows = { { { "slice" } }, { { "distribution" }, { "evolution" }, { "la-fraction" } } } },
  { .name = "structure",
    .title = "Structure",
    .key = "<Alt>2",
    .row_height = 290,
    .grows_with_runs = TRUE,
    .options = vit_structure_bar_new,
    .rows = { { { "q6-w6" } },
              { { "polyhedra" } },
              { { "sij" }, { "gr" } },
              { { "quantity" }, { "selection" } } } },
  { .name = "chemistry",
    .title = "Chemistry",
    .key = "<Alt>3",
    .row_height = 280,
    .options = vit_chemistry_bar_new,
    .rows = { { { "composition" } }, { { "alpha" }, { "eta" } }, { { "cn-table" } } } },
  { .name = "plasticity",
    .title = "Plasticity",
    .key = "<Alt>4",
    .row_height = 300,
    .options = vit_plasticity_bar_new,
    .rows = { { { "plasticity-grid" } },
              { { "correlation" } },
              { { "plasticity-density" }, { "cluster-sizes" } },
              { { "clusters" } },
              { { "surface" } } } },
  { .name = "mechanics",
    .title = "Mechanics",
    .key = "<Alt>5",
    .row_height = 280,
    .options = vit_mechanics_bar_new,
    .rows = { { { "strain" }, { "stress" } },
              { { "strain-rate" }, { "stress-strain" } },
              { { "loops" }, { "volume-temperature" } },
              { { "cycles" } },
              { { "msd" }, { "msd-collapse" } },
              { { "alpha2" }, { "rheology" } } } },
  { .name = "model",
    .title = "Model",
    .key = "<Alt>6",
    .row_height = 280,
    .options = vit_model_bar_new,
    .rows = { { { "predicted-actual" }, { "confusion" } },
              { { "dendrogram" }, { "relieff" } },
              { { "features" }, { "distances" } },
              { { "learning-curve" } } } },
  { .name = "indicators",
    .title = "Indicators",
    .key = "<Alt>7",
    .row_height = 300,
    .options = vit_indicators_bar_new,
    .options_title = "Scores",
    .rows = { { { "ranking" } },
              { { "indicator-map" } },
              { { "roc" }, { "indicator-deciles" } },
              { { "precision-recall" }, { "score-average" } },
              { { "score-interval" } },
              { { "indicator-matrix" } } } },
  { .name = "compare",
    .title = "Compare",
    .key = "<Alt>8",
    .row_height = 300,
    .options = vit_compare_bar_new,
    .rows = { { { "difference" }, { "profile" } },
              { { "profile-time" } },
              { { "joint" } },
              { { "history" }, { "mean" } } } },
};

const VitPageSpec *
vit_page_list (gsize *n)
{
  *n = G_N_ELEMENTS (pages);
  return pages;
}
