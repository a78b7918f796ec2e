#pragma once

/* How one figure is to look on paper: the settings that an author makes for it, kept in the study
 * as a group [figure NAME], edited when it is exported, and given on the command line. One table.
 * Main thread. */

#include "core/study/study.h"

/** VitFigureSetting: the rows of the table */
typedef enum
{
  VIT_FIGURE_JOURNAL,
  VIT_FIGURE_WIDTH,
  VIT_FIGURE_HEIGHT,
  VIT_FIGURE_DPI,
  VIT_FIGURE_FONT,
  VIT_FIGURE_FONT_SIZE,
  VIT_FIGURE_LEGEND,
  VIT_FIGURE_CAPTION,
  VIT_FIGURE_TITLE,
  VIT_FIGURE_X_RANGE,
  VIT_FIGURE_Y_RANGE,
  VIT_FIGURE_TICKS,
  VIT_FIGURE_PALETTE,
  VIT_FIGURE_LINE_STYLES,
  VIT_N_FIGURE_SETTINGS,
} VitFigureSetting;

typedef enum
{
  VIT_SETTING_TEXT,
  VIT_SETTING_NUMBER,
  VIT_SETTING_SWITCH,
  VIT_SETTING_CHOICE,
  VIT_SETTING_RANGE, /* FROM,TO; either may be missing */
  VIT_SETTING_WIDTH, /* mm, or a width of the journal */
} VitSettingType;

/**
 * VitFigureSettingRow:
 * @key: in the study and on the command line
 * @label, @tooltip, @placeholder: words
 * @minimum, @maximum: of a number
 * @least: above @minimum, the least that is one: what lies between is refused; 0: there is none
 * @choices: (nullable) (array zero-terminated=1): of a choice
 */
typedef struct
{
  const char *key, *label, *tooltip, *placeholder;
  VitSettingType type;
  double minimum, maximum, least;
  const char *const *choices;
} VitFigureSettingRow;

const VitFigureSettingRow *vit_figure_setting_get (VitFigureSetting id);

/** VitFigureSettings: what is set, as texts; %NULL: as the journal or the figure has it */
typedef struct
{
  char *texts[VIT_N_FIGURE_SETTINGS];
} VitFigureSettings;

VitFigureSettings *vit_figure_settings_new (void);
VitFigureSettings *vit_figure_settings_copy (const VitFigureSettings *settings);
void vit_figure_settings_free (VitFigureSettings *settings);

/** vit_figure_settings_set: @text: (nullable): an empty text or %NULL takes the setting away;
 * @error: %VIT_ERROR_INVALID with what can be said. */
bool vit_figure_settings_set (VitFigureSettings *settings,
                              VitFigureSetting id,
                              const char *text,
                              GError **error);

/** vit_figure_settings_add: sets what @more sets. */
void vit_figure_settings_add (VitFigureSettings *settings, const VitFigureSettings *more);
bool vit_figure_settings_equal (const VitFigureSettings *one, const VitFigureSettings *other);

/** vit_figure_settings_get_number: @fallback where it is not set, or is a word. */
double vit_figure_settings_get_number (const VitFigureSettings *settings,
                                       VitFigureSetting id,
                                       double fallback);
bool vit_figure_settings_get_switch (const VitFigureSettings *settings,
                                     VitFigureSetting id,
                                     bool fallback);

/** vit_figure_settings_get_choice: place among the choices of the row. */
int vit_figure_settings_get_choice (const VitFigureSettings *settings,
                                    VitFigureSetting id,
                                    int fallback);

/** vit_figure_settings_get_range: ends that are not set are NaN. */
void vit_figure_settings_get_range (const VitFigureSettings *settings,
                                    VitFigureSetting id,
                                    double *low,
                                    double *high);

/** vit_study_get_figure_settings: (transfer full): of the figure @name; what the study's file has
 * there and no row takes is left out. */
VitFigureSettings *vit_study_get_figure_settings (VitStudy *study, const char *name);

/** vit_study_set_figure_settings: emits `edited` if they change. */
void vit_study_set_figure_settings (VitStudy *study,
                                    const char *name,
                                    const VitFigureSettings *settings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFigureSettings, vit_figure_settings_free)
