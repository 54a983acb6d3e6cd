#include "stop_switch.h"

#include "pins.h"

#define SETTLING_MS 3

bool stop_switch_is_open(void) {
    static uint8_t settling_ms = SETTLING_MS;
    static bool open;
    bool reading = switch_pin_is_open();
    if (reading == open) settling_ms = SETTLING_MS;
    else if (--settling_ms == 0) open = reading;
    if (settling_ms == 0) settling_ms = SETTLING_MS;
    return open;
}
