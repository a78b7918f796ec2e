#pragma once

/* A story that is being shown: which scene, what of it moves, what was answered. It puts the scenes
 * on a session, which all views follow. Its time is told from outside, so that tests need not wait.
 * A GObject of the main thread without GTK. */

#include "ui/panels/story-answers.h"
#include "ui/session/session.h"
#include "ui/story/story.h"

#define VIT_TYPE_STORY_PLAYER (vit_story_player_get_type ())
G_DECLARE_FINAL_TYPE (VitStoryPlayer, vit_story_player, VIT, STORY_PLAYER, GObject)

/**
 * vit_story_player_new:
 * @story: (transfer full): whose study is that of @session, and was attached
 *
 * Signals: `scene-changed` when another scene is shown, or the same one anew; `question-changed`
 * when an answer, a click or the truth has come; `moving-changed` when something begins to move or
 * has stopped; `edited`; `leaving`
 * before another scene is put on the session; `notes-changed`: see
 * vit_story_player_change_notes(); `replaced` when all scenes are others; `turned`
 * (double): the whole box is to be turned by so many degrees.
 */
VitStoryPlayer *vit_story_player_new (VitStory *story, VitSession *session);

VitStory *vit_story_player_get_story (VitStoryPlayer *player);
VitSession *vit_story_player_get_session (VitStoryPlayer *player);

/** vit_story_player_get_index: of the scene that is shown; scenes are counted from 0. */
guint vit_story_player_get_index (VitStoryPlayer *player);
guint vit_story_player_get_n (VitStoryPlayer *player);

/** vit_story_player_get_scene: (transfer none) (nullable): %NULL for a story without scenes. */
VitStoryScene *vit_story_player_get_scene (VitStoryPlayer *player);

/** vit_story_player_go: shows a scene; @index is clamped. */
void vit_story_player_go (VitStoryPlayer *player, guint index);

/** vit_story_player_step: Returns: whether there was a scene to go to. */
bool vit_story_player_step (VitStoryPlayer *player, int by);

/** vit_story_player_follow: the list of scenes was changed, and the one that is shown is now at
 * @index. Nothing is put on the session. */
void vit_story_player_follow (VitStoryPlayer *player, guint index);

/** vit_story_player_forget_questions: before questions are changed: all answers are gone. */
void vit_story_player_forget_questions (VitStoryPlayer *player);

/** vit_story_player_ask_anew: the question of the scene, as it is now. */
void vit_story_player_ask_anew (VitStoryPlayer *player);

/** vit_story_player_replace: all scenes were made anew, after questions were forgotten; the one at
 * @index is shown. */
void vit_story_player_replace (VitStoryPlayer *player, guint index);

/** vit_story_player_dup_lacks: (transfer full): what of the scene cannot be shown, a sentence a
 * line; empty if all is there. */
char *vit_story_player_dup_lacks (VitStoryPlayer *player);

/** vit_story_player_add_lack: a sentence that belongs to every scene: the study is not there. */
void vit_story_player_add_lack (VitStoryPlayer *player, const char *words);

/** vit_story_player_mark_edited: @edited: whether the story differs from its file now. Emits
 * `edited` each time: texts and the list of scenes are shown anew. */
void vit_story_player_mark_edited (VitStoryPlayer *player, bool edited);
bool vit_story_player_get_edited (VitStoryPlayer *player);

/** vit_story_player_change_notes: what the scene points at, or its arrows and words, were changed
 * elsewhere than in the form of its parts. */
void vit_story_player_change_notes (VitStoryPlayer *player);

/* ---- Motion ---- */

/** vit_story_player_is_moving: whether vit_story_player_tick() does something. */
bool vit_story_player_is_moving (VitStoryPlayer *player);

/** vit_story_player_tick: so many seconds have passed. */
void vit_story_player_tick (VitStoryPlayer *player, double seconds);

/** vit_story_player_finish: all that moves is where it ends. */
void vit_story_player_finish (VitStoryPlayer *player);

/** vit_story_player_set_animated: whether scenes glide and move; without, they are at once as they
 * are at the end. */
void vit_story_player_set_animated (VitStoryPlayer *player, bool animated);

/* ---- The question of the scene ---- */

/** vit_story_player_get_answers: (transfer none) (nullable): %NULL without a question. */
VitStoryAnswers *vit_story_player_get_answers (VitStoryPlayer *player);

/** vit_story_player_get_truth: (transfer none) (nullable): while it is being computed, or cannot
 * be, there is none. @error (out) (optional) (nullable) (transfer none): why it cannot. */
const VitTruth *vit_story_player_get_truth (VitStoryPlayer *player, const GError **error);

/** vit_story_player_get_clicks: (transfer none) (array length=n): atoms clicked so far. */
const int64_t *vit_story_player_get_clicks (VitStoryPlayer *player, size_t *n);

/** vit_story_player_clear_clicks: */
void vit_story_player_clear_clicks (VitStoryPlayer *player);

/** vit_story_player_lock: see vit_story_answers_lock(); the clicks are the player's own. */
bool vit_story_player_lock (VitStoryPlayer *player, int choice, double number, GError **error);
void vit_story_player_next_answer (VitStoryPlayer *player);

/** vit_story_player_reveal: shows the truth, with the atoms that count as hits on the map. */
void vit_story_player_reveal (VitStoryPlayer *player);
