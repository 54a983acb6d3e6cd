#include "pulses.h"

#include <avr/interrupt.h>
#include <util/atomic.h>

#include "../core/arm.h"
#include "pins.h"

/* Timer 1 counts half microseconds. */
#define TICKS_PER_US 2
#define FRAME_TICKS (20000U * TICKS_PER_US)
#define UNITS_PER_TICK (UNITS_PER_US / TICKS_PER_US)
/*
 * The interrupt comes this much before an edge and waits for it, so that edges do not move when the interrupts of the
 * UART or the clock (a few microseconds each) come in between. That costs 6 % of the processor.
 */
#define LEAD_TICKS (10 * TICKS_PER_US)

static volatile uint16_t width_ticks[JOINT_COUNT];
static volatile bool pulses_on, frame_ended;

static const struct pin_state low = {PULL_UP, 0};
static const struct pin_state high[JOINT_COUNT] = {{PULL_UP | 1 << 4, 0}, {PULL_UP | 1 << 5, 0}, {PULL_UP | 1 << 6, 0}, {PULL_UP | 1 << 7, 0}, {PULL_UP, 1 << 0}, {PULL_UP, 1 << 1}};

ISR(TIMER1_COMPA_vect) {
    /* The joint whose pulse begins at this edge; JOINT_COUNT is the pause at the end. */
    static uint8_t slot;
    static uint16_t used_ticks;
    struct pin_state pins = low;
    uint16_t edge = OCR1A + LEAD_TICKS, length;
    if (slot < JOINT_COUNT) {
        if (pulses_on) pins = high[slot];
        length = width_ticks[slot];
        used_ticks += length;
        slot++;
    } else {
        length = FRAME_TICKS - used_ticks;
        used_ticks = 0;
        slot = 0;
        frame_ended = true;
    }
    OCR1A += length;
    while ((int16_t)(TCNT1 - edge) < 0) {
    }
    pins_write(pins);
}

void pulses_init(void) {
    for (uint8_t joint = 0; joint < JOINT_COUNT; joint++) width_ticks[joint] = CENTRE_PULSE / UNITS_PER_TICK;
    TCCR1A = 0;
    TCCR1B = _BV(CS11);
    OCR1A = 1000;
    TIMSK1 = _BV(OCIE1A);
}

void pulses_set(const uint16_t *position, bool on) {
    for (uint8_t joint = 0; joint < JOINT_COUNT; joint++) {
        uint16_t ticks = (position[joint] + UNITS_PER_TICK / 2) / UNITS_PER_TICK;
        ATOMIC_BLOCK(ATOMIC_RESTORESTATE) width_ticks[joint] = ticks;
    }
    pulses_on = on;
}

bool pulses_frame_ended(void) {
    bool ended = false;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        ended = frame_ended;
        frame_ended = false;
    }
    return ended;
}
