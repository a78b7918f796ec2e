#pragma once

/* The specs of all figures: an array of each file, which ends with an empty one. */

#include "ui/gallery/figure-spec.h"

extern const VitFigureSpec vit_density_figures[];
extern const VitFigureSpec vit_time_figures[];
extern const VitFigureSpec vit_slice_figures[];
extern const VitFigureSpec vit_structure_figures[];
extern const VitFigureSpec vit_distribution_figures[];
extern const VitFigureSpec vit_history_figures[];
extern const VitFigureSpec vit_joint_figures[];
extern const VitFigureSpec vit_chemistry_figures[];
extern const VitFigureSpec vit_plasticity_figures[];
extern const VitFigureSpec vit_cluster_figures[];
extern const VitFigureSpec vit_mechanics_figures[];
extern const VitFigureSpec vit_msd_figures[];
extern const VitFigureSpec vit_model_figures[];
extern const VitFigureSpec vit_difference_figures[];
extern const VitFigureSpec vit_profile_figures[];
extern const VitFigureSpec vit_ranking_figures[];
extern const VitFigureSpec vit_transfer_figures[];
extern const VitFigureSpec vit_score_figures[];
extern const VitFigureSpec vit_indicator_figures[];
