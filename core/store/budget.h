#pragma once

/* How much of memory or disk may be taken: settings of the program, in no key of a result. Any
 * thread. */

#include <stdbool.h>
#include <stdint.h>

/** vit_budget_parse: "512MiB", "4G", "1e6" in bytes; false for anything else, and for 0. */
bool vit_budget_parse (const char *text, uint64_t *bytes);

/**
 * vit_budget_get:
 * @given: bytes; 0 for none
 * @variable: of the environment
 * @usual: bytes
 *
 * Returns: @given, else what @variable says, else @usual; a variable that is no size is told of on
 *   standard error
 */
uint64_t vit_budget_get (uint64_t given, const char *variable, uint64_t usual);
