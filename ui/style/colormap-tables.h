#pragma once

/* viridis, plasma, inferno, magma (van der Walt & Smith 2015) and cividis (Nuñez, Anderton &
 * Renslow 2018); the tables are in the public domain (CC0). */

#include <stdint.h>

extern const uint8_t vit_colormap_tables[5][256][3];
