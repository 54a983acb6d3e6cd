/*
 * The portable half of the firmware as a program on this computer, for tests. Each line of the input is an order:
 *   bytes HEX    these bytes come from the line
 *   ms COUNT     milliseconds pass, 20 ms a pulse frame
 *   switch N     the contact of the stop switch is open (1) or closed (0)
 * What the firmware transmits is printed, one chunk a line, in hexadecimal; "." ends the answer to an order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/session.h"

static struct session session;
static bool switch_open;

struct line_counts machine_line_counts(void) {
    return (struct line_counts){0, 0};
}

void machine_transmit(const uint8_t *bytes, uint8_t count) {
    for (uint8_t index = 0; index < count; index++) printf("%02x", bytes[index]);
    printf("\n");
}

void machine_store_limits(const struct arm *arm) {
    (void)arm;
}

static void receive(const char *hex) {
    for (unsigned byte; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
        session_receive(&session, (uint8_t)byte);
        if (strlen(hex) < 4) break;
    }
    session_report(&session);
}

static void pass(long milliseconds) {
    for (long passed = 1; passed <= milliseconds; passed++) {
        session_millisecond(&session, switch_open);
        if (session.time_ms % (1000 / FRAMES_PER_S) == 0) arm_step(&session.arm);
        session_report(&session);
    }
}

int main(void) {
    static char line[1 << 20];
    session_init(&session, 0);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\r\n")] = 0;
        if (!strncmp(line, "bytes ", 6)) receive(line + 6);
        else if (!strncmp(line, "ms ", 3)) pass(atol(line + 3));
        else if (!strncmp(line, "switch ", 7)) switch_open = line[7] == '1';
        else return 64;
        printf(".\n");
    }
    return 0;
}
