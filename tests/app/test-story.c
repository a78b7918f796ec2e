/* Stories in the real window: what the pack of one is said to differ in, the fields of a question,
 * and what is pointed at and drawn where there are two maps. */

#include <string.h>

#include "app/story-desk-private.h"
#include "app/story-draw-private.h"
#include "tests/app/harness.h"
#include "ui/panels/story-fields.h"
#include "ui/views/view-frame.h"

/* A copy of the story of the tests where @new stands for @old. */
static char *
copy_story (const char *name, const char *old, const char *new)
{
  static const char *const files[] = { "story.json", "scenes/01.md", "scenes/02.md",
                                       "scenes/03.md" };
  g_autoptr (GError) error = NULL;
  char *folder = g_build_filename (harness_folder (), name, NULL);
  g_autofree char *scenes = g_build_filename (folder, "scenes", NULL);
  g_assert_cmpint (g_mkdir_with_parents (scenes, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = g_test_build_filename (G_TEST_DIST, "data", "story", files[i], NULL),
                      *to = g_build_filename (folder, files[i], NULL), *text = NULL;
      g_file_get_contents (from, &text, NULL, &error);
      g_assert_no_error (error);
      g_autoptr (GString) changed = g_string_new (text);
      if (i == 0)
        g_assert_cmpuint (g_string_replace (changed, old, new, 1), ==, 1);
      g_file_set_contents (to, changed->str, -1, &error);
      g_assert_no_error (error);
    }
  return folder;
}

static VitWindow *
open_story (const char *folder)
{
  VitWindow *window = harness_new_window ();
  vit_story_desk_open (window->story_desk, folder);
  for (int i = 0; i < 600 && !window->story_desk->player; i++)
    {
      harness_settle ();
      g_usleep (10000);
    }
  g_assert_nonnull (window->story_desk->player);
  harness_settle ();
  return window;
}

static void
collect_labels (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    g_string_append_printf (data, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
}

/* What the program says of the pack in the end; %NULL after two minutes. */
static char *
pack (const char *name, const char *value)
{
  g_autofree char *folder =
      copy_story (name, "{ \"statistic\": \"share\", \"where\": \"liquid == 1\" }", value);
  g_autofree char *path = g_strconcat (folder, ".vitstory", NULL);
  VitWindow *window = open_story (folder);
  g_autoptr (GString) said = g_string_new (NULL);
  vit_story_desk_pack_to (window->story_desk, path);
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;
  do
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (20000);
      g_string_truncate (said, 0);
      harness_walk (GTK_WIDGET (window->problems), collect_labels, said);
      harness_walk (GTK_WIDGET (window->toast), collect_labels, said);
    }
  while (!strstr (said->str, "is written") && !strstr (said->str, "of the pack") &&
         g_get_monotonic_time () < end);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  vit_problem_bar_show_error (window->problems, NULL);
  harness_close (window);
  return g_string_free (g_steal_pointer (&said), FALSE);
}

/* The window's own pack is compared with the data as that of `story pack`. */
static void
test_pack (void)
{
  g_autofree char *good = pack ("good", "{ \"fact\": \"temperature\" }"),
                  *other = pack ("other", "{ \"fact\": \"frames\" }");
  g_assert_nonnull (strstr (good, "good.vitstory is written"));
  g_assert_null (strstr (good, "of the pack"));
  g_assert_nonnull (strstr (other, "map: the claim liquid"));
  g_assert_nonnull (strstr (other, "of the pack: map: the claim liquid"));
  g_assert_nonnull (strstr (other, "--whole-runs"));
  g_assert_null (strstr (other, "Making the scenes"));
}

/* ---- Fields ---- */

/* Opens the parts of the scene @index in the editor. */
static GtkWidget *
edit (VitWindow *window, guint index)
{
  VitStoryDesk *desk = window->story_desk;
  vit_story_player_follow (desk->player, index);
  vit_story_panel_set_editing (desk->panel, TRUE);
  harness_settle ();
  return GTK_WIDGET (desk->panel);
}

static void
find_expander (GtkWidget *widget, gpointer data)
{
  GtkWidget **found = data;
  if (GTK_IS_EXPANDER (widget) &&
      g_str_has_prefix (gtk_expander_get_label (GTK_EXPANDER (widget)), "Question"))
    *found = widget;
  if (GTK_IS_EXPANDER (widget) &&
      g_str_has_prefix (gtk_expander_get_label (GTK_EXPANDER (widget)), "Answers to choose"))
    found[1] = widget;
}

/* The form of the question, which is made anew when its kind changes. */
static GtkGrid *
find_form (GtkWidget *panel)
{
  GtkWidget *found[2] = { NULL, NULL };
  harness_walk (panel, find_expander, found);
  g_assert_nonnull (found[0]);
  GtkWidget *box = gtk_expander_get_child (GTK_EXPANDER (found[0])),
            *form = box ? gtk_widget_get_first_child (box) : NULL;
  g_assert_true (GTK_IS_GRID (form));
  return GTK_GRID (form);
}

static bool
has_field (GtkGrid *form, const char *label)
{
  GtkWidget *found;
  for (int row = 0; (found = gtk_grid_get_child_at (form, 0, row)); row++)
    if (strcmp (gtk_label_get_text (GTK_LABEL (found)), label) == 0)
      return true;
  return false;
}

/* Of what is computed as the scene has it now. */
static bool
is_used (VitWindow *window, const VitStoryField *field)
{
  JsonObject *scene =
      vit_story_scene_to_json (vit_story_player_get_scene (window->story_desk->player));
  JsonObject *question = json_object_get_object_member (scene, "question");
  JsonObject *value = json_object_has_member (question, "value")
                          ? json_object_get_object_member (question, "value")
                          : NULL;
  bool used = vit_story_field_is_used (field, value);
  json_object_unref (scene);
  return used;
}

static void
choose (GtkWidget *panel, const char *label, const char *word)
{
  GtkGrid *form = find_form (panel);
  GtkWidget *found;
  for (int row = 0; (found = gtk_grid_get_child_at (form, 0, row)); row++)
    if (strcmp (gtk_label_get_text (GTK_LABEL (found)), label) == 0)
      {
        GtkDropDown *drop = GTK_DROP_DOWN (gtk_grid_get_child_at (form, 1, row));
        GListModel *model = gtk_drop_down_get_model (drop);
        for (guint i = 0; i < g_list_model_get_n_items (model); i++)
          if (strcmp (gtk_string_list_get_string (GTK_STRING_LIST (model), i), word) == 0)
            {
              gtk_drop_down_set_selected (drop, i);
              harness_settle ();
              return;
            }
      }
  g_assert_not_reached ();
}

/* A fact has no fields of a statistic, and each statistic has its own. */
static void
check_value_fields (GtkWidget *panel)
{
  static const struct
  {
    const char *label, *word;
    bool statistic, quantity, with, at;
  } cases[] = {
    { "Fact", "atoms", false, false, false, false },
    { "Fact", "class-mean", false, false, false, true },
    { "Fact", "—", true, true, false, false },
    { "Statistic", "pearson", true, true, true, false },
    { "Statistic", "count", true, false, false, false },
    { "Statistic", "median", true, true, false, false },
    { "Fact", "frames", false, false, false, false },
  };
  choose (panel, "Kind", "number");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      choose (panel, cases[i].label, cases[i].word);
      g_test_message ("%s", cases[i].word);
      g_assert_cmpint (has_field (find_form (panel), "Statistic"), ==, cases[i].statistic);
      g_assert_cmpint (has_field (find_form (panel), "of Quantity"), ==, cases[i].quantity);
      g_assert_cmpint (has_field (find_form (panel), "where"), ==, cases[i].statistic);
      g_assert_cmpint (has_field (find_form (panel), "with"), ==, cases[i].with);
      g_assert_cmpint (has_field (find_form (panel), "at"), ==, cases[i].at);
    }
}

