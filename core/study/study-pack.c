#include "core/study/study-pack.h"

#include <string.h>

#include "config.h"
#include "core/base/error.h"
#include "core/store/pack.h"
#include "core/store/scratch.h"
#include "core/study/study-confined.h"
#include "core/study/study-folder.h"
#include "core/study/study-private.h"

bool
vit_study_pack_is (const char *path)
{
  g_return_val_if_fail (path, false);
  return g_str_has_suffix (path, VIT_STUDY_PACK_SUFFIX);
}

#if VIT_HAVE_ZIP

/* What a pack may hold at most: it may come from a stranger. */
static const VitPackLimits limits = {
  .most_files = 100000,
  .most_bytes = (uint64_t) 1 << 38,
  .most_file_bytes = VIT_STUDY_PACK_MOST,
  .most_ratio = 100,
  .free_bytes = (uint64_t) 4 << 20,
  .longest_name = 255,
};

static bool
extract (const char *path, const char *folder, GError **error)
{
  return vit_pack_extract (path, folder, &limits, error);
}

bool
vit_study_write_pack (const char *folder, const char *path, uint64_t *n_bytes, GError **error)
{
  g_return_val_if_fail (folder && path, false);
  g_autoptr (VitPack) pack = vit_pack_new ();
  return vit_pack_add_folder (pack, folder, limits.most_file_bytes, error) &&
         vit_pack_save (pack, path, n_bytes, error);
}

#else

static bool
extract (const char *path, const char *folder, GError **error)
{
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
               "%s: is a pack, and this program was built without libzip", path);
  return false;
}

bool
vit_study_write_pack (const char *folder, const char *path, uint64_t *n_bytes, GError **error)
{
  return extract (path, folder, error);
}

#endif

char *
vit_study_unpack (const char *path, GError **error)
{
  g_return_val_if_fail (path, NULL);
  g_autofree char *folder = vit_scratch_folder_new (error);
  if (!folder)
    return NULL;
  bool ok = extract (path, folder, error);
  g_autofree char *study = g_build_filename (folder, VIT_STUDY_FOLDER_STUDY, NULL),
                  *story = g_build_filename (folder, "story.json", NULL);
  if (ok &&
      (!g_file_test (study, G_FILE_TEST_IS_REGULAR) || g_file_test (story, G_FILE_TEST_EXISTS)))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: is no pack of a study%s", path,
                   g_file_test (story, G_FILE_TEST_EXISTS) ? ", but of a story" : "");
      ok = false;
    }
  if (ok)
    return g_steal_pointer (&folder);
  vit_scratch_folder_remove (folder);
  return NULL;
}

VitStudy *
vit_study_load_unpacked (const char *path, char *folder, GError **error)
{
  g_return_val_if_fail (path && folder, NULL);
  g_autofree char *inside = g_build_filename (folder, VIT_STUDY_FOLDER_STUDY, NULL);
  g_autoptr (VitStudy) study = vit_study_load (inside, error);
  if (!study || !vit_study_check_confined (study, folder, "the pack", error))
    {
      g_prefix_error (error, "%s: ", path);
      vit_scratch_folder_remove (folder);
      g_free (folder);
      return NULL;
    }
  g_free (study->path);
  study->path = g_canonicalize_filename (path, NULL);
  study->pack = folder;
  vit_source_look_at_path (study->path, &study->pack_stamp);
  return g_steal_pointer (&study);
}

VitStudy *
vit_study_load_saved (VitStudy *self, GError **error)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && self->path, NULL);
  g_autofree char *inside =
      self->pack ? g_build_filename (self->pack, VIT_STUDY_FOLDER_STUDY, NULL) : NULL;
  return vit_study_load (inside ? inside : self->path, error);
}

bool
vit_study_prepare_pack (VitStudy *self, const char *path, GError **error)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && self->pack && path, false);
  if (!g_str_has_suffix (path, VIT_STUDY_PACK_SUFFIX))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "%s: the runs of this study are in a pack: it is saved as one, *%s", path,
                   VIT_STUDY_PACK_SUFFIX);
      return false;
    }
  if (!vit_study_check_confined (self, self->pack, "the pack", error))
    return false;
  g_autofree char *inside = g_build_filename (self->pack, VIT_STUDY_FOLDER_STUDY, NULL);
  return vit_study_save_text (self, inside, error);
}

void
vit_study_note_packed (VitStudy *self, const char *path)
{
  g_return_if_fail (VIT_IS_STUDY (self) && self->pack && path);
  char *absolute = g_canonicalize_filename (path, NULL);
  g_free (self->path);
  self->path = absolute;
  vit_source_look_at_path (absolute, &self->pack_stamp);
  vit_study_note_saved (self);
}

const char *
vit_study_get_pack (VitStudy *self)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  return self->pack;
}
