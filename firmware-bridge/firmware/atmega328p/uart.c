#include "uart.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#define BAUD 250000UL
/* Rounded; exact for 250, 500 and 1000 kBd at 16 MHz. */
#define DIVISOR ((F_CPU + 4 * BAUD) / (8 * BAUD) - 1)

/* Rings of 256 bytes: 8-bit indices wrap round by themselves. Equal indices mean empty. */
static volatile uint8_t received[256], received_end, received_start;
static volatile uint8_t sending[256], sending_end, sending_start;
static volatile uint8_t overruns;
static uint8_t dropped_frames;

ISR(USART_RX_vect) {
    uint8_t status = UCSR0A, byte = UDR0, next = received_end + 1;
    if (status & (_BV(DOR0) | _BV(FE0))) overruns++;
    if (next == received_start) {
        overruns++;
        return;
    }
    received[received_end] = byte;
    received_end = next;
}

ISR(USART_UDRE_vect) {
    UDR0 = sending[sending_start++];
    /* Together with the last byte: avr8js clears the flag on entry, so an interrupt without a byte would stall it. */
    if (sending_start == sending_end) UCSR0B &= (uint8_t)~_BV(UDRIE0);
}

void uart_init(void) {
    /* Before the divisor: simavr takes the speed when the divisor is written. */
    UCSR0A = _BV(U2X0);
    UBRR0 = DIVISOR;
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

bool uart_has_input(void) {
    return received_start != received_end;
}

bool uart_read(uint8_t *byte) {
    if (!uart_has_input()) return false;
    *byte = received[received_start++];
    return true;
}

void uart_write(const uint8_t *bytes, uint8_t count) {
    uint8_t end = sending_end, room = sending_start - end - 1;
    if (count > room) {
        dropped_frames++;
        return;
    }
    while (count--) sending[end++] = *bytes++;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        sending_end = end;
        UCSR0B |= _BV(UDRIE0);
    }
}

uint8_t uart_overruns(void) {
    return overruns;
}

uint8_t uart_dropped_frames(void) {
    return dropped_frames;
}
