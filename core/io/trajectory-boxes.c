/* Boxes of all frames of a packed file: it would have to be unpacked for them, and they are all
 * that opening a run reads of it. */

#include <string.h>

#include "core/io/trajectory-private.h"
#include "core/store/cache-folder.h"
#include "core/store/container.h"
#include "core/store/shared-files.h"

#define KIND "VITBOXES"
#define VERSION 1u
#define SHARED_SUFFIX ".boxes"

/* Returns: the one file whose boxes are worth keeping, or NULL. */
static VitTrajectoryFile *
get_file (VitTrajectory *self)
{
  VitTrajectoryFile *file = self->files->len == 1 ? self->files->pdata[0] : NULL;
  if (!file || !file->source || !file->use_cache || file->changed || file->fresh ||
      vit_source_stamp_is_fresh (&file->stamp) ||
      vit_source_get_compression (file->source) == VIT_COMPRESSION_NONE)
    return NULL;
  return file;
}

/* What was given acts on boxes, too. */
static char *
dup_given (VitTrajectory *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const char *given = vit_premises_get_text (self->given, (VitPremiseId) id);
      if (given)
        g_string_append_printf (text, "%s=%s\n", vit_premise_get ((VitPremiseId) id)->name, given);
    }
  return g_strdup (text->str);
}

static char *
new_own_path (const VitTrajectoryFile *file)
{
  g_autofree char *base = vit_cache_folder_dup ("boxes");
  g_autofree char *absolute = g_canonicalize_filename (file->path, NULL);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA1, absolute, -1);
  return base && g_mkdir_with_parents (base, 0700) == 0 ? g_build_filename (base, name, NULL)
                                                        : NULL;
}

static bool
load (VitTrajectory *self, const VitTrajectoryFile *file, const char *path, double *boxes)
{
  g_autofree char *given = dup_given (self);
  g_autofree uint64_t *words = NULL;
  g_autofree double *found = NULL;
  size_t n_words, n;
  const char *text;
  g_autoptr (GVariant) all = path ? vit_container_load (path, KIND, VERSION, "boxes", NULL) : NULL;
  if (!all || !g_variant_lookup (all, "given", "&s", &text) || strcmp (text, given) != 0 ||
      !vit_container_take_array (all, "stamp", "t", 8, &words, &n_words) || n_words != 4 ||
      !vit_container_take_array (all, "boxes", "d", 8, &found, &n) || n != 6 * self->n_frames)
    return false;
  const VitSourceStamp stamp = { .size = words[0],
                                 .mtime_ns = (int64_t) words[1],
                                 .ctime_ns = (int64_t) words[2],
                                 .inode = words[3] };
  if (!vit_source_stamp_equal (&stamp, &file->stamp))
    return false;
  memcpy (boxes, found, n * sizeof *boxes);
  return true;
}

bool
vit_trajectory_recall_boxes (VitTrajectory *self, double *boxes)
{
  g_return_val_if_fail (self && boxes, false);
  VitTrajectoryFile *file = get_file (self);
  g_autofree char *own = file ? new_own_path (file) : NULL;
  if (!file)
    return false;
  bool found = load (self, file, own, boxes);
  g_autofree char *filled = found ? vit_shared_files_dup_filled () : NULL;
  if (found && !filled)
    return true;
  g_autofree char *identity = vit_shared_files_dup_identity (file->path);
  g_autoptr (GPtrArray) shared = vit_shared_files_find (identity, SHARED_SUFFIX);
  for (guint i = 0; i < shared->len; i++)
    if (load (self, file, shared->pdata[i], boxes))
      return true;
  if (found)
    vit_trajectory_keep_boxes (self, boxes);
  return found;
}

void
vit_trajectory_keep_boxes (VitTrajectory *self, const double *boxes)
{
  g_return_if_fail (self && boxes);
  VitTrajectoryFile *file = get_file (self);
  if (!file)
    return;
  g_autofree char *given = dup_given (self), *own = new_own_path (file);
  if (!g_utf8_validate (given, -1, NULL))
    return;
  g_autofree char *filled = vit_shared_files_dup_filled ();
  g_autofree char *identity = filled ? vit_shared_files_dup_identity (file->path) : NULL;
  g_autofree char *shared = vit_shared_files_dup_own (identity, SHARED_SUFFIX);
  const uint64_t words[4] = { file->stamp.size, (uint64_t) file->stamp.mtime_ns,
                              (uint64_t) file->stamp.ctime_ns, file->stamp.inode };
  GVariantDict dict;
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "given", "s", given);
  vit_container_add_array (&dict, "stamp", "t", words, 4, 8);
  vit_container_add_array (&dict, "boxes", "d", boxes, 6 * self->n_frames, 8);
  g_autoptr (GVariant) content = g_variant_ref_sink (g_variant_dict_end (&dict));
  if (own)
    vit_container_save_lightly (own, KIND, VERSION, content, NULL);
  if (shared)
    vit_container_save_shared (shared, KIND, VERSION, content, NULL);
}
