#pragma once

/* Facts of the study's model: `compute` of rows of the table in story-facts.c, see #VitStoryFact.
 * Main thread. */

#include "ui/story/story-value.h"

double vit_story_fact_count_neighbours (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error);
double vit_story_fact_count_classes (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error);
double vit_story_fact_get_coldest (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error);
double vit_story_fact_get_hottest (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error);
double vit_story_fact_count_intervals (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error);
double vit_story_fact_get_shortest (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error);
double vit_story_fact_get_longest (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error);
double vit_story_fact_count_instances (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error);
double vit_story_fact_get_far_share (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error);
double vit_story_fact_get_wrong_share (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error);
double vit_story_fact_get_class_mean (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error);
double vit_story_fact_get_class_deviation (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error);
double vit_story_fact_get_own_share (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error);
double vit_story_fact_get_right_share (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error);
double vit_story_fact_get_class_error (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error);
double vit_story_fact_get_class_spread (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error);
double vit_story_fact_get_weight (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error);
double vit_story_fact_get_class (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error);
