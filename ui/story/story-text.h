#pragma once

/* Texts of scenes: CommonMark by cmark, with the numbers of claims put in and with links into the
 * story. Raw HTML is left out, and so are links and pictures from elsewhere. Pure, any thread as
 * long as the scene does not change. */

#include "ui/story/story.h"
#include "ui/text/text-blocks.h"

/** VitLinkKind: what a link of a text does. */
typedef enum
{
  VIT_LINK_SCENE, /* `scene:ID` */
  VIT_LINK_TIME,  /* `time:40`, ps */
  VIT_LINK_PAGE,  /* `page:structure` */
  VIT_LINK_ATOM,  /* `atom:ID` */
  VIT_LINK_WEB,   /* `https://…`, which the user is asked about */
} VitLinkKind;

/**
 * VitLink:
 * @target: (transfer none): what stands behind the colon; of %VIT_LINK_WEB the whole address
 * @number: of %VIT_LINK_TIME and %VIT_LINK_ATOM
 */
typedef struct
{
  VitLinkKind kind;
  const char *target;
  double number;
} VitLink;

/** vit_link_parse: whether @url is a link that a story may have. */
bool vit_link_parse (const char *url, VitLink *link);

/** vit_story_text_parse: (transfer full) (element-type VitBlock): of @text, or of the scene's if it
 * is %NULL. @scene (nullable): whose claims are put in. O(length) */
GPtrArray *vit_story_text_parse (const VitStoryScene *scene, const char *text, bool links);

/** vit_story_text_dup_plain: (transfer full): without any marks, for titles and screen readers. */
char *vit_story_text_dup_plain (const VitStoryScene *scene, const char *text);

/** vit_story_text_dup_html: (transfer full): HTML of the text; links to scenes are `#scene-ID`,
 * pictures are data, all else is plain. */
char *vit_story_text_dup_html (const VitStory *story, const VitStoryScene *scene, const char *text);

/** vit_story_text_dup_picture_path: (transfer full): the file of a picture that a text names.
 * @error: it leads out of the folder of the story, or is not there. */
char *vit_story_text_dup_picture_path (const VitStory *story, const char *name, GError **error);

/** VitTextFinding: a link, picture or number of a text that cannot be resolved. */
typedef void (*VitTextFinding) (const char *words, gpointer data);

/** vit_story_text_check: calls @found for all of a text (%NULL: the scene's). */
void vit_story_text_check (const VitStory *story,
                           const VitStoryScene *scene,
                           const char *text,
                           VitTextFinding found,
                           gpointer data);

/** vit_story_text_find_numbers: (transfer full) (element-type utf8): numbers with a unit in a text
 * (%NULL: the scene's) that are no claims, as in "40 ps", each once. */
GPtrArray *vit_story_text_find_numbers (const VitStoryScene *scene, const char *text);

/** vit_story_text_find_times: (transfer full) (element-type double): where the links `time:PS` of a
 * text (%NULL: the scene's) lead to, in its order. */
GArray *vit_story_text_find_times (const VitStoryScene *scene, const char *text);

/** vit_claim_dup_text: (transfer full): its number and unit as a text has them. */
char *vit_claim_dup_text (const VitClaim *claim);
