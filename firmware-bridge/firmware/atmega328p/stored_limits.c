#include "stored_limits.h"

#include <avr/eeprom.h>
#include <string.h>

#include "../core/crc16.h"

#define LAYOUT_VERSION 1

struct image {
    uint8_t layout_version;
    struct joint_limits limits[JOINT_COUNT];
    uint16_t crc;
};

static struct image EEMEM stored;
static struct image image;
static uint8_t written = sizeof image;

static uint16_t crc_of_image(void) {
    return crc16((const uint8_t *)&image, sizeof image - sizeof image.crc);
}

void stored_limits_load(struct arm *arm) {
    eeprom_read_block(&image, &stored, sizeof image);
    if (image.layout_version != LAYOUT_VERSION || image.crc != crc_of_image()) return;
    for (uint8_t joint = 0; joint < JOINT_COUNT; joint++) arm_set_limits(arm, joint, &image.limits[joint]);
}

void stored_limits_save(const struct arm *arm) {
    image.layout_version = LAYOUT_VERSION;
    memcpy(image.limits, arm->limits, sizeof image.limits);
    image.crc = crc_of_image();
    written = 0;
}

void stored_limits_work(void) {
    if (written == sizeof image || !eeprom_is_ready()) return;
    eeprom_update_byte((uint8_t *)&stored + written, ((const uint8_t *)&image)[written]);
    written++;
}
