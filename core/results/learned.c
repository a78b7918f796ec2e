/* Learned indicators as a quantity. */

#include "core/results/learned-private.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "core/structure/local-features.h"
#include "core/structure/surroundings.h"

/* Share of atoms with a feature beyond those that were fitted, from which on it is said. */
#define MANY_OUTSIDE 0.05
#define FAR_MEAN 1.0 /* standard deviations */

/* ---- Files ---- */

typedef struct
{
  struct stat stamp;
  VitLearnedModel *model;
} Kept;

static void
free_kept (gpointer data)
{
  Kept *kept = data;
  vit_learned_model_unref (kept->model);
  g_free (kept);
}

VitLearnedModel *
vit_learned_model_get (const char *path, GError **error)
{
  static GMutex lock;
  static GHashTable *all;
  struct stat now = { 0 };
  g_return_val_if_fail (path, NULL);
  bool known = stat (path, &now) == 0;
  g_mutex_lock (&lock);
  if (!all)
    all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_kept);
  Kept *kept = g_hash_table_lookup (all, path);
  bool same = kept && known && kept->stamp.st_size == now.st_size &&
              kept->stamp.st_ino == now.st_ino &&
              kept->stamp.st_mtim.tv_sec == now.st_mtim.tv_sec &&
              kept->stamp.st_mtim.tv_nsec == now.st_mtim.tv_nsec;
  VitLearnedModel *model =
      same ? vit_learned_model_ref (kept->model) : vit_learned_model_load (path, error);
  if (model && !same)
    {
      Kept *fresh = g_new0 (Kept, 1);
      fresh->stamp = now;
      fresh->model = vit_learned_model_ref (model);
      g_hash_table_insert (all, g_strdup (path), fresh);
    }
  g_mutex_unlock (&lock);
  return model;
}

/* ---- Needs ---- */

void
vit_learned_model_wish (const VitLearnedModel *model,
                        const VitOptions *options,
                        VitQuantityWish *wish)
{
  for (size_t k = 0; k < model->linear->p; k++)
    if (model->features[k].source == VIT_LEARNED_COLUMN && model->features[k].width == 0)
      vit_column_wish (model->features[k].name, options, wish);
}

void
vit_learned_wish (const VitQuantity *self, const VitOptions *options, VitQuantityWish *wish)
{
  const char *path = options->indicators.model;
  g_autoptr (VitLearnedModel) model = *path ? vit_learned_model_get (path, NULL) : NULL;
  if (model)
    {
      vit_learned_model_wish (model, options, wish);
      return;
    }
  /* A path that is relative to the study is found by the source alone: it may need all. */
  size_t n;
  const VitQuantity *list = vit_quantity_list (&n);
  for (size_t k = 0; k < n && *path; k++)
    if (!(list[k].needs & (VIT_NEEDS_MODEL | VIT_NEEDS_INTERVAL)) && list[k].wish == NULL)
      vit_quantity_wish (&list[k], options, wish);
}

/* ---- Computing ---- */

/* The species of the model by the types of the frame; 0 for one that it does not know. */
static void
match_species (const VitLearnedModel *model, VitQuantitySource *source, unsigned n, uint8_t *types)
{
  for (unsigned t = 1; t <= n; t++)
    {
      const char *name = vit_quantity_source_get_species (source, t);
      g_autofree char *number = g_strdup_printf ("type %u", t);
      types[t] = 0;
      for (unsigned s = 0; model->species[s]; s++)
        if (strcmp (model->species[s], *name ? name : number) == 0)
          types[t] = (uint8_t) (s + 1);
      if (types[t])
        continue;
      g_autofree char *note = g_strdup_printf (
          "learned: the model knows no %s, whose atoms have no value", *name ? name : number);
      vit_quantity_source_add_note (source, note);
    }
}

/* Columns of a frame by feature; those of one source and place are computed once. */
typedef struct
{
  const VitLearnedModel *model;
  const VitFrame *frame;
  size_t n;
  double *x;
  uint8_t *types;
  double **columns;
} Frame;

static void
frame_clear (Frame *frame)
{
  for (size_t k = 0; frame->columns && k < frame->model->linear->p; k++)
    g_free (frame->columns[k]);
  g_free (frame->columns);
  g_free (frame->x);
  g_free (frame->types);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Frame, frame_clear)

static bool
compute_local (Frame *self, bool angular, VitProgress *progress, GError **error)
{
  unsigned n_types = self->model->linear->n_types;
  size_t n = angular ? vit_angular_count (n_types) : vit_radial_count (n_types);
  VitLearnedSource source = angular ? VIT_LEARNED_ANGULAR : VIT_LEARNED_RADIAL;
  g_autofree double **all = g_new0 (double *, n);
  bool wanted = false, done = true;
  for (size_t k = 0; k < n; k++)
    all[k] = g_new (double, MAX (self->n, 1));
  for (size_t k = 0; k < self->model->linear->p; k++)
    wanted = wanted || self->model->features[k].source == source;
  if (wanted)
    done = (angular ? vit_angular_features
                    : vit_radial_features) (&self->frame->cell, self->x, self->types, self->n,
                                            n_types, self->model->sigma, all, progress, error);
  for (size_t k = 0; k < self->model->linear->p && done; k++)
    {
      const VitLearnedFeature *feature = &self->model->features[k];
      if (feature->source == source && feature->width == 0 && feature->place < n)
        self->columns[k] = g_memdup2 (all[feature->place], MAX (self->n, 1) * sizeof (double));
    }
  for (size_t k = 0; k < n; k++)
    g_free (all[k]);
  return done;
}

