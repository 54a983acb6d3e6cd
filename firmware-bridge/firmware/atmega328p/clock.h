#ifndef TEMPERA_CLOCK_H
#define TEMPERA_CLOCK_H

#include <stdbool.h>

/* Milliseconds by timer 2. */
void clock_init(void);
/* True once for each millisecond that has passed. */
bool clock_take_millisecond(void);

#endif
