/* Premises of the study's own logs. */

#include "core/study/study-logs.h"

#include <string.h>

#include "core/base/error.h"
#include "core/study/study-private.h"
#include "core/study/study-text.h"

static const struct
{
  const char *name, *key;
} logs[VIT_N_STUDY_LOGS] = {
  [VIT_STUDY_LOG_STRESS_STRAIN] = { "stress-strain", "stress-strain-log" },
  [VIT_STUDY_LOG_QUENCH] = { "quench", "quench-log" },
};

const char *
vit_study_log_name (VitStudyLog log)
{
  g_return_val_if_fail ((size_t) log < VIT_N_STUDY_LOGS, NULL);
  return logs[log].name;
}

const char *
vit_study_log_key (VitStudyLog log)
{
  g_return_val_if_fail ((size_t) log < VIT_N_STUDY_LOGS, NULL);
  return logs[log].key;
}

bool
vit_study_log_find (const char *name, VitStudyLog *log)
{
  for (size_t i = 0; i < VIT_N_STUDY_LOGS; i++)
    if (strcmp (logs[i].name, name) == 0)
      {
        *log = (VitStudyLog) i;
        return true;
      }
  return false;
}

bool
vit_study_log_takes (VitStudyLog log, VitPremiseId id)
{
  return log == VIT_STUDY_LOG_QUENCH ? id == VIT_PREMISE_LOADING
                                     : (vit_premise_get (id)->groups & VIT_PREMISES_OF_LOG) != 0;
}

const VitPremises *
vit_study_get_log_given (VitStudy *self, VitStudyLog log)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && (size_t) log < VIT_N_STUDY_LOGS, NULL);
  return self->log_given[log];
}

bool
vit_study_set_log_premise (
    VitStudy *self, VitStudyLog log, VitPremiseId id, const char *text, GError **error)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && (size_t) log < VIT_N_STUDY_LOGS && text, false);
  if (!vit_study_log_takes (log, id))
    {
      g_autoptr (GString) names = g_string_new (NULL);
      for (VitPremiseId i = 0; i < VIT_N_PREMISES; i++)
        if (vit_study_log_takes (log, i))
          g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                                  vit_premise_get (i)->name);
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "nothing of the %s log rests on %s; on it rest %s", logs[log].name,
                   vit_premise_get (id)->name, names->str);
      return false;
    }
  g_autoptr (VitPremises) given = vit_premises_copy (self->log_given[log]);
  if (!vit_premises_parse (given, id, text, error))
    return false;
  if (vit_premises_equal (given, self->log_given[log]))
    return true;
  vit_premises_unref (self->log_given[log]);
  self->log_given[log] = g_steal_pointer (&given);
  vit_study_emit_option_changed (self, "mechanics", logs[log].key);
  vit_study_mark_modified (self, true);
  return true;
}

bool
vit_study_read_logs (VitStudy *self, const char *path, const char *text, GError **error)
{
  for (VitStudyLog log = 0; log < VIT_N_STUDY_LOGS; log++)
    for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
      {
        const char *name = vit_premise_get (id)->name;
        g_autofree char *value = g_key_file_get_string (self->keys, logs[log].name, name, NULL);
        g_autoptr (GError) inner = NULL;
        if (!value || !vit_study_log_takes (log, id))
          continue;
        if (*g_strstrip (value) == '\0')
          g_set_error (&inner, VIT_ERROR, VIT_ERROR_FORMAT, "%s has no value", name);
        else if (vit_study_set_log_premise (self, log, id, value, &inner))
          continue;
        g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: %s", path,
                     vit_study_text_find_line (text, logs[log].name, name), inner->message);
        return false;
      }
  return true;
}

void
vit_study_write_logs (VitStudy *self, GKeyFile *keys)
{
  for (VitStudyLog log = 0; log < VIT_N_STUDY_LOGS; log++)
    for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
      if (vit_study_log_takes (log, id))
        vit_study_write_optional (keys, logs[log].name, vit_premise_get (id)->name,
                                  vit_premises_get_text (self->log_given[log], id));
}
