/* Where results of a study lie. */

#include <string.h>

#include "config.h"
#include "core/store/store.h"
#include "core/study/study-pack.h"

/* Whether a file is one of those that come along, which nobody writes beside. */
static bool
comes_along (const char *path)
{
  const char *given = g_getenv ("VITRINE_DATADIR");
  g_autofree char *in_tree = g_build_filename (VIT_SOURCE_ROOT, "resources", NULL);
  const char *const folders[] = { VIT_DATADIR, in_tree, given };
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = folders[i] ? g_canonicalize_filename (folders[i], NULL) : NULL;
      g_autofree char *inner = folder ? g_strconcat (folder, "/", NULL) : NULL;
      if (inner && g_str_has_prefix (path, inner))
        return true;
    }
  return false;
}

char *
vit_study_dup_store (VitStudy *self)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  const char *pack = vit_study_get_pack (self);
  if (pack)
    return g_build_filename (pack, "study" VIT_STORE_SUFFIX, NULL);
  const char *path = vit_study_get_path (self), *given = g_getenv ("VITRINE_STORE");
  g_autofree char *absolute = path ? g_canonicalize_filename (path, NULL) : NULL;
  if (given && absolute && !comes_along (absolute))
    return *given ? g_canonicalize_filename (given, NULL) : NULL;
  return absolute && !comes_along (absolute) ? vit_store_dup_beside (absolute) : NULL;
}

char *
vit_study_dup_no_store (VitStudy *self)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  g_autofree char *folder = vit_study_dup_store (self), *absolute = NULL;
  if (folder)
    return NULL;
  const char *path = vit_study_get_path (self);
  if (!path)
    return g_strdup ("a study without a file has none");
  absolute = g_canonicalize_filename (path, NULL);
  return g_strdup (comes_along (absolute) ? "studies that come along with the program have none"
                                          : "VITRINE_STORE is empty, which switches it off");
}