static void
set_kind (GtkWidget *panel, guint kind)
{
  GtkWidget *drop = gtk_grid_get_child_at (find_form (panel), 1, 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), kind);
  harness_settle ();
}

/* Of every kind the fields of the table are there, and no other; what is hidden is not left behind.
 */
static void
test_fields_of_a_kind (void)
{
  g_autofree char *folder = copy_story ("fields", "\"version\"", "\"version\"");
  VitWindow *window = open_story (folder);
  GtkWidget *panel = edit (window, 1);
  const VitStorySection *section = NULL;
  for (int i = 0; i < VIT_STORY_N_SECTIONS; i++)
    if (strcmp (vit_story_sections[i].path, "question") == 0)
      section = &vit_story_sections[i];
  const char *const *kinds = section->fields[0].words;
  guint n_hidden = 0;
  for (guint k = 0; kinds[k]; k++)
    {
      set_kind (panel, k);
      for (const VitStoryField *field = section->fields; field->path; field++)
        {
          bool is_of = vit_story_field_is_of (field, kinds[k]) && is_used (window, field);
          n_hidden += !is_of;
          g_test_message ("%s: %s", kinds[k], field->label);
          g_assert_cmpint (has_field (find_form (panel), field->label), ==, is_of);
        }
      GtkWidget *found[2] = { NULL, NULL };
      harness_walk (panel, find_expander, found);
      bool lists = strcmp (kinds[k], "choice") == 0 || strcmp (kinds[k], "run") == 0;
      g_assert_cmpint (gtk_widget_get_visible (found[1]), ==, lists);
    }
  g_assert_cmpuint (n_hidden, >, 12);
  /* Back at clicks, what the other kinds do not show is as in a new question. */
  set_kind (panel, 2);
  JsonObject *scene =
      vit_story_scene_to_json (vit_story_player_get_scene (window->story_desk->player));
  JsonObject *question = json_object_get_object_member (scene, "question");
  g_assert_nonnull (question);
  g_assert_cmpstr (json_object_get_string_member (question, "kind"), ==, "where");
  g_assert_false (json_object_has_member (question, "unit"));
  json_object_unref (scene);
  check_value_fields (panel);
  vit_story_player_mark_edited (window->story_desk->player, false);
  harness_close (window);
}

