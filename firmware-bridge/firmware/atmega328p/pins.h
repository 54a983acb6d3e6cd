#ifndef TEMPERA_PINS_H
#define TEMPERA_PINS_H

#include <avr/io.h>
#include <stdint.h>

/*
 * Arduino names: servos 1 to 6 on D4, D5, D6, D7, D8, D9; the stop switch between D2 and ground.
 * The switch is closed in service, so that a broken wire stops the arm too.
 */
#define SWITCH_BIT 2

#define PULL_UP (1 << SWITCH_BIT)

static inline void pins_init(void) {
    DDRD = 0xF0;
    DDRB = 0x03;
    PORTD = PULL_UP;
}

/* What the two ports are while the pulse of one servo goes on. */
struct pin_state {
    uint8_t port_d;
    uint8_t port_b;
};

static inline void pins_write(struct pin_state state) {
    PORTD = state.port_d;
    PORTB = state.port_b;
}

static inline uint8_t switch_pin_is_open(void) {
    return PIND & 1 << SWITCH_BIT;
}

#endif
