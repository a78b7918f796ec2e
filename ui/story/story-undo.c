#include "ui/story/story-undo.h"

#include <string.h>

#include "ui/story/story-private.h"

typedef struct
{
  char *state; /* before the step, or after it in the future */
  char *what;
} Step;

struct _VitStoryUndo
{
  VitStory *story;
  char *present;
  GPtrArray *past, *future; /* Step */
};

static void
step_free (gpointer data)
{
  Step *step = data;
  g_free (step->state);
  g_free (step->what);
  g_free (step);
}

static void
push (GPtrArray *steps, char *state, const char *what)
{
  Step *step = g_new (Step, 1);
  *step = (Step){ state, g_strdup (what) };
  g_ptr_array_add (steps, step);
  if (steps->len > VIT_STORY_UNDO_STEPS)
    g_ptr_array_remove_index (steps, 0);
}

/* ---- What a step is called ---- */

/* (transfer full): of a state, which this program wrote. */
static JsonNode *
parse (const char *state)
{
  return json_from_string (state, NULL);
}

static JsonArray *
get_scenes (JsonNode *state)
{
  return json_object_get_array_member (json_node_get_object (state), VIT_STORY_STATE_SCENES);
}

static char *
dup_scene (JsonArray *scenes, guint i)
{
  return i < json_array_get_length (scenes)
             ? json_to_string (json_array_get_element (scenes, i), FALSE)
             : NULL;
}

static const char *
get_id (JsonArray *scenes, guint i)
{
  JsonObject *entry = json_array_get_object_element (scenes, i);
  return json_object_get_string_member (
      json_object_get_object_member (entry, VIT_STORY_STATE_SCENE), "id");
}

/* The first scene that differs; as many as there are if none does. */
static guint
find_first (JsonArray *a, JsonArray *b)
{
  guint n = MIN (json_array_get_length (a), json_array_get_length (b));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *one = dup_scene (a, i), *other = dup_scene (b, i);
      if (strcmp (one, other) != 0)
        return i;
    }
  return n;
}

static const char *
describe (const char *before, const char *after)
{
  g_autoptr (JsonNode) old = parse (before), new = parse (after);
  JsonArray *a = get_scenes (old), *b = get_scenes (new);
  guint n = json_array_get_length (a), m = json_array_get_length (b);
  if (n != m)
    return n < m ? "Add a scene" : "Delete a scene";
  for (guint i = 0; i < n; i++)
    if (strcmp (get_id (a, i), get_id (b, i)) != 0)
      return "Move a scene";
  return find_first (a, b) < n ? "Change the scene" : "Change the title";
}

/* ---- Steps ---- */

bool
vit_story_undo_flush (VitStoryUndo *self)
{
  g_return_val_if_fail (self, false);
  g_autofree char *now = vit_story_dup_state (self->story);
  if (strcmp (now, self->present) == 0)
    return false;
  push (self->past, self->present, describe (self->present, now));
  self->present = g_steal_pointer (&now);
  g_ptr_array_set_size (self->future, 0);
  return true;
}

int
vit_story_undo_step (VitStoryUndo *self, bool back)
{
  g_return_val_if_fail (self, -1);
  vit_story_undo_flush (self);
  GPtrArray *from = back ? self->past : self->future, *to = back ? self->future : self->past;
  if (from->len == 0)
    return -1;
  Step *step = g_ptr_array_steal_index (from, from->len - 1);
  g_autoptr (JsonNode) old = parse (self->present), new = parse (step->state);
  guint first = find_first (get_scenes (old), get_scenes (new));
  vit_story_take_state (self->story, step->state);
  push (to, self->present, step->what);
  self->present = vit_story_dup_state (self->story);
  step_free (step);
  return self->story->scenes->len > 0 ? (int) MIN (first, self->story->scenes->len - 1) : 0;
}

const char *
vit_story_undo_get_past (const VitStoryUndo *self)
{
  g_return_val_if_fail (self, NULL);
  return self->past->len > 0 ? ((Step *) self->past->pdata[self->past->len - 1])->what : NULL;
}

const char *
vit_story_undo_get_future (const VitStoryUndo *self)
{
  g_return_val_if_fail (self, NULL);
  return self->future->len > 0 ? ((Step *) self->future->pdata[self->future->len - 1])->what : NULL;
}

VitStoryUndo *
vit_story_undo_new (VitStory *story)
{
  g_return_val_if_fail (story, NULL);
  VitStoryUndo *self = g_new0 (VitStoryUndo, 1);
  self->story = story;
  self->present = vit_story_dup_state (story);
  self->past = g_ptr_array_new_with_free_func (step_free);
  self->future = g_ptr_array_new_with_free_func (step_free);
  return self;
}

void
vit_story_undo_free (VitStoryUndo *self)
{
  if (!self)
    return;
  g_free (self->present);
  g_ptr_array_unref (self->past);
  g_ptr_array_unref (self->future);
  g_free (self);
}
