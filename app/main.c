/* The desktop program. */

#include <signal.h>

#include "app/application.h"
#include "core/base/priority.h"
#include "core/base/turns.h"

int
main (int argc, char **argv)
{
  /* Ignore the signal: an encoder that ends early is an error of the export. */
  signal (SIGPIPE, SIG_IGN);
  vit_priority_lower_workers ();
  vit_turns_watch ();
  g_autoptr (VitApplication) application = vit_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
