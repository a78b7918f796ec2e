#pragma once

/* Trees of joined atoms of one rank, and how those of several ranks hang together. Private to
 * core/domain. */

#include "core/domain/domain-clusters.h"
#include "core/structure/union-find.h"

/* Joined atoms, of one rank or of all. */
typedef struct
{
  uint64_t size;
  int64_t first; /* lowest id */
  VitWinding winding;
} ForestTree;

typedef struct
{
  const VitDomainBonds *bonds;
  VitUnionFind *sets;   /* of the atoms of the halo; own ones alone are joined */
  uint32_t *tree_of;    /* of each root: index in @trees */
  GArray *trees;        /* ForestTree: of this rank, by their first atom */
  uint8_t *is_reaching; /* of each tree: whether it is bound to atoms of others */
} VitForest;

/* Joins the own atoms that are marked; @marked: of the atoms of the halo. */
VitForest *vit_forest_new (const VitDomainBonds *bonds, const uint8_t *marked);
void vit_forest_free (VitForest *forest);

/* The trees of all ranks, joined; on rank 0. */
typedef struct
{
  size_t *counts;    /* of each rank: trees that it sent */
  size_t n_sent;     /* their sum */
  uint32_t *root_of; /* of each tree that was sent */
  GArray *trees;     /* ForestTree: size 0 where it is no root */
} JoinedForest;

/* (collective): Joins the trees of all ranks on rank 0, NULL elsewhere. @all: sends all trees;
 * otherwise those that reach others alone. */
JoinedForest *vit_forest_join (const VitForest *forest, const uint8_t *marked, bool all);
void joined_forest_free (JoinedForest *joined);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitForest, vit_forest_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JoinedForest, joined_forest_free)
