#pragma once

/* Names that people gave, inside of sentences. Any thread. */

/**
 * vit_isolate:
 * @name: UTF-8
 *
 * A name that is written from right to left would take what follows it along (UAX #9: numbers and
 * punctuation beside it change places). It is put between U+2068 and U+2069, which nobody sees; any
 * other name stays as it is.
 *
 * Returns: (transfer full): the name as it stands in a sentence
 */
char *vit_isolate (const char *name);

/** vit_drop_isolates: takes these characters out of @text, in place, for files. */
void vit_drop_isolates (char *text);
