#include "core/results/column.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/nearest.h"
#include "core/io/writer.h"
#include "core/results/column-vector.h"

/* Columns that every frame has, whatever its file says. */
static const char *const frame_names[] = { "id", "type", "element", "x", "y", "z" };

const VitQuantity *
vit_column_find_quantity (const char *column)
{
  const VitQuantity *quantity = vit_quantity_find (column);
  return quantity && quantity->components == 1 ? quantity : NULL;
}

/* The name of what is a column of the file whatever quantities there are; %NULL for others. */
static const char *
find_of_file (const char *column)
{
  return g_str_has_prefix (column, VIT_COLUMN_OF_FILE) ? column + strlen (VIT_COLUMN_OF_FILE)
                                                       : NULL;
}

/* ---- Names in expressions ---- */

/* (transfer full) (nullable): the column that NAME:avg is the average of. */
static char *
dup_base (const char *column)
{
  return g_str_has_suffix (column, VIT_QUANTITY_AVERAGED)
             ? g_strndup (column, strlen (column) - strlen (VIT_QUANTITY_AVERAGED))
             : NULL;
}

static char *
dup_component (const VitQuantity *quantity, int k)
{
  VitWriterColumn column = { quantity->name, quantity->unit, NULL, quantity->components,
                             quantity->component_names };
  return vit_writer_column_name (&column, k);
}

/* The quantity, or the component of one, that is called so in tables. */
static const VitQuantity *
find_component (const char *name, int *component)
{
  size_t n;
  const VitQuantity *averaged = vit_quantity_find_averaged (name);
  *component = 0;
  if (averaged)
    return averaged;
  const VitQuantity *list = vit_quantity_list (&n);
  for (size_t i = 0; i < n; i++)
    for (*component = 0; *component < list[i].components; (*component)++)
      {
        g_autofree char *own = dup_component (&list[i], *component);
        if (strcmp (own, name) == 0)
          return &list[i];
      }
  return NULL;
}

/* (transfer container): the quantities that a column rests on. */
static GPtrArray *
list_quantities (const char *column)
{
  GPtrArray *list = g_ptr_array_new ();
  const VitQuantity *quantity = vit_quantity_find (column);
  if (quantity)
    {
      g_ptr_array_add (list, (gpointer) quantity);
      return list;
    }
  g_autoptr (VitExpression) expression = vit_expression_parse (column, NULL);
  const char *const *names = expression ? vit_expression_get_names (expression) : NULL;
  for (; names && *names; names++)
    {
      int component;
      quantity = find_component (*names, &component);
      if (quantity)
        g_ptr_array_add (list, (gpointer) quantity);
    }
  return list;
}

unsigned
vit_column_get_needs (const char *column)
{
  g_return_val_if_fail (column, 0);
  g_autoptr (GPtrArray) list = list_quantities (column);
  unsigned needs = 0;
  for (guint k = 0; k < list->len; k++)
    needs |= ((const VitQuantity *) list->pdata[k])->needs;
  return needs;
}

bool
vit_column_is_whole (const char *column)
{
  g_return_val_if_fail (column, false);
  const VitQuantity *quantity = vit_column_find_quantity (column);
  static const char *const whole[] = { "id", "type", "element", NULL };
  if (quantity || g_strv_contains (whole, column))
    return quantity ? quantity->whole : true;
  g_autoptr (VitExpression) expression = vit_expression_parse (column, NULL);
  return expression && vit_expression_is_condition (expression);
}

bool
vit_column_needs_interval (const char *column)
{
  return vit_column_get_needs (column) & VIT_NEEDS_INTERVAL;
}

void
vit_column_wish (const char *column, const VitOptions *options, VitQuantityWish *wish)
{
  g_return_if_fail (column);
  g_autoptr (GPtrArray) list = list_quantities (column);
  for (guint k = 0; k < list->len; k++)
    vit_quantity_wish (list->pdata[k], options, wish);
  if (strstr (column, VIT_QUANTITY_AVERAGED))
    wish->affects |= VIT_AFFECTS_AVERAGE;
}

/* ---- Words ---- */

char *
vit_column_dup_symbol (const char *column)
{
  g_return_val_if_fail (column, NULL);
  const VitQuantity *quantity = vit_column_find_quantity (column);
  return quantity ? g_strdup (quantity->symbol) : g_markup_escape_text (column, -1);
}

char *
vit_column_dup_label (const char *column)
{
  g_return_val_if_fail (column, NULL);
  const VitQuantity *quantity = vit_column_find_quantity (column);
  char *symbol = vit_column_dup_symbol (column);
  if (!quantity || !*quantity->unit)
    return symbol;
  char *label = g_strdup_printf ("%s (%s)", symbol, vit_quantity_get_unit_markup (quantity));
  g_free (symbol);
  return label;
}

