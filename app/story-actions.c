/* The actions of stories: rows of the table of actions, among them one for each story that comes
 * along. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "app/dialogs.h"
#include "app/samples.h"
#include "app/story-draw.h"

#define OPEN "win.open-story"

/* ---- Opening ---- */

static void
act_open_story (VitWindow *window, const char *name)
{
  g_autofree char *folder = vit_samples_find_story (name);
  if (folder)
    vit_story_desk_open (window->story_desk, folder);
}

static void
act_tour (VitWindow *window, const char *target)
{
  act_open_story (window, VIT_SAMPLES_TOUR);
}

/* ---- Showing ---- */

static void
act_next (VitWindow *window, const char *target)
{
  vit_story_player_step (window->story_desk->player, 1);
}

static void
act_previous (VitWindow *window, const char *target)
{
  vit_story_player_step (window->story_desk->player, -1);
}

static void
act_again (VitWindow *window, const char *target)
{
  VitStoryPlayer *player = window->story_desk->player;
  vit_story_player_go (player, vit_story_player_get_index (player));
}

static void
act_panel (VitWindow *window, const char *target)
{
  vit_side_panels_toggle (window->side_panels, window->story_revealer);
}

static void
act_present (VitWindow *window, const char *target)
{
  vit_story_desk_present (window->story_desk);
}

/* ---- Making ---- */

static void
act_add_scene (VitWindow *window, const char *target)
{
  vit_story_desk_add_scene (window->story_desk);
}

static void
act_draw_arrow (VitWindow *window, const char *target)
{
  vit_story_draw_begin (window->story_desk->draw, VIT_STORY_ARROW);
}

static void
act_place_words (VitWindow *window, const char *target)
{
  vit_story_draw_begin (window->story_desk->draw, VIT_STORY_WORDS);
}

static void
act_point_at (VitWindow *window, const char *target)
{
  vit_story_draw_begin (window->story_desk->draw, VIT_STORY_POINT);
}

static void
act_select_note (VitWindow *window, const char *target)
{
  vit_story_draw_select_next (window->story_desk->draw);
}

static void
act_edit (VitWindow *window, const char *target)
{
  VitStoryPanel *panel = window->story_desk->panel;
  vit_story_draw_stop (window->story_desk->draw);
  vit_story_panel_set_editing (panel, !vit_story_panel_get_editing (panel));
  vit_story_desk_reveal (window->story_desk);
}

static void
act_retake (VitWindow *window, const char *target)
{
  vit_story_desk_retake (window->story_desk);
}

static void
act_undo (VitWindow *window, const char *target)
{
  vit_story_desk_step (window->story_desk, true);
}

static void
act_redo (VitWindow *window, const char *target)
{
  vit_story_desk_step (window->story_desk, false);
}

static void
act_scene_up (VitWindow *window, const char *target)
{
  vit_story_desk_move_scene (window->story_desk, -1);
}

static void
act_scene_down (VitWindow *window, const char *target)
{
  vit_story_desk_move_scene (window->story_desk, 1);
}

static void
act_delete_scene (VitWindow *window, const char *target)
{
  vit_story_desk_delete_scene (window->story_desk);
}

static void
act_save (VitWindow *window, const char *target)
{
  vit_story_desk_save (window->story_desk, false, NULL);
}

static void
act_save_as (VitWindow *window, const char *target)
{
  vit_story_desk_save (window->story_desk, true, NULL);
}

static void
act_pack (VitWindow *window, const char *target)
{
  vit_story_desk_pack (window->story_desk);
}

static void
leave (VitWindow *window)
{
  vit_story_desk_leave (window->story_desk);
  vit_window_update_title (window);
}

/* The story goes, for another that shows this view. */
static void
begin_anew (VitWindow *window)
{
  vit_story_desk_begin (window->story_desk);
  vit_story_desk_add_scene (window->story_desk);
}

static void
on_close_answered (int index, gpointer data)
{
  VitWindow *window = data;
  if (index == 1)
    leave (window);
  else if (index == 2)
    vit_story_desk_save (window->story_desk, false, leave);
}

