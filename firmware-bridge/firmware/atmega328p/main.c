/* Tempera board: six hobby servos on an ATmega328P at 16 MHz. docs/board.md has the wiring and the protocol. */
#include <avr/interrupt.h>
#include <avr/sleep.h>

#include "../core/session.h"
#include "clock.h"
#include "pins.h"
#include "pulses.h"
#include "stop_switch.h"
#include "stored_limits.h"
#include "survival.h"
#include "uart.h"

static struct session session;

struct line_counts machine_line_counts(void) {
    return (struct line_counts){uart_overruns(), uart_dropped_frames()};
}

void machine_transmit(const uint8_t *bytes, uint8_t count) {
    uart_write(bytes, count);
}

void machine_store_limits(const struct arm *arm) {
    stored_limits_save(arm);
}

/* An interrupt between the question and the sleep would be missed: SLEEP right after SEI cannot be interrupted. */
static void sleep_until_interrupt(void) {
    cli();
    if (!uart_has_input()) {
        sleep_enable();
        sei();
        sleep_cpu();
        sleep_disable();
    }
    sei();
}

int main(void) {
    pins_init();
    uart_init();
    clock_init();
    session_init(&session, survival_reset_cause());
    stored_limits_load(&session.arm);
    survival_recover(&session.arm);
    pulses_init();
    pulses_set(session.arm.position, session.arm.pulses_on);
    survival_start_watchdog();
    set_sleep_mode(SLEEP_MODE_IDLE);
    sei();
    for (;;) {
        survival_feed_watchdog();
        for (uint8_t byte; uart_read(&byte);) session_receive(&session, byte);
        while (clock_take_millisecond()) session_millisecond(&session, stop_switch_is_open());
        if (pulses_frame_ended()) {
            arm_step(&session.arm);
            pulses_set(session.arm.position, session.arm.pulses_on);
            survival_keep(&session.arm);
        }
        session_report(&session);
        stored_limits_work();
        sleep_until_interrupt();
    }
}
