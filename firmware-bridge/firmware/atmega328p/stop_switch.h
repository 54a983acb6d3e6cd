#ifndef TEMPERA_STOP_SWITCH_H
#define TEMPERA_STOP_SWITCH_H

#include <stdbool.h>

/* Call once a millisecond: whether the contact is open, once it has been so for 3 ms. */
bool stop_switch_is_open(void);

#endif
