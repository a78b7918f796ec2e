#pragma once

/* Files that come with the program: installed, or in the source tree. Thread-safe. */

#include <stdbool.h>

/** vit_samples_find_demo: (transfer full) (nullable): path of the demo study. */
char *vit_samples_find_demo (void);

/** VIT_SAMPLES_TOUR: name of the story that is the tour. */
#define VIT_SAMPLES_TOUR "which-atoms-flow"

/** vit_samples_find_story: (transfer full) (nullable): folder of the story @name. */
char *vit_samples_find_story (const char *name);

/** vit_samples_list_stories: (transfer full) (array zero-terminated=1): names of all stories that
 * come along, the tour first. */
char **vit_samples_list_stories (void);

/** vit_samples_is_bundled: whether @folder is that of a story that comes along. */
bool vit_samples_is_bundled (const char *folder);

/** vit_samples_find_model: (transfer full) (nullable): path of the Cu50Zr50 model. */
char *vit_samples_find_model (void);
