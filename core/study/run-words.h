#pragma once

/* Words about a run that people write: its label, its group, its colour. Any thread. */

/** vit_run_words_clean: (transfer full): @text (nullable) in one line, as it stands in messages,
 * tables and names of files. */
char *vit_run_words_clean (const char *text);

/** vit_run_words_group: (transfer full): the name of a group; empty for none. */
char *vit_run_words_group (const char *text);

/** vit_run_words_colour: (transfer full): `#rrggbb` in lower case; empty if @text (nullable) is no
 * colour. */
char *vit_run_words_colour (const char *text);
