#include "app/cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include "app/cli/exit.h"

/* Seconds that a cancelled command may take to end. */
#define PATIENCE 10

static VitProgress *cancelled;
static volatile sig_atomic_t came;

static void
end_now (int signal_number)
{
  _exit (VIT_EXIT_INTERRUPTED);
}

static void
on_signal (int signal_number)
{
  VitProgress *progress = g_atomic_pointer_get (&cancelled);
  if (came || !progress)
    _exit (VIT_EXIT_INTERRUPTED);
  came = 1;
  vit_progress_cancel (progress);
  alarm (PATIENCE);
}

void
vit_interrupt_listen (void)
{
  static const int signals[] = { SIGINT, SIGTERM };
  struct sigaction old, own = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    if (sigaction (signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
      sigaction (signals[i], &own, NULL);
  own.sa_handler = end_now;
  sigaction (SIGALRM, &own, NULL);
  /* A file that grows too large is an error like a full disk, and is said. */
  signal (SIGXFSZ, SIG_IGN);
}

void
vit_interrupt_cancels (VitProgress *progress)
{
  /* Keep it, as a signal may come at any time; the one before is done with. */
  VitProgress *before = g_atomic_pointer_get (&cancelled);
  g_atomic_pointer_set (&cancelled, vit_progress_ref (progress));
  if (before)
    vit_progress_unref (before);
}

bool
vit_interrupt_came (void)
{
  return came != 0;
}