/* Characters that have room over a colour bar. */
#define MOST_OF_LABEL 10

bool
vit_column_is_formula (const char *column)
{
  g_return_val_if_fail (column, false);
  return !vit_column_find_quantity (column) && g_utf8_strlen (column, -1) > MOST_OF_LABEL;
}

char *
vit_column_dup_short_label (const char *column)
{
  return vit_column_is_formula (column) ? g_strdup ("<i>c</i>") : vit_column_dup_label (column);
}

char *
vit_column_dup_difference_label (const char *column)
{
  g_autofree char *label = vit_column_dup_short_label (column);
  return g_strconcat ("Δ", label, NULL);
}

static void
append_rule (GString *text, const char *rule)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", rule);
}

/* Faces of cells, and neighbours of bond order and coordination. */
static void
append_structure_rules (GString *text,
                        VitAffects affects,
                        const VitOptions *options,
                        const char *const *species)
{
  VitStructureOptions how = { 0 };
  if (!(affects & (VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION)) ||
      !vit_structure_options_take (options, species, &how, NULL))
    return;
  g_autofree char *faces = g_strdup_printf ("faces ≥ %g %%", 100 * how.face_threshold);
  if ((affects & VIT_AFFECTS_CELLS) && !(affects & VIT_AFFECTS_BONDS))
    append_rule (text, faces);
  if (affects & VIT_AFFECTS_BONDS)
    {
      g_autofree char *rule =
          vit_neighbour_choice_dup_text (&how.bonds, how.face_threshold, species);
      append_rule (text, rule);
      if (how.weighted && how.bonds.rule == VIT_NEIGHBOURS_VORONOI)
        append_rule (text, "weighted by area");
    }
  if (affects & VIT_AFFECTS_COORDINATION)
    {
      g_autofree char *rule =
          vit_neighbour_choice_dup_text (&how.coordination, how.face_threshold, species);
      append_rule (text, rule);
    }
}

char *
vit_column_dup_explanation (const char *column)
{
  const VitQuantity *quantity = vit_column_find_quantity (column);
  g_autofree char *label = vit_column_dup_label (column),
                  *plain = g_markup_escape_text (column, -1);
  if (quantity)
    return g_strdup_printf ("%s: %s", label, quantity->description);
  g_autoptr (VitExpression) expression = vit_expression_parse (column, NULL);
  const char *const *names = expression ? vit_expression_get_names (expression) : NULL;
  bool formula = names && (!names[0] || names[1] || strcmp (names[0], column) != 0);
  return g_strdup_printf ("%s: %s", plain,
                          formula ? "an expression over values of each atom"
                                  : "a column of the file, or the length of a vector in it");
}

