#include "core/io/problem.h"

#include <string.h>

#include "core/io/file-names.h"

VitProblem *
vit_problem_new (const char *file,
                 uint64_t line,
                 int64_t frame,
                 bool has_step,
                 int64_t step,
                 bool damaging,
                 const char *message)
{
  VitProblem *problem = g_new0 (VitProblem, 1);
  problem->file = g_strdup (file);
  problem->line = line;
  problem->frame = frame;
  problem->has_step = has_step;
  problem->step = step;
  problem->damaging = damaging;
  problem->message = g_strdup (message);
  return problem;
}

VitProblem *
vit_problem_copy (const VitProblem *problem)
{
  return vit_problem_new (problem->file, problem->line, problem->frame, problem->has_step,
                          problem->step, problem->damaging, problem->message);
}

VitProblem *
vit_problem_new_from_error (const char *file, const GError *error)
{
  const char *text = error->message;
  size_t n = strlen (file);
  char *end;
  uint64_t line = 0;
  int64_t frame = -1, step = 0;
  bool has_step = false;
  if (g_str_has_prefix (text, file) && text[n] == ':')
    {
      text += n + 1;
      uint64_t number = g_ascii_strtoull (text, &end, 10);
      if (g_ascii_isdigit (*text) && *end == ':')
        {
          line = number;
          text = end + 1;
        }
      text += *text == ' ';
    }
  if (g_str_has_prefix (text, "frame ") && g_ascii_isdigit (text[6]))
    {
      int64_t number = g_ascii_strtoll (text + 6, &end, 10);
      if (g_str_has_prefix (end, " (step "))
        {
          step = g_ascii_strtoll (end + 7, &end, 10);
          has_step = g_str_has_prefix (end, "): ");
          end += has_step;
        }
      if (g_str_has_prefix (end, ": "))
        {
          frame = number;
          text = end + 2;
        }
    }
  return vit_problem_new (file, line, frame, has_step, step, true, text);
}

void
vit_problem_free (VitProblem *problem)
{
  g_free (problem->file);
  g_free (problem->message);
  g_free (problem);
}

char *
vit_problem_to_string (const VitProblem *problem)
{
  g_autoptr (GString) text = g_string_new (problem->file);
  if (problem->line > 0)
    g_string_append_printf (text, ":%" G_GUINT64_FORMAT, problem->line);
  g_string_append (text, ": ");
  if (problem->frame >= 0 && problem->has_step)
    g_string_append_printf (text, "frame %" G_GINT64_FORMAT " (step %" G_GINT64_FORMAT "): ",
                            problem->frame, problem->step);
  else if (problem->frame >= 0)
    g_string_append_printf (text, "frame %" G_GINT64_FORMAT ": ", problem->frame);
  g_string_append (text, problem->message);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static int
compare_problems (gconstpointer a, gconstpointer b)
{
  const VitProblem *x = *(VitProblem *const *) a, *y = *(VitProblem *const *) b;
  int files = vit_compare_file_names (x->file ? x->file : "", y->file ? y->file : "");
  return files != 0 ? files : (x->line > y->line) - (x->line < y->line);
}

void
vit_problems_sort (GPtrArray *problems)
{
  g_ptr_array_sort (problems, compare_problems);
}