/* ---- Saving elsewhere, links ---- */

/* Pictures of explanations go along as those of texts do. */
static void
test_saved_elsewhere (void)
{
  g_autofree char *folder =
      copy_story ("pictures", "The stress of the second", "![p](why.png) The stress of the second");
  g_autofree char *picture = g_build_filename (folder, "why.png", NULL),
                  *to = g_build_filename (harness_folder (), "elsewhere", NULL),
                  *copy = g_build_filename (to, "why.png", NULL);
  g_assert_true (g_file_set_contents (picture, "picture", -1, NULL));
  VitWindow *window = open_story (folder);
  vit_story_desk_save_to (window->story_desk, to, NULL);
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));
  harness_close (window);
}

/* An atom of a link is of the run that the scene names. */
static void
test_link_to_an_atom (void)
{
  g_autofree char *folder =
      copy_story ("link", "\"yields\" }", "\"yields\", \"run\": \"creep 2.3 GPa\" }");
  VitWindow *window = open_story (folder);
  VitRun *run = NULL;
  int64_t id = 0;
  vit_story_player_go (window->story_desk->player, 2);
  vit_story_player_finish (window->story_desk->player);
  harness_settle ();
  g_signal_emit_by_name (window->story_desk->panel, "link", "atom:17");
  g_assert_true (vit_session_get_selection (window->session, &run, &id));
  g_assert_cmpstr (vit_run_get_label (run), ==, "creep 2.3 GPa");
  g_assert_cmpint (id, ==, 17);
  harness_close (window);
}

/* ---- Two maps ---- */

typedef struct
{
  GtkWidget *maps[4];
  int n;
} Maps;

static void
collect_maps (GtkWidget *widget, gpointer data)
{
  Maps *maps = data;
  if (strcmp (gtk_widget_get_name (widget), "slice") == 0 && gtk_widget_get_mapped (widget) &&
      maps->n < 4)
    maps->maps[maps->n++] = widget;
}