char *
vit_column_dup_rule (const char *column,
                     const VitOptions *options,
                     const char *const *species,
                     double interval)
{
  g_return_val_if_fail (column && options, NULL);
  g_autoptr (GPtrArray) list = list_quantities (column);
  g_autoptr (GString) text = g_string_new (NULL);
  VitAffects affects = 0;
  unsigned needs = 0;
  bool d2min = false;
  for (guint k = 0; k < list->len; k++)
    {
      const VitQuantity *quantity = list->pdata[k];
      affects |= quantity->affects;
      needs |= quantity->needs;
      d2min = d2min || strcmp (quantity->name, "d2min") == 0;
    }
  append_structure_rules (text, affects, options, species);
  if (affects & VIT_AFFECTS_ENTROPY)
    {
      const VitIndicatorGroup *how = &options->indicators;
      g_autofree char *integral =
          g_strdup_printf ("<i>s</i><sub>2</sub> up to %g Å with σ = %g Å%s", how->s2_reach,
                           how->s2_width, how->s2_total ? ", of all species together" : "");
      append_rule (text, integral);
    }
  if (strstr (column, VIT_QUANTITY_AVERAGED))
    {
      g_autofree char *width =
          g_strdup_printf ("averages with <i>ξ</i> = %g Å", options->indicators.average);
      append_rule (text, width);
    }
  if (needs & VIT_NEEDS_INTERVAL)
    {
      g_autofree char *taken = interval > 0 ? g_strdup_printf ("Δ<i>t</i> = %.6g ps", interval)
                                            : g_strdup_printf ("Δ<i>t</i> = %g ps or the nearest",
                                                               options->plasticity.interval);
      append_rule (text, taken);
    }
  if (affects & VIT_AFFECTS_PLASTICITY)
    {
      g_autofree char *reach =
          g_strdup_printf ("neighbours within %g Å", vit_options_get_cutoff (options));
      append_rule (text, reach);
      if (options->plasticity.per_neighbour && d2min)
        append_rule (text, "per neighbour");
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* ---- Whether there is such a column ---- */

static void
add_averaged (GStrvBuilder *names, const char *name)
{
  g_autofree char *averaged = g_strconcat (name, VIT_QUANTITY_AVERAGED, NULL);
  g_strv_builder_add (names, averaged);
}

char **
vit_column_list_names (VitTrajectory *trajectory)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  size_t n;
  const VitQuantity *list = vit_quantity_list (&n);
  for (size_t i = 0; i < n; i++)
    for (int k = 0; k < list[i].components; k++)
      {
        g_autofree char *name = dup_component (&list[i], k);
        g_strv_builder_add (names, name);
      }
  if (trajectory)
    {
      g_strv_builder_addv (names, (const char **) vit_trajectory_get_columns (trajectory));
      vit_column_vector_add_names (trajectory, names);
    }
  for (gsize k = 0; k < G_N_ELEMENTS (frame_names); k++)
    g_strv_builder_add (names, frame_names[k]);
  const char *const *columns = trajectory ? vit_trajectory_get_columns (trajectory) : NULL;
  for (size_t i = 0; i < n; i++)
    if (list[i].components == 1)
      add_averaged (names, list[i].name);
  for (; columns && *columns; columns++)
    add_averaged (names, *columns);
  return g_strv_builder_end (names);
}

static bool
check_expression (const VitExpression *expression,
                  VitTrajectory *trajectory,
                  const char *const *species,
                  GError **error)
{
  g_auto (GStrv) names = vit_column_list_names (trajectory);
  g_autoptr (GPtrArray) named = g_ptr_array_new ();
  for (; species && *species; species++)
    if (**species)
      g_ptr_array_add (named, (gpointer) *species);
  g_ptr_array_add (named, NULL);
  return vit_expression_check (expression, (const char *const *) names,
                               (const char *const *) named->pdata, error);
}

/* Whether it is one name, of which it need not be said where it stands. */
static bool
is_one_name (const VitExpression *expression)
{
  const char *const *names = vit_expression_get_names (expression);
  return names[0] && !names[1] && strcmp (names[0], vit_expression_get_text (expression)) == 0;
}

static void
fail_unknown (const char *name, VitTrajectory *trajectory, GError **error)
{
  g_auto (GStrv) names = vit_column_list_names (trajectory);
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
               "there is no column \"%s\"; the nearest is \"%s\"", name,
               vit_nearest_word (name, (const char *const *) names));
}

/* (transfer full): the expression of a column that neither is a quantity nor in the file, checked;
 * @species as in vit_column_check(). */
static VitExpression *
parse (const char *column, VitTrajectory *trajectory, const char *const *species, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (VitExpression) expression = vit_expression_parse (column, &why);
  if (expression && check_expression (expression, trajectory, species, &why))
    return g_steal_pointer (&expression);
  if (expression && is_one_name (expression))
    fail_unknown (column, trajectory, error);
  else
    g_set_error (error, why->domain, why->code, "%s: %s", column, why->message);
  return NULL;
}

/* Whether a column is read from the file; what that says of type and element are words, as a rule:
 * the frame has their numbers. */
bool
vit_column_is_in_file (const char *column, VitTrajectory *trajectory)
{
  static const char *const of_frame[] = { "id", "type", "element", "species", NULL };
  return !g_strv_contains (of_frame, column) &&
         g_strv_contains (vit_trajectory_get_columns (trajectory), column);
}

bool
vit_column_tells_place (const char *name)
{
  static const char *const all[] = {
    "id", "type",    "element", "species", "mol", "Z",  "x",  "y",
    "z",  "numbers", "xs",      "ys",      "zs",  "xu", "yu", "atomic_numbers",
    "zu", "xsu",     "ysu",     "zsu",     "ix",  "iy", "iz", NULL
  };
  g_return_val_if_fail (name, false);
  return g_strv_contains (all, name);
}

/* A column of the file, or the average of one. */
static bool
check_of_file (const char *name, VitTrajectory *trajectory, GError **error)
{
  g_autofree char *base = dup_base (name);
  if (vit_column_is_in_file (name, trajectory) ||
      (base && vit_column_is_in_file (base, trajectory)))
    return true;
  g_autofree char *columns = g_strjoinv (", ", (char **) vit_trajectory_get_columns (trajectory));
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "the file has no column \"%s\", but %s",
               base ? base : name, columns);
  return false;
}

