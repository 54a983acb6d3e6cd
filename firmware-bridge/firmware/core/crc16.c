#include "crc16.h"

uint16_t crc16(const uint8_t *bytes, uint8_t count) {
    uint16_t crc = 0xFFFF;
    while (count--) {
        /* The eight shifts of one byte at once: the AVR shifts by one bit at a time, so this is several times faster. */
        crc = (uint16_t)(crc << 8 | crc >> 8) ^ *bytes++;
        crc ^= (uint8_t)crc >> 4;
        crc ^= (uint16_t)(crc << 12);
        crc ^= (uint16_t)((crc & 0xFF) << 5);
    }
    return crc;
}
