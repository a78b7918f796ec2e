#pragma once

/* The word that somebody may have meant, for messages. Any thread. */

/**
 * vit_nearest_word:
 * @word: as it was written
 * @words: (array zero-terminated=1): those that there are
 *
 * Returns: (transfer none) (nullable): the one of the smallest edit distance (Levenshtein 1966),
 *   the first of several; %NULL if there are none. O(words · length²); of a long word its beginning
 *   counts
 */
const char *vit_nearest_word (const char *word, const char *const *words);
