#include "ui/story/story-places.h"

#include <glib.h>
#include <string.h>

#include "core/study/options.h"
#include "ui/gallery/figure-spec.h"
#include "ui/gallery/gallery.h"

static const char *const pages[] = { "motion", "structure",  "chemistry", "plasticity", "mechanics",
                                     "model",  "indicators", "compare",   NULL };
static const char *const widgets[] = { "pages", "runs",  "inspector", "time-scrubber",
                                       "story", "study", NULL };

const char *const *
vit_story_page_names (void)
{
  return pages;
}

const char *const *
vit_story_widget_names (void)
{
  return widgets;
}

bool
vit_story_is_page (const char *name)
{
  return g_strv_contains (pages, name);
}

bool
vit_story_is_widget (const char *name)
{
  const VitFigureSpec *spec = vit_gallery_find (name);
  if (g_strv_contains (widgets, name) || (spec && !spec->off_pages))
    return true;
  g_auto (GStrv) parts = g_strsplit (name, ".", 2);
  return parts[0] && parts[1] && vit_option_find (parts[0], parts[1]) != NULL;
}
