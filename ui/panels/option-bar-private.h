#pragma once

/* What the files of a bar of options share. */

#include "ui/panels/option-bar.h"

/** VIT_OPTION_BAR_TITLE: CSS class of the titles between controls. */
#define VIT_OPTION_BAR_TITLE "section-title"

/** vit_option_bar_get_affects: what a child of a bar acts on. */
VitAffects vit_option_bar_get_affects (GtkWidget *child);
