#pragma once

/* A field for an expression over the values of atoms, with a list of all names and functions. What
 * was typed is taken on Return, or when the field is left, if it is right for a run that is shown;
 * else the reason and its place stand beneath, and nothing else happens. A GtkWidget; main thread.
 *
 * Signal: `taken (const char *text)`: another expression than before, checked. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_EXPRESSION_ENTRY (vit_expression_entry_get_type ())
G_DECLARE_FINAL_TYPE (VitExpressionEntry, vit_expression_entry, VIT, EXPRESSION_ENTRY, GtkWidget)

/**
 * vit_expression_entry_new:
 * @label: its name for accessibility
 * @example: shown while it is empty
 * @is_condition: whether only conditions are right, and the empty text
 */
GtkWidget *vit_expression_entry_new (const char *label, const char *example, bool is_condition);

/** vit_expression_entry_set_session: @session: (nullable): */
void vit_expression_entry_set_session (VitExpressionEntry *entry, VitSession *session);

/** vit_expression_entry_set_text: as if it had been taken; nothing happens if that is the text. */
void vit_expression_entry_set_text (VitExpressionEntry *entry, const char *text);

/** vit_expression_entry_take: as if the user had typed @text and pressed Return. */
void vit_expression_entry_take (VitExpressionEntry *entry, const char *text);

/** vit_expression_entry_propose: @text stands there, selected; it is taken once it is changed. */
void vit_expression_entry_propose (VitExpressionEntry *entry, const char *text);
