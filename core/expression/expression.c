#include "core/expression/expression.h"

#include <string.h>

#include "core/base/error.h"
#include "core/base/nearest.h"
#include "core/expression/expression-private.h"

VitExpression *
vit_expression_ref (VitExpression *self)
{
  g_return_val_if_fail (self, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vit_segment_init (VitSegment *segment)
{
  *segment = (VitSegment){ .code = g_array_new (FALSE, FALSE, sizeof (VitInstruction)) };
}

void
vit_segment_clear (VitSegment *segment)
{
  g_clear_pointer (&segment->code, g_array_unref);
}

void
vit_expression_unref (VitExpression *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint k = 0; k < self->stages->len; k++)
    {
      VitStage *stage = &g_array_index (self->stages, VitStage, k);
      vit_segment_clear (&stage->argument);
      vit_segment_clear (&stage->group);
    }
  g_array_unref (self->stages);
  g_array_unref (self->constants);
  g_array_unref (self->name_places);
  g_array_unref (self->species_places);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->species);
  vit_segment_clear (&self->result);
  g_free (self->text);
  g_free (self);
}

const char *
vit_expression_get_text (const VitExpression *self)
{
  g_return_val_if_fail (self, NULL);
  return self->text;
}

const char *const *
vit_expression_get_names (const VitExpression *self)
{
  g_return_val_if_fail (self, NULL);
  return (const char *const *) self->names->pdata;
}

const char *const *
vit_expression_get_species (const VitExpression *self)
{
  g_return_val_if_fail (self, NULL);
  return (const char *const *) self->species->pdata;
}

bool
vit_expression_is_condition (const VitExpression *self)
{
  g_return_val_if_fail (self, false);
  return self->is_condition;
}

/* Say that there is no @word, with the nearest that there is. */
static void
fail_unknown (
    const char *kind, const char *word, unsigned place, const char *const *known, GError **error)
{
  const char *nearest = vit_nearest_word (word, known);
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
               "at character %u: there is no %s \"%s\"%s%s%s", place, kind, word,
               nearest ? "; the nearest is \"" : "; none has a name", nearest ? nearest : "",
               nearest ? "\"" : "");
}

bool
vit_expression_check (const VitExpression *self,
                      const char *const *names,
                      const char *const *species,
                      GError **error)
{
  g_return_val_if_fail (self && names && species, false);
  const char *const *wanted = vit_expression_get_names (self);
  for (guint k = 0; wanted[k]; k++)
    {
      unsigned place = g_array_index (self->name_places, unsigned, k);
      if (g_strv_contains (names, wanted[k]))
        continue;
      if (g_strv_contains (species, wanted[k]))
        g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                     "at character %u: \"%s\" is a species, not a column: element == %s is what "
                     "compares with it",
                     place, wanted[k], wanted[k]);
      else
        fail_unknown ("column", wanted[k], place, names, error);
      return false;
    }
  wanted = vit_expression_get_species (self);
  for (guint k = 0; wanted[k]; k++)
    if (!g_strv_contains (species, wanted[k]))
      {
        unsigned place = g_array_index (self->species_places, unsigned, k);
        fail_unknown ("species", wanted[k], place, species, error);
        return false;
      }
  return true;
}
