#pragma once

/* Questions to the user that are answered with a button or a file. Main thread; nothing here
 * waits. */

#include <gtk/gtk.h>

#include "core/base/job.h"

/**
 * VitAnswer:
 * @index: of the button that was pressed; -1 if the window was closed
 */
typedef void (*VitAnswer) (int index, gpointer data);

/**
 * vit_ask:
 * @buttons: (array zero-terminated=1): the first is the safe one, the last is suggested
 * @answer: (nullable)
 * @destructive: index of a button that destroys something, -1 if none does
 */
void vit_ask (GtkWindow *parent,
              const char *title,
              const char *text,
              const char *const *buttons,
              int destructive,
              VitAnswer answer,
              gpointer data);

typedef void (*VitChosen) (GListModel *files, gpointer data);

/**
 * VitFileKind: a line of the file dialog's filter
 * @name: for people
 * @patterns: (array zero-terminated=1):
 */
typedef struct
{
  const char *name;
  const char *patterns[8];
} VitFileKind;

/**
 * vit_choose_files:
 * @kinds: (array length=n_kinds):
 * @suggestion: (nullable): name or path that is proposed
 * @chosen: called with GFiles when the user agreed
 */
void vit_choose_files (GtkWindow *parent,
                       const char *title,
                       GtkFileChooserAction action,
                       gboolean several,
                       const VitFileKind *kinds,
                       gsize n_kinds,
                       const char *suggestion,
                       VitChosen chosen,
                       gpointer data);

/**
 * vit_training_window_new:
 * @topic: page of the manual that F1 opens
 * @job: where the job that trains is, while one runs: Escape does not close the window then, which
 *   would throw the work away. It has to live as long as the window
 * @train: (out): the button of its header that begins
 *
 * Returns: (transfer none): a modal window that is not shown yet
 */
GtkWindow *vit_training_window_new (GtkWindow *parent,
                                    const char *title,
                                    const char *topic,
                                    int width,
                                    int height,
                                    VitJob *const *job,
                                    GtkButton **train);