static void
on_new_answered (int index, gpointer data)
{
  VitWindow *window = data;
  if (index == 1)
    begin_anew (window);
  else if (index == 2)
    vit_story_desk_save (window->story_desk, false, begin_anew);
}

/* Do what takes the story away, after a question if it has changes. */
static void
take_story_away (VitWindow *window, void (*then) (VitWindow *), VitAnswer on_answered)
{
  static const char *const buttons[] = { "Cancel", "Discard", "Save", NULL };
  if (vit_story_desk_has_changes (window->story_desk))
    vit_ask (GTK_WINDOW (window), "Save the Story?", "The story has changes that are not saved.",
             buttons, 1, on_answered, window);
  else
    then (window);
}

static void
act_close (VitWindow *window, const char *target)
{
  take_story_away (window, leave, on_close_answered);
}

static void
act_new (VitWindow *window, const char *target)
{
  take_story_away (window, begin_anew, on_new_answered);
}

/* ---- Table ---- */

/* clang-format off */
static const VitAction rows[] = {
  { "win.tour", "Take the Tour: Which Atoms Flow?", VIT_ACTIONS_OF_STORIES, VIT_MENU_MAIN, 4, { NULL },
    VIT_ALWAYS, FALSE, { .window = act_tour } },
  { "win.story-next", "Next Scene", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 0, { "<Alt>Page_Down" },
    VIT_WITH_STUDY, FALSE, { .window = act_next } },
  { "win.story-previous", "Previous Scene", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 0, { "<Alt>Page_Up" },
    VIT_WITH_STUDY, FALSE, { .window = act_previous } },
  { "win.story-again", "Show the Scene Again", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 0, { "<Alt>Home" },
    VIT_WITH_STUDY, FALSE, { .window = act_again } },
  { "win.story-panel", "Show Text of the Story", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 0, { "<Control>F9" },
    VIT_WITH_STUDY, FALSE, { .window = act_panel } },
  { "win.story-present", "Present", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 0, { "<Shift>F5" },
    VIT_WITH_STUDY, FALSE, { .window = act_present } },
  { "win.story-add-scene", "Add This View as a Scene", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { "<Control><Alt>a" },
    VIT_WITH_STUDY, FALSE, { .window = act_add_scene } },
  { "win.story-new", "New Story of This View", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { NULL },
    VIT_WITH_STUDY, FALSE, { .window = act_new } },
  { "win.story-edit", "Edit the Story", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { "<Control><Alt>e" },
    VIT_WITH_STUDY, FALSE, { .window = act_edit } },
  { "win.story-retake", "Take This View for the Scene", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { "<Control><Alt>r" },
    VIT_WITH_STUDY, FALSE, { .window = act_retake } },
  { "win.story-scene-up", "Move the Scene Up", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { "<Control><Alt>Page_Up" },
    VIT_WITH_STUDY, FALSE, { .window = act_scene_up } },
  { "win.story-scene-down", "Move the Scene Down", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { "<Control><Alt>Page_Down" },
    VIT_WITH_STUDY, FALSE, { .window = act_scene_down } },
  { "win.story-delete-scene", "Delete the Scene", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { NULL },
    VIT_WITH_STUDY, FALSE, { .window = act_delete_scene } },
  { "win.story-draw-arrow", "Draw an Arrow", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { "<Control><Alt>1" },
    VIT_WITH_STUDY, FALSE, { .window = act_draw_arrow } },
  { "win.story-place-words", "Place Words", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { "<Control><Alt>2" },
    VIT_WITH_STUDY, FALSE, { .window = act_place_words } },
  { "win.story-point-at", "Choose What the Scene Points At", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { "<Control><Alt>3" },
    VIT_WITH_STUDY, FALSE, { .window = act_point_at } },
  { "win.story-select-note", "Select the Next Arrow or Words", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { "<Control><Alt>4" },
    VIT_WITH_STUDY, FALSE, { .window = act_select_note } },
  { "win.story-undo", "Undo in the Story", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { "<Control><Alt>z" },
    VIT_WITH_STUDY, FALSE, { .window = act_undo } },
  { "win.story-redo", "Redo in the Story", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 1, { "<Control><Alt><Shift>z" },
    VIT_WITH_STUDY, FALSE, { .window = act_redo } },
  { "win.story-save", "Save Story", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 2, { "<Control><Alt>s" },
    VIT_WITH_STUDY, FALSE, { .window = act_save } },
  { "win.story-save-as", "Save Story As…", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 2, { NULL },
    VIT_WITH_STUDY, FALSE, { .window = act_save_as } },
  { "win.story-pack", "Pack Story into One File…", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 2, { NULL },
    VIT_WITH_STUDY, FALSE, { .window = act_pack } },
  { "win.story-close", "Close Story", VIT_ACTIONS_OF_STORIES, VIT_MENU_STORY, 2, { NULL },
    VIT_WITH_STUDY, FALSE, { .window = act_close } },
};
/* clang-format on */

