#ifndef TEMPERA_SURVIVAL_H
#define TEMPERA_SURVIVAL_H

#include "../core/arm.h"

/*
 * What outlives a reset without loss of power, in memory that the start-up code does not clear: where the servos were
 * told to be, and whether the watchdog found the program hung.
 */
void survival_keep(const struct arm *arm);
/*
 * After a reset: takes the positions over where they are intact. If it was the program that hung, the pulses go on at
 * once, held, so that the arm does not fall; after any other reset they stay off.
 */
void survival_recover(struct arm *arm);
/* Why the processor started: the bits of MCUSR. */
uint8_t survival_reset_cause(void);
/* Starts the watchdog: 120 ms until it marks the program as hung, then 120 ms until it resets. */
void survival_start_watchdog(void);
/* Says that the program runs. */
void survival_feed_watchdog(void);

#endif
