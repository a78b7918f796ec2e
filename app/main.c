/* The desktop program. */

#include <signal.h>

#include "app/application.h"

int
main (int argc, char **argv)
{
  /* An encoder that ends early is an error to be told, not an end of the program. */
  signal (SIGPIPE, SIG_IGN);
  g_autoptr (VitApplication) application = vit_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