/* Actions of VIT_WITH_STUDY that need no story. */
static bool
needs_story (const char *name)
{
  return g_str_has_prefix (name, "win.story-") && strcmp (name, "win.story-add-scene") != 0 &&
         strcmp (name, "win.story-new") != 0;
}

/* (transfer full): of a story that comes along, from its file alone. */
static char *
read_title (const char *name)
{
  g_autofree char *folder = vit_samples_find_story (name),
                  *path = g_build_filename (folder, "story.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root =
      json_parser_load_from_file (parser, path, NULL) ? json_parser_get_root (parser) : NULL;
  return g_strdup (
      root && JSON_NODE_HOLDS_OBJECT (root)
          ? json_object_get_string_member_with_default (json_node_get_object (root), "title", name)
          : name);
}

const VitAction *
vit_story_actions_list (gsize *n)
{
  static VitAction *list;
  static gsize length;
  if (!list)
    {
      g_auto (GStrv) names = vit_samples_list_stories ();
      list = g_new0 (VitAction, G_N_ELEMENTS (rows) + g_strv_length (names));
      memcpy (list, rows, sizeof rows);
      length = G_N_ELEMENTS (rows);
      for (char **name = names; *name; name++)
        list[length++] = (VitAction){ .name = g_strconcat (OPEN "::", *name, NULL),
                                      .title = read_title (*name),
                                      .group = VIT_ACTIONS_OF_STORIES,
                                      .menu = VIT_MENU_STORIES,
                                      .level = VIT_ALWAYS,
                                      .on = { .window = act_open_story } };
    }
  *n = length;
  return list;
}

static void
enable (VitWindow *window, const char *name, bool enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name + strlen ("win."));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
vit_story_desk_update_actions (VitStoryDesk *self)
{
  VitWindow *window = self->window;
  VitStoryPlayer *player = self->player;
  guint index = player ? vit_story_player_get_index (player) : 0,
        n = player ? vit_story_player_get_n (player) : 0;
  g_autofree char *tour = vit_samples_find_story (VIT_SAMPLES_TOUR);
  if (!g_action_map_lookup_action (G_ACTION_MAP (window), "tour"))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (needs_story (rows[i].name))
      enable (window, rows[i].name, player != NULL);
  enable (window, "win.tour", tour != NULL);
  enable (window, "win.story-next", index + 1 < n);
  enable (window, "win.story-previous", index > 0);
  enable (window, "win.story-scene-up", index > 0);
  enable (window, "win.story-scene-down", index + 1 < n);
  static const char *const of_scene[] = { "win.story-retake",      "win.story-delete-scene",
                                          "win.story-present",     "win.story-draw-arrow",
                                          "win.story-place-words", "win.story-point-at",
                                          "win.story-select-note" };
  for (gsize i = 0; i < G_N_ELEMENTS (of_scene); i++)
    enable (window, of_scene[i], n > 0);
  enable (window, "win.story-undo", self->undo && vit_story_undo_get_past (self->undo));
  enable (window, "win.story-redo", self->undo && vit_story_undo_get_future (self->undo));
}
