#ifndef TEMPERA_PULSES_H
#define TEMPERA_PULSES_H

#include <stdbool.h>
#include <stdint.h>

/* Six servo pulses, one behind the other, 50 times a second, by timer 1. */
void pulses_init(void);
/* Takes pulse widths in 1/16 microseconds from the next frame on. Off ends after the pulse in hand. */
void pulses_set(const uint16_t *position, bool on);
/* True once for each frame, when its last pulse is over. */
bool pulses_frame_ended(void);

#endif