/* Pixels of what lies over the window, ARGB. */
static guint32 *
paint_marks (VitStoryDesk *desk, int *width, int *height)
{
  GtkWidget *area = vit_story_marks_get_area (desk->marks);
  *width = gtk_widget_get_width (area);
  *height = gtk_widget_get_height (area);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (area);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, *width, *height);
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  guint32 *pixels = g_new0 (guint32, (gsize) *width * (gsize) *height);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (guchar *) pixels, CAIRO_FORMAT_ARGB32, *width, *height, *width * 4);
  cairo_t *cr = cairo_create (surface);
  if (node)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return pixels;
}

/* Pixels of marks in the card, and in the bottom edge of it, and outside. */
typedef struct
{
  guint in, edge, out;
} Count;

static Count
count_marks (VitStoryDesk *desk, GtkWidget *card)
{
  int width, height;
  graphene_rect_t r;
  Count count = { 0 };
  g_autofree guint32 *pixels = paint_marks (desk, &width, &height);
  g_assert_true (gtk_widget_compute_bounds (card, vit_story_marks_get_area (desk->marks), &r));
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (pixels[y * width + x] >> 24)
        {
          bool is_in = graphene_rect_contains_point (
              &r, &GRAPHENE_POINT_INIT ((float) x + 0.5f, (float) y + 0.5f));
          count.in += is_in;
          count.out += !is_in;
          count.edge += is_in && (float) y > r.origin.y + r.size.height - 6;
        }
  return count;
}

#define ARROW                                                                                      \
  "{ \"kind\": \"arrow\", \"from\": [0.2, 0.8], \"to\": [0.4, 0.6], \"words\": \"a region\" }"
#define FAR                                                                                        \
  "{ \"kind\": \"arrow\", \"from\": [0.2, 0.8], \"to\": [1e9, 3e8], \"words\": \"far\" }, "        \
  "{ \"kind\": \"arrow\", \"from\": [-1e9, 0.5], \"to\": [1e9, 0.5], \"words\": \"\" }"

static void
test_two_maps (void)
{
  g_autofree char *folder = copy_story ("two", ARROW, FAR);
  g_autofree char *json = g_build_filename (folder, "story.json", NULL), *text = NULL;
  g_assert_true (g_file_get_contents (json, &text, NULL, NULL));
  g_autoptr (GString) changed = g_string_new (text);
  g_string_replace (changed, "[\"creep 2.0 GPa\"]", "[\"creep 2.0 GPa\", \"creep 2.3 GPa\"]", 1);
  g_string_replace (changed, "\"widget\": \"time-scrubber\"", "\"widget\": \"none\"", 1);
  g_assert_true (g_file_set_contents (json, changed->str, -1, NULL));
  VitWindow *window = open_story (folder);
  VitStoryDesk *desk = window->story_desk;
  Maps maps = { .n = 0 };
  harness_build (window);
  edit (window, 0);
  harness_walk (GTK_WIDGET (window), collect_maps, &maps);
  g_assert_cmpint (maps.n, ==, 2);

  /* Arrows that lead out of the first map are within its card. */
  Count count = { 0 };
  for (int i = 0; i < 200 && count.in == 0; i++)
    {
      gtk_widget_queue_draw (vit_story_marks_get_area (desk->marks));
      harness_settle ();
      g_usleep (10000);
      count = count_marks (desk, maps.maps[0]);
    }
  g_test_message ("%u pixels in the card, %u outside", count.in, count.out);
  g_assert_cmpuint (count.in, >, 1000);
  g_assert_cmpuint (count.out, ==, 0);

  /* What is chosen on the second map is of its run, and the outline is round that card. */
  VitHighlight *highlight = &vit_story_player_get_scene (desk->player)->highlight;
  for (int i = 0; i < 2; i++)
    {
      const char *figure;
      g_autofree char *run = NULL;
      vit_story_draw_begin (desk->draw, VIT_STORY_POINT);
      vit_story_draw_find_target (desk->draw, maps.maps[i], &figure, &run);
      vit_story_draw_choose (desk->draw, maps.maps[i], run);
      g_assert_cmpstr (highlight->widget, ==, "slice");
      g_assert_cmpstr (highlight->run, ==, i == 0 ? "creep 2.0 GPa" : "creep 2.3 GPa");
      for (int k = 0; k < 10; k++)
        {
          harness_settle ();
          g_usleep (10000);
        }
      for (int k = 0; k < 2; k++)
        {
          count = count_marks (desk, maps.maps[k]);
          g_test_message ("%d of %d: %u pixels at its edge", k, i, count.edge);
          g_assert_cmpint (count.edge > 100, ==, k == i);
        }
    }
  /* A part of the window that is there once has no run. */
  vit_story_draw_begin (desk->draw, VIT_STORY_POINT);
  vit_story_draw_choose (desk->draw, GTK_WIDGET (window->inspector), NULL);
  g_assert_null (highlight->run);
  vit_story_player_mark_edited (desk->player, false);
  harness_close (window);
}

