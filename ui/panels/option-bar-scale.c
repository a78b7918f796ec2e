/* Sliders of options. */

#include <math.h>
#include <string.h>

#include "ui/panels/help-topic.h"
#include "ui/panels/option-bar-private.h"

typedef struct
{
  VitStudy *study;
  const VitOption *option;
  VitOptionScale scale;
  GtkRange *range;
  GtkLabel *label;
} Slider;

static void
free_slider (gpointer data)
{
  Slider *self = data;
  g_object_unref (self->study);
  g_free (self);
}

/* The study has the exact value; the slider stores a rounded one. */
static void
on_value_changed (GtkRange *range, Slider *self)
{
  double value = gtk_range_get_value (range), unit = self->scale.step;
  if (self->scale.logarithmic)
    {
      value = pow (10, value);
      unit = pow (10, floor (log10 (value)) - 1);
    }
  vit_study_set_option_number (self->study, self->option->group, self->option->key,
                               round (value / unit) * unit);
}

static void
show_value (Slider *self)
{
  const VitOptionScale *scale = &self->scale;
  double value = vit_option_get_number (self->option, vit_study_get_options (self->study));
  double place = CLAMP (value, scale->low, scale->high);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_autofree char *text = g_strdup_printf (scale->format, value);
#pragma GCC diagnostic pop
  gtk_label_set_markup (self->label, text);
  g_signal_handlers_block_by_func (self->range, on_value_changed, self);
  gtk_range_set_value (self->range, scale->logarithmic ? log10 (place) : place);
  g_signal_handlers_unblock_by_func (self->range, on_value_changed, self);
}

static void
on_option_changed (VitStudy *study, const char *group, const char *key, GtkWidget *pair)
{
  Slider *self = g_object_get_data (G_OBJECT (pair), "slider");
  if (strcmp (key, self->option->key) == 0)
    show_value (self);
}

void
vit_option_bar_add_scale (GtkWidget *bar, const VitOptionScale *scale)
{
  const VitOption *option = vit_option_bar_find (bar, scale->key);
  g_return_if_fail (option);
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *label = gtk_label_new (NULL);
  double low = scale->logarithmic ? log10 (scale->low) : scale->low,
         high = scale->logarithmic ? log10 (scale->high) : scale->high;
  GtkWidget *range = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, low, high, scale->step);
  Slider *self = g_new0 (Slider, 1);
  *self = (Slider){ g_object_ref (g_object_get_data (G_OBJECT (bar), VIT_OPTION_BAR_STUDY)), option,
                    *scale, GTK_RANGE (range), GTK_LABEL (label) };
  g_object_set_data_full (G_OBJECT (pair), "slider", self, free_slider);
  gtk_widget_add_css_class (label, "caption");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_scale_set_draw_value (GTK_SCALE (range), FALSE);
  for (gsize i = 0; i < scale->n_marks; i++)
    gtk_scale_add_mark (GTK_SCALE (range),
                        scale->logarithmic ? log10 (scale->marks[i]) : scale->marks[i],
                        GTK_POS_BOTTOM, NULL);
  gtk_widget_set_tooltip_text (pair, scale->tooltip ? scale->tooltip : option->tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (range), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  scale->name, -1);
  g_autofree char *topic = g_strdup_printf ("option-%s.%s", option->group, option->key);
  vit_help_topic_set (pair, topic);
  gtk_box_append (GTK_BOX (pair), label);
  gtk_box_append (GTK_BOX (pair), range);
  g_signal_connect (range, "value-changed", G_CALLBACK (on_value_changed), self);
  g_autofree char *signal = g_strconcat ("option-changed::", option->group, NULL);
  g_signal_connect_object (self->study, signal, G_CALLBACK (on_option_changed), pair, 0);
  show_value (self);
  vit_option_bar_append (bar, pair, option->affects);
}
