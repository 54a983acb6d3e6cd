#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <stdint.h>

static volatile uint8_t passed_ms;
static uint8_t taken_ms;

ISR(TIMER2_COMPA_vect) {
    passed_ms++;
}

void clock_init(void) {
    TCCR2A = _BV(WGM21);
    TCCR2B = _BV(CS22);
    OCR2A = F_CPU / 64 / 1000 - 1;
    TIMSK2 = _BV(OCIE2A);
}

bool clock_take_millisecond(void) {
    if (taken_ms == passed_ms) return false;
    taken_ms++;
    return true;
}