/* ---- Presented alone ---- */

static void
collect_measures (GtkWidget *widget, gpointer data)
{
  Maps *maps = data;
  if (strcmp (gtk_widget_get_name (widget), "plasticity-grid") == 0 && VIT_IS_VIEW_FRAME (widget) &&
      gtk_widget_get_mapped (widget) && maps->n < 4)
    maps->maps[maps->n++] = widget;
}

/* Lines that the maps of measures stand in; @widest: of a card, part of the page. */
static guint
count_lines (VitWindow *window, double *widest)
{
  VitPage *page = vit_window_get_page (window);
  Maps maps = { .n = 0 };
  float tops[4];
  guint n_lines = 0;
  harness_walk (GTK_WIDGET (page), collect_measures, &maps);
  g_assert_cmpint (maps.n, ==, 4);
  *widest = 0;
  for (int i = 0; i < maps.n; i++)
    {
      graphene_rect_t card;
      bool known = false;
      g_assert_true (gtk_widget_compute_bounds (maps.maps[i], GTK_WIDGET (page), &card));
      for (guint k = 0; k < n_lines; k++)
        known = known || tops[k] == card.origin.y;
      if (!known)
        tops[n_lines++] = card.origin.y;
      *widest = MAX (*widest, (double) card.size.width / gtk_widget_get_width (GTK_WIDGET (page)));
    }
  return n_lines;
}

static void
wait_for_layout (void)
{
  for (int i = 0; i < 20; i++)
    {
      harness_settle ();
      g_usleep (10000);
    }
}

/* Four maps that have a page alone stand in two lines, so that they are not narrow. */
static void
test_maps_alone (void)
{
  VitWindow *window = harness_open_demo ();
  double widest;
  gtk_stack_set_visible_child_name (window->pages, "plasticity");
  harness_build (window);
  wait_for_layout ();
  g_assert_cmpuint (count_lines (window, &widest), ==, 1);
  g_assert_cmpfloat (widest, <, 0.3);
  vit_page_show_alone (vit_window_get_page (window), "plasticity-grid", NULL);
  wait_for_layout ();
  g_assert_cmpuint (count_lines (window, &widest), ==, 2);
  g_assert_cmpfloat (widest, >, 0.4);
  vit_page_show_alone (vit_window_get_page (window), NULL, NULL);
  wait_for_layout ();
  g_assert_cmpuint (count_lines (window, &widest), ==, 1);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  /* The program's twin is beside it, not beside the test. */
  g_autofree char *folder = g_path_get_dirname (VITRINE_CLI),
                  *path = g_strdup_printf ("%s:%s", folder, g_getenv ("PATH"));
  g_setenv ("PATH", path, TRUE);
  harness_init (&argc, &argv);
  g_test_add_func ("/app/story/pack", test_pack);
  g_test_add_func ("/app/story/fields-of-a-kind", test_fields_of_a_kind);
  g_test_add_func ("/app/story/saved-elsewhere", test_saved_elsewhere);
  g_test_add_func ("/app/story/link-to-an-atom", test_link_to_an_atom);
  g_test_add_func ("/app/story/two-maps", test_two_maps);
  g_test_add_func ("/app/story/maps-alone", test_maps_alone);
  return harness_run ();
}
