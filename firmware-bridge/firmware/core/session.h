#ifndef TEMPERA_SESSION_H
#define TEMPERA_SESSION_H

#include "arm.h"
#include "frame.h"

/*
 * The conversation with the host: docs/board.md has the table of messages, board/messages.ts the same for the host.
 * The numbers here are the protocol: they only ever grow.
 */
#define PROTOCOL_VERSION 1
#define FIRMWARE_MAJOR 1
#define FIRMWARE_MINOR 0
#define FIRMWARE_PATCH 0

enum command {
    COMMAND_HELLO = 0x01,
    COMMAND_SET_TARGETS = 0x02,
    COMMAND_GET_STATE = 0x03,
    COMMAND_STOP = 0x04,
    COMMAND_CLEAR = 0x05,
    COMMAND_PING = 0x06,
    COMMAND_TELEMETRY = 0x07,
    COMMAND_PULSES = 0x08,
    COMMAND_SET_LIMITS = 0x09,
    COMMAND_GET_LIMITS = 0x0A,
};

enum reply {
    REPLY_HELLO = 0x81,
    REPLY_ACKNOWLEDGE = 0x82,
    REPLY_STATE = 0x83,
    REPLY_TELEMETRY = 0x84,
    REPLY_EVENT = 0x85,
    REPLY_LIMITS = 0x86,
};

enum state_flag {
    FLAG_PULSES_ON = 1,
    FLAG_POSITION_KNOWN = 2,
    FLAG_SWITCH_OPEN = 4,
};

/* Telemetry is sent no more often than this. */
#define SHORTEST_TELEMETRY_MS 5

struct session {
    struct arm arm;
    struct frame_receiver receiver;
    uint32_t time_ms;
    uint16_t telemetry_ms;
    uint16_t telemetry_left_ms;
    uint8_t own_sequence;
    uint8_t reset_cause;
};

/* What the session asks of the machine under it. */
struct line_counts {
    uint8_t receive_overruns;
    uint8_t dropped_frames;
};
struct line_counts machine_line_counts(void);
/* Sends all or nothing; never waits. */
void machine_transmit(const uint8_t *bytes, uint8_t count);
/* Stores the limits for good, in its own time. */
void machine_store_limits(const struct arm *arm);

void session_init(struct session *session, uint8_t reset_cause);
void session_receive(struct session *session, uint8_t byte);
void session_millisecond(struct session *session, bool switch_open);
/* Sends what has happened since the last call, and telemetry when it is due. */
void session_report(struct session *session);

#endif
