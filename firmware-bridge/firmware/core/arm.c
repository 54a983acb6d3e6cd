#include "arm.h"

#include <string.h>

static void hold(struct arm *arm, enum arm_mode mode, enum arm_event event) {
    memcpy(arm->target, arm->position, sizeof arm->target);
    arm->mode = mode;
    arm->events |= (uint8_t)(1 << event);
}

void arm_init(struct arm *arm) {
    memset(arm, 0, sizeof *arm);
    for (uint8_t joint = 0; joint < JOINT_COUNT; joint++) {
        arm->position[joint] = arm->target[joint] = CENTRE_PULSE;
        arm->limits[joint] = (struct joint_limits){LOWEST_PULSE, HIGHEST_PULSE, DEFAULT_SLEW_US_S};
    }
}

uint8_t arm_set_targets(struct arm *arm, const uint16_t *target) {
    if (arm->mode == MODE_STOPPED) return STATUS_STOPPED;
    if (arm->mode == MODE_HELD) return STATUS_HELD;
    if (!arm->pulses_on) return STATUS_RELEASED;
    for (uint8_t joint = 0; joint < JOINT_COUNT; joint++) {
        const struct joint_limits *limits = &arm->limits[joint];
        if (target[joint] < limits->lowest || target[joint] > limits->highest) return STATUS_OUT_OF_RANGE;
    }
    memcpy(arm->target, target, sizeof arm->target);
    return STATUS_OK;
}

uint8_t arm_set_pulses(struct arm *arm, bool on) {
    if (on && !arm->pulses_on && arm->mode != MODE_READY) return arm->mode == MODE_HELD ? STATUS_HELD : STATUS_STOPPED;
    memcpy(arm->target, arm->position, sizeof arm->target);
    arm->pulses_on = on;
    if (on) arm->position_known = true;
    return STATUS_OK;
}

bool limits_are_sound(const struct joint_limits *limits) {
    return limits->lowest >= LOWEST_PULSE && limits->highest <= HIGHEST_PULSE && limits->lowest < limits->highest &&
           limits->slew_us_s >= LOWEST_SLEW_US_S && limits->slew_us_s <= HIGHEST_SLEW_US_S;
}

uint8_t arm_set_limits(struct arm *arm, uint8_t joint, const struct joint_limits *limits) {
    if (arm->pulses_on) return STATUS_PULSES_ON;
    if (joint >= JOINT_COUNT || !limits_are_sound(limits)) return STATUS_OUT_OF_RANGE;
    arm->limits[joint] = *limits;
    uint16_t *position = &arm->position[joint];
    if (*position < limits->lowest) *position = limits->lowest;
    if (*position > limits->highest) *position = limits->highest;
    arm->target[joint] = *position;
    return STATUS_OK;
}

void arm_stop(struct arm *arm) {
    hold(arm, MODE_STOPPED, EVENT_STOPPED_BY_COMMAND);
}

uint8_t arm_clear(struct arm *arm) {
    if (arm->switch_open) return STATUS_SWITCH_OPEN;
    hold(arm, MODE_READY, EVENT_CLEARED);
    return STATUS_OK;
}

void arm_set_switch(struct arm *arm, bool open) {
    if (open && !arm->switch_open) hold(arm, MODE_STOPPED, EVENT_STOPPED_BY_SWITCH);
    arm->switch_open = open;
}

void arm_heard(struct arm *arm) {
    arm->silent_ms = 0;
}

void arm_millisecond(struct arm *arm) {
    if (arm->silent_ms < WATCHDOG_MS) {
        arm->silent_ms++;
        return;
    }
    if (arm->pulses_on && arm->mode == MODE_READY) hold(arm, MODE_HELD, EVENT_HELD);
}

void arm_step(struct arm *arm) {
    for (uint8_t joint = 0; joint < JOINT_COUNT; joint++) {
        uint16_t step = (uint16_t)((uint32_t)arm->limits[joint].slew_us_s * UNITS_PER_US / FRAMES_PER_S);
        uint16_t position = arm->position[joint], target = arm->target[joint];
        if (target > position) arm->position[joint] = target - position > step ? position + step : target;
        else arm->position[joint] = position - target > step ? position - step : target;
    }
}
