#include "app/cli/inputs.h"

#include "app/cli/cli.h"
#include "core/io/file-names.h"
#include "core/store/read-file.h"

/* Names or patterns. */
static GPtrArray *inputs;

void
vit_cli_reads (const char *path)
{
  if (!inputs)
    inputs = g_ptr_array_new_with_free_func (g_free);
  if (path)
    g_ptr_array_add (inputs, g_strdup (path));
}

static gboolean
is_read (const char *output)
{
  for (guint i = 0; inputs && i < inputs->len; i++)
    {
      const char *const pattern[] = { inputs->pdata[i], NULL };
      g_auto (GStrv) files = vit_expand_patterns (pattern, NULL);
      for (char **file = files; file && *file; file++)
        if (vit_file_is_same (*file, output))
          return TRUE;
    }
  return FALSE;
}

gboolean
vit_cli_may_write (const char *command, const char *output, VitStudy *study, VitExit *exit)
{
  if (!output || !(is_read (output) || (study && vit_study_reads (study, output))))
    return TRUE;
  *exit = vit_cli_usage (command, "%s is read from: it is not written over", output);
  return FALSE;
}
