/* Stories where the program was built without the libraries that they need. */

#include "app/story-desk.h"
#include "app/window-private.h"

struct _VitStoryDesk
{
  VitWindow *window;
};

VitStoryDesk *
vit_story_desk_new (VitWindow *window)
{
  VitStoryDesk *self = g_new0 (VitStoryDesk, 1);
  self->window = window;
  return self;
}

void
vit_story_desk_free (VitStoryDesk *self)
{
  g_free (self);
}

void
vit_story_desk_open (VitStoryDesk *self, const char *path)
{
  g_autofree char *text = g_strdup_printf (
      "%s: this Vitrine was built without stories: libcmark and libzip were not there", path);
  vit_problem_bar_show_error (self->window->problems, text);
}

void
vit_story_desk_leave (VitStoryDesk *self)
{
}

const char *
vit_story_desk_get_title (VitStoryDesk *self)
{
  return NULL;
}

bool
vit_story_desk_has_changes (VitStoryDesk *self)
{
  return false;
}

bool
vit_story_desk_owns_study (VitStoryDesk *self)
{
  return false;
}

void
vit_story_desk_save (VitStoryDesk *self, bool choose_folder, void (*then) (VitWindow *window))
{
}

bool
vit_story_desk_close (VitStoryDesk *self)
{
  return false;
}

void
vit_story_desk_update_actions (VitStoryDesk *self)
{
}

void
vit_story_desk_offer_tour (VitStoryDesk *self)
{
}

const VitAction *
vit_story_actions_list (gsize *n)
{
  *n = 0;
  return NULL;
}

const VitStoryKeys *
vit_story_keys_list (gsize *n)
{
  *n = 0;
  return NULL;
}
