#pragma once

/* Fields of a dialog in which the user gives premises: one a row of the table of premises, with
 * what is judged as its hint and the doubt below. Main thread. */

#include <gtk/gtk.h>

#include "core/io/premise.h"

typedef struct _VitPremiseFields VitPremiseFields;

/** vit_premise_fields_new: @judged: (nullable): what the program found. */
VitPremiseFields *vit_premise_fields_new (const VitPremises *judged, const VitPremises *given);
void vit_premise_fields_free (VitPremiseFields *fields);

/** vit_premise_fields_add: adds the field of a premise to a grid of three columns, at row @at.
 * Returns: the number of rows taken */
int vit_premise_fields_add (VitPremiseFields *fields, GtkGrid *grid, int at, VitPremiseId id);

/** vit_premise_fields_get: (transfer none) (nullable): the widget of a premise. */
GtkWidget *vit_premise_fields_get (VitPremiseFields *fields, VitPremiseId id);

/**
 * vit_premise_fields_read:
 * @given: gets what the user gives
 * @error: what is no value; its field then has the focus
 */
bool vit_premise_fields_read (VitPremiseFields *fields, VitPremises *given, GError **error);

/** vit_add_entry: (transfer none): adds an entry with a title before it to row @row of a grid. */
GtkWidget *
vit_add_entry (GtkGrid *grid, int row, const char *title, const char *hint, const char *text);
