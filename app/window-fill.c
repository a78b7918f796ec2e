/* What shows a study is filled in turns of their own. */

#include "app/window-private.h"
#include "core/base/turns.h"

void
vit_window_mark_options (VitWindow *self)
{
  VitPage *page = vit_window_get_page (self);
  if (page)
    vit_inspector_mark (self->inspector, vit_page_get_focus (page));
}

/* The inspector shows options of those views only that are on the page. */
static void
show_options (void *data)
{
  VIT_TURN_PART ("options", "shown");
  VitWindow *self = data;
  VitPage *page = vit_window_get_page (self);
  if (!page || !vit_turn_queue_is_empty (self->filling))
    return;
  vit_inspector_set_page (self->inspector, vit_page_get_options_title (page),
                          vit_page_get_options (page), vit_page_has_map (page),
                          vit_page_compares (page), vit_page_get_spec (page)->maps_first);
  vit_window_mark_options (self);
}

/* They are kept by the page: a turn of its own. */
static void
make_options (void *data)
{
  VIT_TURN_PART ("options", "made");
  VitPage *page = vit_window_get_page (data);
  if (page)
    vit_page_get_options (page);
}

void
vit_window_fill_options (VitWindow *self)
{
  vit_turn_queue_add (self->filling, make_options, self, NULL);
  vit_turn_queue_add (self->filling, show_options, self, NULL);
}

/* A row for each run: a turn of its own. */
static void
fill_study_panel (void *data)
{
  VIT_TURN_PART ("study panel", "filled");
  VitWindow *self = data;
  vit_study_panel_set_session (self->study_panel, self->session);
}

/* It has many rows: a turn of its own. */
static void
fill_inspector (void *data)
{
  VIT_TURN_PART ("inspector", "filled");
  VitWindow *self = data;
  vit_inspector_set_session (self->inspector, self->session);
  vit_window_fill_options (self);
}

void
vit_window_fill (VitWindow *self)
{
  vit_turn_queue_clear (self->filling);
  vit_turn_queue_add (self->filling, fill_study_panel, self, NULL);
  vit_turn_queue_add (self->filling, fill_inspector, self, NULL);
}
