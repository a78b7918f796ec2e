/* Any bytes as a study: one that is read can be written, and is then the same study. */

#include <glib.h>
#include <glib/gstdio.h>

#include "core/study/study.h"
#include "tests/fuzz/replay.h"

static const char seed[] =
    "[study]\nversion=1\ntitle=a glass\n\n[model]\nfile=m.vitmodel\nintervals=0.2;1;\n\n"
    "[liquid-like]\nrule=percentage\nglass-transition=685\npercentage=10\n\n[run 1]\n"
    "files=a.dump;b.dump;\nlabel=one\ntemperature=300\nstress=2.3\nfrequency=2e10\nspecies=Cu;Zr;\n"
    "log=log.a\nshown=false\n\n[run "
    "2]\nfiles=../c.dump;\nlabel=one\ntimestep=0.002\n\n[structure]\n"
    "baseline=one\nface-threshold=5\n\n[view]\ntime=80\ncolour-map=viridis\n\n[else]\nkept=1\n";

GBytes *
fuzz_new_seed (void)
{
  return g_bytes_new_static (seed, sizeof seed - 1);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  static char *folder;
  if (!folder)
    folder = g_dir_make_tmp ("vitrine-fuzz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "s.vitrine", NULL);
  g_autofree char *again = g_build_filename (folder, "t.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  if (!g_file_set_contents (path, (const char *) data, (gssize) n, NULL))
    return 0;
  g_autoptr (VitStudy) one = vit_study_load (path, NULL);
  g_unlink (path);
  if (!one || !vit_study_save (one, again, NULL))
    return 0;
  g_autoptr (VitStudy) two = vit_study_load (again, &error);
  g_unlink (again);
  if (!two)
    g_error ("what was saved cannot be read: %s", error->message);
  g_assert_cmpuint (vit_study_get_n_runs (two), ==, vit_study_get_n_runs (one));
  for (guint i = 0; i < vit_study_get_n_runs (one); i++)
    g_assert_cmpstr (vit_run_get_label (vit_study_get_run (two, i)), ==,
                     vit_run_get_label (vit_study_get_run (one, i)));
  return 0;
}
