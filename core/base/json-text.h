#pragma once

#include <glib.h>

/**
 * vit_json_dup_tidy:
 * @json: text of JSON, as json-glib writes it
 *
 * A number is as short as it can be to be read as the same one, and valid: json-glib writes
 * 1e-08.0.
 *
 * Returns: (transfer full): the same text with such numbers
 */
char *vit_json_dup_tidy (const char *json);
