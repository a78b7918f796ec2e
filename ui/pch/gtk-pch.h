/* The header that takes longest to read, read once per library. */

#include <gtk/gtk.h>
