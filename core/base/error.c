#include "core/base/error.h"

G_DEFINE_QUARK (vit - error - quark, vit_error)
