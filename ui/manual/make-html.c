/* make-html MANUAL FOLDER: the pages in the folder MANUAL as HTML in FOLDER, when Vitrine is
 * built. */

#include <locale.h>
#include <stdlib.h>

#include "ui/manual/manual.h"

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  if (argc != 3)
    {
      g_printerr ("usage: make-html MANUAL FOLDER\n");
      return 2;
    }
  g_autoptr (GError) error = NULL;
  g_autoptr (VitManual) manual = vit_manual_open (argv[1], &error);
  if (manual && vit_manual_write_html (manual, argv[2], &error))
    return EXIT_SUCCESS;
  g_printerr ("make-html: %s\n", error->message);
  return EXIT_FAILURE;
}
