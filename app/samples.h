#pragma once

/* Files that come with the program: installed, or in the source tree. Thread-safe. */

/** vit_samples_find_demo: (transfer full) (nullable): path of the demo study. */
char *vit_samples_find_demo (void);

/** vit_samples_find_model: (transfer full) (nullable): path of the Cu50Zr50 model. */
char *vit_samples_find_model (void);
