#pragma once

/* The rows behind vit_option_list(). */

#include "core/study/options.h"

extern const VitOption vit_option_table[];
extern const size_t vit_option_table_length;