/* An expression may not be a bare element, because that is no number; colours have one for each. */
static bool
is_element (const char *column)
{
  return strcmp (column, "element") == 0;
}

bool
vit_column_check (const char *column,
                  VitTrajectory *trajectory,
                  const char *const *species,
                  GError **error)
{
  g_return_val_if_fail (column && trajectory, false);
  const char *of_file = find_of_file (column);
  if (of_file)
    return check_of_file (of_file, trajectory, error);
  if (vit_column_find_quantity (column) || vit_column_is_in_file (column, trajectory) ||
      is_element (column))
    return true;
  g_autoptr (VitExpression) expression = parse (column, trajectory, species, error);
  return expression != NULL;
}

bool
vit_column_check_run (const char *column, VitRun *run, GError **error)
{
  g_return_val_if_fail (column && VIT_IS_RUN (run), false);
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  const char *const *species = vit_run_get_species (run);
  if (!trajectory)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "no run is open");
      return false;
    }
  if (!species)
    species = (const char *const *) vit_trajectory_get_composition (trajectory)->species;
  return vit_column_check (column, trajectory, species, error);
}

/* ---- Values ---- */

/* The number of a species is its first type; types without a name are species of their own. */
static unsigned
get_species_number (const VitQuantitySource *source, unsigned type)
{
  const char *name = vit_quantity_source_get_species (source, type);
  for (unsigned t = 1; *name && t < type; t++)
    if (strcmp (vit_quantity_source_get_species (source, t), name) == 0)
      return t;
  return type;
}

/* Values of @frame_names. Returns: whether @name is one of them. */
static bool
take_from_frame (const char *name,
                 const VitQuantitySource *source,
                 const VitFrame *frame,
                 double *values)
{
  const VitAtoms *atoms = frame->atoms;
  bool is_position = strlen (name) == 1 && *name >= 'x' && *name <= 'z';
  double numbers[UINT8_MAX + 1];
  if (strcmp (name, "id") == 0)
    for (size_t i = 0; i < atoms->n; i++)
      values[i] = (double) atoms->ids[i];
  else if (strcmp (name, "type") == 0)
    for (size_t i = 0; i < atoms->n; i++)
      values[i] = atoms->types[i];
  else if (strcmp (name, "element") == 0)
    {
      for (unsigned t = 0; t <= UINT8_MAX; t++)
        numbers[t] = t > 0 && t <= atoms->n_types ? get_species_number (source, t) : NAN;
      for (size_t i = 0; i < atoms->n; i++)
        values[i] = numbers[atoms->types[i]];
    }
  else if (is_position)
    for (size_t i = 0; i < atoms->n; i++)
      {
        double x[3];
        vit_frame_get_position (frame, i, x);
        values[i] = x[*name - 'x'];
      }
  else
    return false;
  return true;
}

static bool
take_component (const VitQuantity *quantity,
                int component,
                VitQuantitySource *source,
                size_t n,
                double *values,
                VitProgress *progress,
                GError **error)
{
  size_t width = (size_t) quantity->components;
  if (width == 1)
    return vit_quantity_compute (quantity, source, values, progress, error);
  g_autofree double *all = g_new (double, MAX (n, 1) * width);
  if (!vit_quantity_compute (quantity, source, all, progress, error))
    return false;
  for (size_t i = 0; i < n; i++)
    values[i] = all[i * width + (size_t) component];
  return true;
}

/* The average of a column of the file. */
static bool
take_averaged (const char *column,
               VitQuantitySource *source,
               const VitFrame *frame,
               double *values,
               VitProgress *progress,
               GError **error)
{
  g_autofree double *own = g_new (double, MAX (frame->atoms->n, 1));
  return vit_trajectory_read_column (vit_quantity_source_get_trajectory (source),
                                     vit_quantity_source_get_index (source), column, own, error) &&
         vit_quantity_source_average (source, own, values, progress, error);
}

static bool
compute_of_file (const char *name,
                 VitQuantitySource *source,
                 double *values,
                 VitProgress *progress,
                 GError **error)
{
  VitTrajectory *trajectory = vit_quantity_source_get_trajectory (source);
  g_autofree char *base = dup_base (name);
  if (!check_of_file (name, trajectory, error))
    return false;
  if (vit_column_is_in_file (name, trajectory))
    return vit_trajectory_read_column (trajectory, vit_quantity_source_get_index (source), name,
                                       values, error);
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  return frame && take_averaged (base, source, frame, values, progress, error);
}

/* Values of a name in an expression. What the file says of type and element are words, as a rule:
 * the frame has their numbers. */
