#pragma once

/* The picture of one run at one time. Frames are read and drawn only when the figure is drawn. A
 * figure owns its pictures; one thread at a time. */

#include "core/results/snapshot.h"
#include "core/study/atom-set.h"
#include "core/study/followed-atoms.h"
#include "ui/figure/pictures.h"
#include "ui/style/view-options.h"

typedef struct _VitPicture VitPicture;

/** vit_picture_new: a picture of @frame of @run with the study's options. Nothing is read yet.
 * @box: how the whole box is shown; @filter (nullable): the atoms that are shown; @developing:
 * whether T_ML that develops is shown where there is no final one yet. */
VitPicture *vit_picture_new (VitAnalyses *analyses,
                             VitRun *run,
                             size_t frame,
                             const VitSlice *slice,
                             const VitColouring *colouring,
                             const VitBoxView *box,
                             const VitFilter *filter,
                             bool developing);

/** vit_picture_get_developing: longest interval (ps) of a T_ML that develops; 0 for others. */
double vit_picture_get_developing (const VitPicture *picture);

/** vit_picture_new_of: a picture of a snapshot that is there; @load_axis: see
 * vit_box_view_get_load_axis(); @cutoff: r_c, Å, of outlines. */
VitPicture *vit_picture_new_of (const char *label,
                                VitSnapshot *snapshot,
                                const VitSlice *slice,
                                const VitColouring *colouring,
                                const VitBoxView *box,
                                int load_axis,
                                double cutoff);

/** vit_picture_shows: whether atom @i of the @snapshot is in the slice or box and not left out. */
bool vit_picture_shows (const VitPicture *picture, const VitSnapshot *snapshot, size_t i);

/** vit_picture_set_values: colours the atoms by these @n values instead of the column. */
void vit_picture_set_values (VitPicture *picture, const double *values, size_t n);

/** vit_picture_set_atom: the picked atom, in place of the study's; 0: none. Its polyhedron is shown
 * if the options say so. */
void vit_picture_set_atom (VitPicture *picture, int64_t id);

/** vit_picture_mark: rings @followed as vit_followed_marks_fill() does, and marks the atoms of @set
 * (nullable), which are those of its run. */
void vit_picture_mark (VitPicture *picture, const VitFollowedAtoms *followed, VitAtomSet *set);

/** vit_picture_set_interval: sets Δt that the values belong to, ps; without it that of the later
 * frame that the study's interval leads to. */
void vit_picture_set_interval (VitPicture *picture, double interval);

/** vit_picture_get_interval: Δt between the frames that are taken, ps; NaN if the values belong to
 * one frame. */
double vit_picture_get_interval (VitPicture *picture);

/** vit_picture_get_arrow_interval: Δt of its arrows, ps; NaN if it has none. */
double vit_picture_get_arrow_interval (const VitPicture *picture);

/** vit_picture_set_numbers: (array length=n): what tables have in place of the values. */
void vit_picture_set_numbers (VitPicture *picture, const double *numbers, size_t n);

/** vit_picture_widen: widens @minimum and @maximum to the finite values of the column in the whole
 * frame, and appends these to @values (nullable) (element-type double); nothing changes where they
 * cannot be computed, which is %false with @error. The cost is that of the column. */
bool vit_picture_widen (
    VitPicture *picture, double *minimum, double *maximum, GArray *values, GError **error);

/** vit_picture_get_ends: a VitPictureEndsFunc: of what was drawn last. */
void vit_picture_get_ends (void *picture, double *minimum, double *maximum);
void vit_picture_free (VitPicture *picture);
double vit_picture_get_time (VitPicture *picture);

/** vit_picture_count: the atoms that are shown, and those of the slice or box; %false if that
 * fails. The cost of drawing it. */
bool vit_picture_count (VitPicture *picture, size_t *n_shown, size_t *n_of, GError **error);

/** vit_picture_get_shape: width / height with which the slice's face fills the picture. */
double vit_picture_get_shape (VitPicture *picture);

/** vit_picture_dup_csv_header: (transfer full): the header of the rows of vit_picture_append_csv();
 * @head: of the values of @column; @developing: as in vit_picture_new(). */
char *vit_picture_dup_csv_header (const char *column, const char *head, bool developing);

/** vit_picture_append_csv: a VitPictureCsvFunc: appends a row for each atom that is shown. */
void vit_picture_append_csv (void *picture, GString *csv);

/** vit_picture_render: a VitPictureFunc; uses OpenGL where available. */
bool vit_picture_render (void *picture,
                         int width,
                         int height,
                         double scale,
                         bool dark,
                         VitPictureMarks *marks,
                         uint8_t *rgba,
                         GError **error);
