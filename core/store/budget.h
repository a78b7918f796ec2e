#pragma once

/* Limits on memory and disk: settings of the program, which are part of no key of a result. Any
 * thread. */

#include <stdbool.h>
#include <stdint.h>

/** vit_budget_parse: bytes of a text such as "512MiB", "4G" or "1e6"; %false for anything else and
 * for 0. */
bool vit_budget_parse (const char *text, uint64_t *bytes);

/**
 * vit_budget_get:
 * @given: bytes that the caller asks for; 0 for none
 * @variable: name of an environment variable
 * @usual: default, bytes
 *
 * Returns: @given, else the value of @variable, else @usual; a value that is no size is reported on
 *   standard error
 */
uint64_t vit_budget_get (uint64_t given, const char *variable, uint64_t usual);
