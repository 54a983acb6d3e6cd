#ifndef TEMPERA_STORED_LIMITS_H
#define TEMPERA_STORED_LIMITS_H

#include "../core/arm.h"

/* The limits of the joints in EEPROM. Takes over what is stored, where it is whole and sound. */
void stored_limits_load(struct arm *arm);
/* Begins to store the limits. */
void stored_limits_save(const struct arm *arm);
/* Writes the next byte when the EEPROM is ready: a byte takes 3.4 ms, too long to wait for. */
void stored_limits_work(void);

#endif
