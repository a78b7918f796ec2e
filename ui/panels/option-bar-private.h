#pragma once

/* What the files of a bar of options share. */

#include "ui/panels/option-bar.h"

/** VIT_OPTION_BAR_TITLE: CSS class of the titles between controls. */
#define VIT_OPTION_BAR_TITLE "section-title"

/** VIT_OPTION_BAR_STUDY: data of a bar: its study. */
#define VIT_OPTION_BAR_STUDY "study"

/** vit_option_bar_find: (nullable): "key" is of the bar's group, "group.key" of another. */
const VitOption *vit_option_bar_find (GtkWidget *bar, const char *key);

/** vit_option_bar_get_affects: what a child of a bar acts on. */
VitAffects vit_option_bar_get_affects (GtkWidget *child);
