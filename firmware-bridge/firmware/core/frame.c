#include "frame.h"

#include "crc16.h"

uint8_t frame_encode(uint8_t *raw, uint8_t count, uint8_t *wire) {
    uint16_t crc = crc16(raw, count);
    raw[count++] = (uint8_t)crc;
    raw[count++] = (uint8_t)(crc >> 8);
    uint8_t length_at = 1, end = 2, length = 1;
    wire[0] = 0;
    for (uint8_t index = 0; index < count; index++) {
        if (raw[index]) {
            wire[end++] = raw[index];
            length++;
        } else {
            wire[length_at] = length;
            length_at = end++;
            length = 1;
        }
    }
    wire[length_at] = length;
    wire[end++] = 0;
    return end;
}

/* Takes COBS apart in place. Returns the bytes of the result, 0 for what is no COBS. */
static uint8_t cobs_decode(uint8_t *bytes, uint8_t count) {
    uint8_t from = 0, to = 0;
    while (from < count) {
        uint8_t length = bytes[from++];
        if (length - 1 > count - from) return 0;
        for (uint8_t left = length - 1; left; left--) bytes[to++] = bytes[from++];
        if (from < count) bytes[to++] = 0;
    }
    return to;
}

uint8_t frame_receive(struct frame_receiver *receiver, uint8_t byte) {
    if (byte) {
        if (receiver->count < sizeof receiver->bytes) receiver->bytes[receiver->count++] = byte;
        else receiver->too_long = 1;
        return 0;
    }
    uint8_t count = receiver->count, too_long = receiver->too_long;
    receiver->count = 0;
    receiver->too_long = 0;
    if (count == 0) return 0;
    count = too_long ? 0 : cobs_decode(receiver->bytes, count);
    if (count < FRAME_HEADER_SIZE + FRAME_CRC_SIZE) {
        receiver->damaged_frames++;
        return 0;
    }
    count -= FRAME_CRC_SIZE;
    uint16_t crc = receiver->bytes[count] | (uint16_t)receiver->bytes[count + 1] << 8;
    if (crc16(receiver->bytes, count) != crc) {
        receiver->wrong_crcs++;
        return 0;
    }
    return count;
}
