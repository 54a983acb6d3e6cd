#ifndef TEMPERA_CRC16_H
#define TEMPERA_CRC16_H

#include <stdint.h>

/* CRC-16/CCITT-FALSE: polynomial 0x1021, initial value 0xFFFF, not reflected. "123456789" gives 0x29B1. */
uint16_t crc16(const uint8_t *bytes, uint8_t count);

#endif
