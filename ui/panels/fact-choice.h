#pragma once

/* A drop-down of the facts that a story may speak of, which is searched by typing. Main thread. */

#include <gtk/gtk.h>

/** vit_fact_choice_new: @chosen: name of a fact; empty for none. */
GtkWidget *vit_fact_choice_new (const char *chosen);

/** vit_fact_choice_get: (transfer none): name of the fact that is chosen; empty for none. */
const char *vit_fact_choice_get (GtkDropDown *drop);