static bool
compute_plain (Frame *self, VitQuantitySource *source, VitProgress *progress, GError **error)
{
  for (size_t k = 0; k < self->model->linear->p; k++)
    {
      const VitLearnedFeature *feature = &self->model->features[k];
      if (feature->source != VIT_LEARNED_COLUMN || feature->width > 0)
        continue;
      self->columns[k] = g_new (double, MAX (self->n, 1));
      if (!vit_column_compute (feature->name, source, self->columns[k], progress, error))
        {
          g_prefix_error (error, "learned: %s: ", feature->name);
          return false;
        }
    }
  return compute_local (self, false, progress, error) &&
         compute_local (self, true, progress, error);
}

/* Averages of one width, of the columns that they are of. */
static bool
compute_averages (Frame *self, double width, VitProgress *progress, GError **error)
{
  const VitLearnedModel *model = self->model;
  size_t p = model->linear->p, n = 0;
  g_autofree const double **values = g_new0 (const double *, p);
  g_autofree double **averages = g_new0 (double *, p);
  for (size_t k = 0; k < p; k++)
    {
      const VitLearnedFeature *feature = &model->features[k];
      if (feature->width != width)
        continue;
      for (size_t of = 0; of < p && !values[n]; of++)
        if (model->features[of].width == 0 && model->features[of].source == feature->source &&
            model->features[of].place == feature->place)
          values[n] = self->columns[of];
      if (!values[n])
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                       "the learned indicator has an average of %s and not itself", feature->name);
          return false;
        }
      self->columns[k] = averages[n++] = g_new (double, MAX (self->n, 1));
    }
  return n == 0 || vit_surroundings_average (&self->frame->cell, self->x, self->n, width, values,
                                             averages, n, progress, error);
}

bool
vit_learned_is_of_run (const VitOptions *options, VitRun *run)
{
  g_return_val_if_fail (options && VIT_IS_RUN (run), false);
  g_autoptr (VitLearnedModel) model =
      *options->indicators.model ? vit_learned_model_get (options->indicators.model, NULL) : NULL;
  return model && vit_learned_model_is_of (model, vit_run_get_paths (run)[0]);
}

char *
vit_learned_dup_warning (const VitLinearRange *range, const VitLearnedFeature *features)
{
  if (range->outside > MANY_OUTSIDE)
    return g_strdup_printf (
        "%.0f %% of the atoms lie outside what the model was trained on, most by %s",
        100 * range->outside, features[range->worst].name);
  if (range->distance > FAR_MEAN)
    return g_strdup_printf (
        "the mean of %s is %.1f standard deviations from where the model was trained",
        features[range->farthest].name, range->distance);
  return NULL;
}

bool
vit_learned_model_compute (const VitLearnedModel *model,
                           VitQuantitySource *source,
                           double *values,
                           VitProgress *progress,
                           GError **error)
{
  g_return_val_if_fail (model && source && values, false);
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  if (!frame)
    return false;
  size_t p = model->linear->p, n = frame->atoms->n;
  g_auto (Frame) self = { model,
                          frame,
                          n,
                          g_new (double, MAX (3 * n, 1)),
                          g_new0 (uint8_t, MAX (n, 1)),
                          g_new0 (double *, p) };
  uint8_t species[UINT8_MAX + 1] = { 0 };
  vit_frame_copy_positions (frame, self.x);
  match_species (model, source, MIN (frame->atoms->n_types, UINT8_MAX), species);
  for (size_t i = 0; i < n; i++)
    self.types[i] = species[frame->atoms->types[i]];
  if (!compute_plain (&self, source, progress, error))
    return false;
  for (size_t k = 0; k < p; k++)
    if (!self.columns[k] && model->features[k].width > 0 &&
        !compute_averages (&self, model->features[k].width, progress, error))
      return false;
  for (size_t k = 0; k < p; k++)
    if (!self.columns[k])
      {
        g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "the learned indicator has no feature %s",
                     model->features[k].name);
        return false;
      }
  g_autofree double *row = g_new (double, p);
  g_auto (VitLinearRange) range = { 0 };
  vit_linear_range_begin (&range, model->linear);
  for (size_t i = 0; i < n; i++)
    {
      for (size_t k = 0; k < p; k++)
        row[k] = self.columns[k][i];
      vit_linear_model_apply (model->linear, row, self.types + i, 1, values + i);
      vit_linear_range_add (&range, row, self.types[i]);
    }
  vit_linear_range_end (&range);
  g_autofree char *warning = vit_learned_dup_warning (&range, model->features);
  if (warning)
    {
      g_autofree char *note = g_strconcat ("learned: ", warning, NULL);
      vit_quantity_source_add_note (source, note);
    }
  return true;
}

bool
vit_learned_take (const VitQuantity *self,
                  VitQuantitySource *source,
                  double *values,
                  VitProgress *progress,
                  GError **error)
{
  const char *path = vit_quantity_source_get_indicator_model (source);
  if (!path)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                   "learned: no learned indicator is named (--indicator-model)");
      return false;
    }
  g_autoptr (VitLearnedModel) model = vit_learned_model_get (path, error);
  return model && vit_learned_model_compute (model, source, values, progress, error);
}
