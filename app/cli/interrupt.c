#include "app/cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

/* Seconds that a cancelled command may take to end. */
#define PATIENCE 10

/* Seconds after which what is being computed is dropped, and that may then still pass. */
#define SOFT_PATIENCE 3
#define LAST_PATIENCE 1

static VitProgress *cancelled;
static volatile sig_atomic_t came, soft, stopping, dropped;

static void
cancel (void)
{
  VitProgress *progress = g_atomic_pointer_get (&cancelled);
  if (progress)
    vit_progress_cancel (progress);
}

static void
on_alarm (int signal_number)
{
  if (!stopping || dropped)
    _exit (vit_interrupt_get_exit ());
  dropped = 1;
  cancel ();
  alarm (LAST_PATIENCE);
}

static void
on_signal (int signal_number)
{
  if (soft && signal_number != SIGINT)
    {
      came = 1;
      if (!stopping)
        alarm (SOFT_PATIENCE);
      stopping = 1;
      return;
    }
  if (came || !g_atomic_pointer_get (&cancelled))
    _exit (VIT_EXIT_INTERRUPTED);
  came = 1;
  cancel ();
  alarm (PATIENCE);
}

static void
listen_to (int signal_number)
{
  struct sigaction old, own = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
  if (sigaction (signal_number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
    sigaction (signal_number, &own, NULL);
}

void
vit_interrupt_listen (void)
{
  struct sigaction own = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
  listen_to (SIGINT);
  listen_to (SIGTERM);
  sigaction (SIGALRM, &own, NULL);
  /* A file that grows too large is an error like a full disk, and is said. */
  signal (SIGXFSZ, SIG_IGN);
}

void
vit_interrupt_soften (void)
{
  soft = 1;
  listen_to (SIGUSR1);
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

bool
vit_interrupt_is_stopping (void)
{
  return stopping != 0;
}

VitExit
vit_interrupt_get_exit (void)
{
  return stopping ? VIT_EXIT_INCOMPLETE : VIT_EXIT_INTERRUPTED;
}
