#pragma once

/* Files that are not read, and what to do with them: one table of what their content begins with.
 * Constant data, any thread. */

#include <glib.h>
#include <stddef.h>

/**
 * VitForeign:
 * @name: what the file is, with its article
 * @advice: what can be done with it
 */
typedef struct
{
  const char *name;
  const char *advice;
} VitForeign;

/** vit_foreign_find: (transfer none) (nullable): what content that begins with the @n bytes of
 * @head is; @head is followed by a NUL byte. */
const VitForeign *vit_foreign_find (const char *head, size_t n);

/** vit_foreign_describe: (transfer full): a sentence for people, such as `this is a PDF document:
 * …`, that holds no bytes of the file. */
char *vit_foreign_describe (const char *head, size_t n);
