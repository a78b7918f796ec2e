#pragma once

/* Names of what is in the window that a story may point at: pages, and widgets. The window holds
 * them; a test compares. Constants. */

#include <stdbool.h>

/** vit_story_page_names: (transfer none) (array zero-terminated=1): targets of `page:NAME`. */
const char *const *vit_story_page_names (void);

/** vit_story_widget_names: (transfer none) (array zero-terminated=1): parts of the window beside
 * figures and options. */
const char *const *vit_story_widget_names (void);

/** vit_story_is_page: whether the window has a page of that name. */
bool vit_story_is_page (const char *name);

/** vit_story_is_widget: whether it is one of the parts, a figure on a page of the window, or an
 * option, `group.key`. */
bool vit_story_is_widget (const char *name);
