#ifndef TEMPERA_ARM_H
#define TEMPERA_ARM_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What six hobby servos are told, and what guards it. Positions are pulse widths in 1/16 microseconds.
 * The servos report nothing: `position` is where they were told to be.
 */
#define JOINT_COUNT 6
#define UNITS_PER_US 16U
#define LOWEST_PULSE (500 * UNITS_PER_US)
#define HIGHEST_PULSE (2500 * UNITS_PER_US)
#define CENTRE_PULSE (1500 * UNITS_PER_US)
#define FRAMES_PER_S 50
#define LOWEST_SLEW_US_S 10
#define HIGHEST_SLEW_US_S 20000
#define DEFAULT_SLEW_US_S 1000
/* The longest silence of the host before the arm holds. */
#define WATCHDOG_MS 250

enum arm_mode {
    MODE_READY = 0,
    /* The host fell silent: the arm holds until CLEAR. */
    MODE_HELD = 1,
    /* Stopped by command or by the switch: the arm holds until CLEAR. */
    MODE_STOPPED = 2,
};

enum arm_status {
    STATUS_OK = 0,
    STATUS_BAD_LENGTH = 1,
    STATUS_UNKNOWN_COMMAND = 2,
    STATUS_OUT_OF_RANGE = 3,
    STATUS_STOPPED = 4,
    STATUS_HELD = 5,
    STATUS_RELEASED = 6,
    STATUS_SWITCH_OPEN = 7,
    STATUS_PULSES_ON = 8,
};

enum arm_event {
    EVENT_BOOT = 1,
    EVENT_HELD = 2,
    EVENT_STOPPED_BY_COMMAND = 3,
    EVENT_STOPPED_BY_SWITCH = 4,
    EVENT_CLEARED = 5,
};

struct joint_limits {
    uint16_t lowest;
    uint16_t highest;
    /* Microseconds of pulse width a second. */
    uint16_t slew_us_s;
};

struct arm {
    uint16_t position[JOINT_COUNT];
    uint16_t target[JOINT_COUNT];
    struct joint_limits limits[JOINT_COUNT];
    uint8_t mode;
    bool pulses_on;
    /* The servos have had pulses of `position` since their power came up. */
    bool position_known;
    bool switch_open;
    uint16_t silent_ms;
    /* Bit `n` is event `n`, to be told to the host. */
    uint8_t events;
};

void arm_init(struct arm *arm);
/* All six or none; refused outside of the limits, and while the arm is released, held or stopped. */
uint8_t arm_set_targets(struct arm *arm, const uint16_t *target);
uint8_t arm_set_pulses(struct arm *arm, bool on);
uint8_t arm_set_limits(struct arm *arm, uint8_t joint, const struct joint_limits *limits);
bool limits_are_sound(const struct joint_limits *limits);
void arm_stop(struct arm *arm);
uint8_t arm_clear(struct arm *arm);
/* Whether the contact of the stop switch is open (open stops; a broken wire is open). */
void arm_set_switch(struct arm *arm, bool open);
/* The host was heard. */
void arm_heard(struct arm *arm);
/* A millisecond has passed. */
void arm_millisecond(struct arm *arm);
/* Moves the positions one pulse frame on towards the targets. */
void arm_step(struct arm *arm);

#endif
