#include "ui/panels/structure-bar.h"

#include "ui/panels/option-bar.h"

static void
on_rule_chosen (GtkDropDown *rule, GParamSpec *pspec, GtkWidget *detail)
{
  const char *const *rules = g_object_get_data (G_OBJECT (rule), "rules");
  const char *own = g_object_get_data (G_OBJECT (detail), "rule");
  gtk_widget_set_visible (gtk_widget_get_ancestor (detail, GTK_TYPE_FLOW_BOX_CHILD),
                          g_strcmp0 (own, rules[gtk_drop_down_get_selected (rule)]) == 0);
}

/* A control that only matters under one of the neighbour rules. */
static void
show_with_rule (GtkWidget *rule, GtkWidget *detail, const char *name)
{
  g_object_set_data (G_OBJECT (detail), "rule", (gpointer) name);
  g_signal_connect_object (rule, "notify::selected", G_CALLBACK (on_rule_chosen), detail, 0);
  on_rule_chosen (GTK_DROP_DOWN (rule), NULL, detail);
}

/* What both pages share. */
static void
add_samples (GtkWidget *bar)
{
  static const char *const pools[] = { "0", "1", NULL };
  static const char *const pool_names[] = { "at playhead", "all pooled", NULL };
  vit_option_bar_add_choice (bar, "pool", "Start times",
                             "The start time at the playhead, or all that are computed together",
                             pools, pool_names);
  vit_option_bar_add_runs (bar, "baseline", "Baseline",
                           "An unstressed run at the same temperature to compare with", "none");
}

/* @rules, of which the first is the default, stays. */
static GtkWidget *
add_rule (GtkWidget *bar,
          const char *key,
          const char *nearest,
          const char *tooltip,
          const char *const *rules,
          const char *const *names)
{
  GtkWidget *rule = vit_option_bar_add_choice (bar, key, "Neighbours", tooltip, rules, names);
  g_object_set_data (G_OBJECT (rule), "rules", (gpointer) rules);
  show_with_rule (rule,
                  vit_option_bar_add_text (bar, "pair-cutoffs", "within (Å)",
                                           "Cutoffs of pairs of species; other pairs take r_c",
                                           "Cu-Cu 3.3, Cu-Zr 3.9", 27),
                  "pairs");
  show_with_rule (rule,
                  vit_option_bar_add_number (bar, nearest, "of them",
                                             "How many nearest neighbours count", 1, 40, 1, 0, 12),
                  "nearest");
  return rule;
}

GtkWidget *
vit_structure_bar_new (VitSession *session)
{
  static const char *const levels[] = { "density", "enclosed", NULL };
  static const char *const level_names[] = { "density", "enclosed share", NULL };
  static const char *const rules[] = { "voronoi", "cutoff", "pairs", "nearest", NULL };
  static const char *const rule_names[] = { "Voronoi", "within <i>r</i><sub>c</sub>", "by pair",
                                            "nearest", NULL };
  GtkWidget *bar = vit_option_bar_new (session, "structure");
  add_samples (bar);
  GtkWidget *rule = add_rule (bar, "neighbours", "nearest",
                              "Who counts as a neighbour in q6, w6 and s(i,j)", rules, rule_names);
  show_with_rule (rule,
                  vit_option_bar_add_number (bar, "face-threshold", "faces ≥ %",
                                             "Smaller Voronoi faces, against the mean face of "
                                             "their cell, are left out",
                                             0, 50, 0.5, 1, 0),
                  "voronoi");
  show_with_rule (rule,
                  vit_option_bar_add_switch (bar, "weighted", "by area",
                                             "Bonds weigh as much as the area of their face"),
                  "voronoi");
  vit_option_bar_add_switch (bar, "averaged", "averaged",
                             "q6 and w6 averaged over the neighbours (Lechner & Dellago 2008)");
  vit_option_bar_add_choice (bar, "levels", "Levels",
                             "Contours at densities, or where a share of the atoms is enclosed",
                             levels, level_names);
  return bar;
}

GtkWidget *
vit_chemistry_bar_new (VitSession *session)
{
  static const char *const references[] = { "all", "subset", NULL };
  static const char *const reference_names[] = { "all atoms", "the subset", NULL };
  static const char *const rules[] = { "cutoff", "pairs", "voronoi", "nearest", NULL };
  static const char *const rule_names[] = { "within <i>r</i><sub>c</sub>", "by pair", "Voronoi",
                                            "nearest", NULL };
  GtkWidget *bar = vit_option_bar_new (session, "structure");
  add_samples (bar);
  add_rule (bar, "chemistry-neighbours", "chemistry-nearest",
            "Who counts as a neighbour in CN, α and η", rules, rule_names);
  vit_option_bar_add_choice (bar, "reference", "Expected from",
                             "Whose composition and coordination α and η compare with", references,
                             reference_names);
  vit_option_bar_add_switch (bar, "eta-opposite", "<i>η</i> = 1 − <i>Z</i>/<i>Z</i>*",
                             "The opposite sign of η");
  return bar;
}
