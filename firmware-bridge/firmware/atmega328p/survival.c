#include "survival.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/wdt.h>
#include <stddef.h>
#include <string.h>

#include "../core/crc16.h"

#define NOT_CLEARED __attribute__((section(".noinit")))
#define HUNG 0xA55A

static struct {
    uint16_t position[JOINT_COUNT];
    uint8_t pulses_on;
    uint16_t crc;
} kept NOT_CLEARED;
static volatile uint16_t hung NOT_CLEARED;
static uint8_t reset_cause NOT_CLEARED;

/* Runs before main, as the watchdog stays on through its own reset. Bootloaders clear MCUSR; optiboot leaves it in r2. */
void note_reset(void) __attribute__((naked, used, section(".init3")));
void note_reset(void) {
    uint8_t from_bootloader;
    __asm__ volatile("mov %0, r2" : "=r"(from_bootloader));
    reset_cause = MCUSR ? MCUSR : from_bootloader & (_BV(PORF) | _BV(EXTRF) | _BV(BORF) | _BV(WDRF));
    MCUSR = 0;
    wdt_disable();
}

/*
 * The watchdog's first bark. A watchdog reset alone would not tell a hung program from a bootloader, which starts the
 * program by one.
 */
ISR(WDT_vect) {
    hung = HUNG;
}

static uint16_t crc_of_kept(void) {
    return crc16((const uint8_t *)&kept, offsetof(__typeof__(kept), crc));
}

void survival_keep(const struct arm *arm) {
    memcpy(kept.position, arm->position, sizeof kept.position);
    kept.pulses_on = arm->pulses_on;
    /* Positions that the servos were never told must not pass for known ones. */
    kept.crc = arm->position_known ? crc_of_kept() : ~crc_of_kept();
}

void survival_recover(struct arm *arm) {
    bool was_hung = hung == HUNG;
    hung = 0;
    if ((reset_cause & _BV(PORF)) || kept.crc != crc_of_kept()) return;
    for (uint8_t joint = 0; joint < JOINT_COUNT; joint++) {
        uint16_t position = kept.position[joint];
        if (position < arm->limits[joint].lowest || position > arm->limits[joint].highest) return;
    }
    memcpy(arm->position, kept.position, sizeof arm->position);
    memcpy(arm->target, kept.position, sizeof arm->target);
    arm->position_known = true;
    if (!was_hung || !kept.pulses_on) return;
    arm->pulses_on = true;
    arm->mode = MODE_HELD;
}

uint8_t survival_reset_cause(void) {
    return reset_cause;
}

void survival_start_watchdog(void) {
    wdt_enable(WDTO_120MS);
    WDTCSR |= _BV(WDIE);
}

void survival_feed_watchdog(void) {
    wdt_reset();
    /* The bark clears its own enable bit: a program that was late, not hung, is guarded as before. */
    if (hung != HUNG) return;
    hung = 0;
    WDTCSR |= _BV(WDIE);
}
