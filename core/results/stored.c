#include "core/results/stored.h"

#include <math.h>
#include <string.h>

#include "core/base/trace.h"

void
vit_stored_begin (VitStored *stored, VitCache *cache, const char *name, unsigned version)
{
  *stored = (VitStored){ .cache = cache, .name = name };
  vit_stored_add_text (stored, name);
  vit_stored_add (stored, &version, sizeof version);
  vit_hash_update (&stored->halves[1], "second half", 11);
}

void
vit_stored_add (VitStored *stored, const void *data, size_t n)
{
  uint64_t length = n;
  for (int half = 0; half < 2; half++)
    {
      vit_hash_update (&stored->halves[half], &length, sizeof length);
      vit_hash_update (&stored->halves[half], data, n);
    }
}

void
vit_stored_add_text (VitStored *stored, const char *text)
{
  vit_stored_add (stored, text ? text : "", text ? strlen (text) + 1 : 0);
}

void
vit_stored_add_number (VitStored *stored, double number)
{
  if (isnan (number))
    number = NAN;
  vit_stored_add (stored, &number, sizeof number);
}

void
vit_stored_add_frame (VitStored *stored, VitTrajectory *trajectory, size_t frame)
{
  uint8_t key[16];
  if (stored->failed)
    return;
  if (vit_trajectory_get_frame_key (trajectory, frame, key, NULL))
    vit_stored_add (stored, key, sizeof key);
  else
    stored->failed = true;
}

void
vit_stored_add_path (VitStored *stored, VitTrajectory *trajectory, size_t from, size_t to)
{
  uint8_t key[16];
  bool has_key;
  if (stored->failed)
    return;
  if (!vit_trajectory_get_path_key (trajectory, from, &to, 1, &has_key, key, NULL))
    stored->failed = true;
  else if (has_key)
    vit_stored_add (stored, key, sizeof key);
}

void
vit_stored_fail (VitStored *stored)
{
  stored->failed = true;
}

void
vit_stored_set_of_files (VitStored *stored)
{
  stored->of_files = true;
}

void
vit_stored_set_of_results (VitStored *stored)
{
  stored->of_results = true;
}

static void
finish_key (VitStored *stored)
{
  if (stored->finished)
    return;
  vit_hash_finish (&stored->halves[0], stored->key);
  vit_hash_finish (&stored->halves[1], stored->key + 16);
  stored->finished = true;
}

GBytes *
vit_stored_find (VitStored *stored)
{
  finish_key (stored);
  if (stored->of_results && stored->cache && vit_cache_fills_store (stored->cache) &&
      !vit_stored_has (stored))
    return NULL;
  return stored->cache && !stored->failed
             ? vit_cache_find (stored->cache, stored->key, stored->name,
                               stored->of_files ? VIT_STORE_OF_FILES : 0)
             : NULL;
}

bool
vit_stored_has (VitStored *stored)
{
  finish_key (stored);
  return stored->cache && !stored->failed && vit_cache_has (stored->cache, stored->key);
}

void
vit_stored_keep (VitStored *stored, const void *data, size_t n)
{
  finish_key (stored);
  if (stored->cache && !stored->failed)
    vit_cache_keep (stored->cache, stored->key, stored->name,
                    stored->of_files ? VIT_STORE_OF_FILES : 0, data, n);
}

void
vit_stored_tell (VitStored *stored, const char *from)
{
  if (!vit_trace_on (VIT_TRACE_RESULTS))
    return;
  finish_key (stored);
  char text[2 * VIT_CACHE_KEY_BYTES + 1];
  for (int i = 0; i < VIT_CACHE_KEY_BYTES; i++)
    g_snprintf (text + 2 * i, 3, "%02x", stored->key[i]);
  vit_trace (VIT_TRACE_RESULTS, "result %s %s %s", stored->name, text, from);
}
