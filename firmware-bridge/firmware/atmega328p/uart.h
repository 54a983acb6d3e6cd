#ifndef TEMPERA_UART_H
#define TEMPERA_UART_H

#include <stdbool.h>
#include <stdint.h>

/* UART 0, 250000 baud, 8N1, through ring buffers of 256 bytes. */
void uart_init(void);
/* Takes the next received byte; false when there is none. */
bool uart_read(uint8_t *byte);
/* Queues all the bytes, or none of them when they do not fit. Never waits. */
void uart_write(const uint8_t *bytes, uint8_t count);
bool uart_has_input(void);
/* Bytes that were lost, and frames that were not sent; both wrap round. */
uint8_t uart_overruns(void);
uint8_t uart_dropped_frames(void);

#endif