static bool
take_name (const char *name,
           VitQuantitySource *source,
           const VitFrame *frame,
           double *values,
           VitProgress *progress,
           GError **error)
{
  int component;
  VitTrajectory *trajectory = vit_quantity_source_get_trajectory (source);
  const VitQuantity *quantity = find_component (name, &component);
  bool is_position = strlen (name) == 1;
  if (quantity)
    return take_component (quantity, component, source, frame->atoms->n, values, progress, error);
  if (!(is_position && vit_column_is_in_file (name, trajectory)) &&
      take_from_frame (name, source, frame, values))
    return true;
  g_autofree char *base = dup_base (name);
  if (base && !vit_column_is_in_file (name, trajectory))
    return take_averaged (base, source, frame, values, progress, error);
  VitColumnVector vector;
  size_t index = vit_quantity_source_get_index (source);
  if (vit_column_vector_find (name, trajectory, &vector))
    return vit_column_vector_read (&vector, trajectory, index, frame->atoms->n, values, error);
  return vit_trajectory_read_column (trajectory, index, name, values, error);
}

static bool
evaluate (const VitExpression *expression,
          VitQuantitySource *source,
          double *values,
          VitProgress *progress,
          GError **error)
{
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  if (!frame)
    return false;
  const char *const *names = vit_expression_get_names (expression);
  const char *const *words = vit_expression_get_species (expression);
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  for (; *names; names++)
    {
      double *column = g_new (double, MAX (frame->atoms->n, 1));
      g_ptr_array_add (columns, column);
      if (!take_name (*names, source, frame, column, progress, error))
        return false;
    }
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  for (; *words; words++)
    {
      double number = NAN;
      for (unsigned t = frame->atoms->n_types; t > 0; t--)
        if (strcmp (vit_quantity_source_get_species (source, t), *words) == 0)
          number = t;
      g_array_append_val (numbers, number);
    }
  VitExpressionColumns given = { (const double *const *) columns->pdata,
                                 (const double *) numbers->data };
  return vit_expression_evaluate (expression, &given, frame->atoms->n, values, progress, error);
}

/* (transfer full): names of all types of the source's run. */
static char **
list_species (VitQuantitySource *source)
{
  unsigned n =
      vit_trajectory_get_composition (vit_quantity_source_get_trajectory (source))->n_types;
  g_autoptr (GStrvBuilder) species = g_strv_builder_new ();
  for (unsigned t = 1; t <= n; t++)
    g_strv_builder_add (species, vit_quantity_source_get_species (source, t));
  return g_strv_builder_end (species);
}

bool
vit_column_compute (const char *column,
                    VitQuantitySource *source,
                    double *values,
                    VitProgress *progress,
                    GError **error)
{
  g_return_val_if_fail (column && source, false);
  if (!values)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "the frame has no atoms");
      return false;
    }
  VitTrajectory *trajectory = vit_quantity_source_get_trajectory (source);
  const VitQuantity *quantity = vit_column_find_quantity (column);
  const char *of_file = find_of_file (column);
  if (of_file)
    return compute_of_file (of_file, source, values, progress, error);
  if (quantity)
    return vit_quantity_compute (quantity, source, values, progress, error);
  if (vit_column_is_in_file (column, trajectory))
    return vit_trajectory_read_column (trajectory, vit_quantity_source_get_index (source), column,
                                       values, error);
  if (is_element (column))
    {
      const VitFrame *frame = vit_quantity_source_get_frame (source, error);
      return frame && take_from_frame (column, source, frame, values);
    }
  g_auto (GStrv) species = list_species (source);
  g_autoptr (VitExpression) expression =
      parse (column, trajectory, (const char *const *) species, error);
  return expression && evaluate (expression, source, values, progress, error);
}

bool
vit_column_compute_condition (const char *condition,
                              VitQuantitySource *source,
                              uint8_t *kept,
                              VitProgress *progress,
                              GError **error)
{
  g_return_val_if_fail (condition && source && kept, false);
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  if (!frame)
    return false;
  size_t n = frame->atoms->n;
  g_autofree double *values = g_new (double, MAX (n, 1));
  g_auto (GStrv) species = list_species (source);
  g_autoptr (VitExpression) expression = parse (
      condition, vit_quantity_source_get_trajectory (source), (const char *const *) species, error);
  if (!expression)
    return false;
  if (!vit_expression_is_condition (expression))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "%s is no condition; one is, for instance, %s > 0", condition, condition);
      return false;
    }
  if (!evaluate (expression, source, values, progress, error))
    return false;
  for (size_t i = 0; i < n; i++)
    kept[i] = values[i] != 0;
  return true;
}
