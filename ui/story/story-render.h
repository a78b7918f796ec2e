#pragma once

/* Pages of a story for those who do not have the program: a handout in PDF, an HTML page, a movie,
 * and the picture of a scene. Main thread.
 *
 * What cannot be made of a scene is said in its place, and the rest is made all the same. */

#include "ui/story/story-stage.h"

/**
 * vit_story_render_picture:
 * @path: its ending tells the format
 *
 * The picture of a scene, the same to the byte as that of `vitrine-cli figure`.
 */
bool vit_story_render_picture (VitStoryStage *stage,
                               const VitStoryScene *scene,
                               const char *path,
                               VitProgress *progress,
                               GError **error);

/** VitStoryRender: writes a story to @path. @notes (nullable) (element-type utf8): gets a sentence
 * for all that could not be made. */
typedef bool (*VitStoryRender) (VitStoryStage *stage,
                                const char *path,
                                GPtrArray *notes,
                                VitProgress *progress,
                                GError **error);

/** vit_story_render_html: one page that needs nothing else: pictures are data, texts are escaped,
 * questions work by a script of the page's own, and nothing is loaded. */
bool vit_story_render_html (VitStoryStage *stage,
                            const char *path,
                            GPtrArray *notes,
                            VitProgress *progress,
                            GError **error);

/** vit_story_render_pdf: a handout: a page A4 for each scene, answers at the end. */
bool vit_story_render_pdf (VitStoryStage *stage,
                           const char *path,
                           GPtrArray *notes,
                           VitProgress *progress,
                           GError **error);

/** vit_story_render_movie: .mp4 or .webm by ffmpeg: scenes with their texts, what moves in them
 * moves; %VIT_ERROR_UNSUPPORTED without ffmpeg. */
bool vit_story_render_movie (VitStoryStage *stage,
                             const char *path,
                             GPtrArray *notes,
                             VitProgress *progress,
                             GError **error);

/** vit_story_find_render: (nullable): the one that the ending of @path tells. */
VitStoryRender vit_story_find_render (const char *path);
