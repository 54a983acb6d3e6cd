#ifndef TEMPERA_FRAME_H
#define TEMPERA_FRAME_H

#include <stdint.h>

/*
 * A frame on the line; the middle is COBS, so 0x00 occurs at the ends alone:
 *
 *   | 0x00 | COBS( type u8 | sequence u8 | body, 0 to 44 bytes | CRC-16 u16 LE ) | 0x00 |
 *
 * The CRC covers type, sequence and body. The zero in front lets a frame be found behind noise.
 */
#define FRAME_HEADER_SIZE 2
#define FRAME_CRC_SIZE 2
#define FRAME_LARGEST_BODY 44
#define FRAME_LARGEST_RAW (FRAME_HEADER_SIZE + FRAME_LARGEST_BODY + FRAME_CRC_SIZE)
/* COBS adds one byte to frames below 254 bytes; two zeros. */
#define FRAME_LARGEST_WIRE (FRAME_LARGEST_RAW + 3)

/* Puts header and body (`count` bytes, with room for the CRC behind them) on the wire form. Returns the bytes of it. */
uint8_t frame_encode(uint8_t *raw, uint8_t count, uint8_t *wire);

struct frame_receiver {
    uint8_t bytes[FRAME_LARGEST_RAW + 1];
    uint8_t count;
    uint8_t too_long;
    /* Both wrap round. */
    uint8_t damaged_frames;
    uint8_t wrong_crcs;
};

/*
 * Takes the next byte of the line. Returns the size of a whole, undamaged frame's header and body, which are then at
 * the start of `bytes` until the next call; else 0.
 */
uint8_t frame_receive(struct frame_receiver *receiver, uint8_t byte);

#endif
