#include "session.h"

#include <string.h>

/* A message under construction, its body little-endian. */
struct message {
    uint8_t raw[FRAME_LARGEST_RAW];
    uint8_t count;
};

static void begin(struct message *message, uint8_t type, uint8_t sequence) {
    message->raw[0] = type;
    message->raw[1] = sequence;
    message->count = FRAME_HEADER_SIZE;
}

static void put8(struct message *message, uint8_t value) {
    message->raw[message->count++] = value;
}

static void put16(struct message *message, uint16_t value) {
    put8(message, (uint8_t)value);
    put8(message, (uint8_t)(value >> 8));
}

static void put32(struct message *message, uint32_t value) {
    put16(message, (uint16_t)value);
    put16(message, (uint16_t)(value >> 16));
}

static uint16_t get16(const uint8_t *bytes) {
    return bytes[0] | (uint16_t)bytes[1] << 8;
}

static void send(struct message *message) {
    uint8_t wire[FRAME_LARGEST_WIRE];
    machine_transmit(wire, frame_encode(message->raw, message->count, wire));
}

static uint8_t flags_of(const struct arm *arm) {
    return (uint8_t)((arm->pulses_on ? FLAG_PULSES_ON : 0) | (arm->position_known ? FLAG_POSITION_KNOWN : 0) | (arm->switch_open ? FLAG_SWITCH_OPEN : 0));
}

static void send_hello(const struct session *session, uint8_t sequence) {
    struct message message;
    begin(&message, REPLY_HELLO, sequence);
    put8(&message, PROTOCOL_VERSION);
    put8(&message, JOINT_COUNT);
    put8(&message, FIRMWARE_MAJOR);
    put8(&message, FIRMWARE_MINOR);
    put8(&message, FIRMWARE_PATCH);
    put8(&message, session->reset_cause);
    put16(&message, WATCHDOG_MS);
    put8(&message, session->arm.mode);
    put8(&message, flags_of(&session->arm));
    send(&message);
}

static void send_acknowledge(const struct session *session, uint8_t sequence, uint8_t command, uint8_t status) {
    struct message message;
    begin(&message, REPLY_ACKNOWLEDGE, sequence);
    put8(&message, command);
    put8(&message, status);
    put8(&message, session->arm.mode);
    send(&message);
}

static void send_state(const struct session *session, uint8_t type, uint8_t sequence) {
    const struct arm *arm = &session->arm;
    struct line_counts counts = machine_line_counts();
    struct message message;
    begin(&message, type, sequence);
    put32(&message, session->time_ms);
    put8(&message, arm->mode);
    put8(&message, flags_of(arm));
    for (uint8_t joint = 0; joint < JOINT_COUNT; joint++) put16(&message, arm->position[joint]);
    for (uint8_t joint = 0; joint < JOINT_COUNT; joint++) put16(&message, arm->target[joint]);
    put8(&message, session->receiver.damaged_frames);
    put8(&message, session->receiver.wrong_crcs);
    put8(&message, counts.receive_overruns);
    put8(&message, counts.dropped_frames);
    send(&message);
}

static void send_event(struct session *session, uint8_t event) {
    struct message message;
    begin(&message, REPLY_EVENT, session->own_sequence++);
    put32(&message, session->time_ms);
    put8(&message, event);
    put8(&message, session->arm.mode);
    put8(&message, session->reset_cause);
    send(&message);
}

static void send_limits(const struct session *session, uint8_t sequence, uint8_t joint) {
    const struct joint_limits *limits = &session->arm.limits[joint];
    struct message message;
    begin(&message, REPLY_LIMITS, sequence);
    put8(&message, joint);
    put16(&message, limits->lowest);
    put16(&message, limits->highest);
    put16(&message, limits->slew_us_s);
    send(&message);
}

static uint8_t set_targets(struct arm *arm, const uint8_t *body) {
    uint16_t target[JOINT_COUNT];
    for (uint8_t joint = 0; joint < JOINT_COUNT; joint++) target[joint] = get16(body + 2 * joint);
    return arm_set_targets(arm, target);
}

static uint8_t set_telemetry(struct session *session, uint16_t period_ms) {
    if (period_ms != 0 && period_ms < SHORTEST_TELEMETRY_MS) return STATUS_OUT_OF_RANGE;
    session->telemetry_ms = period_ms;
    session->telemetry_left_ms = period_ms;
    return STATUS_OK;
}

static uint8_t set_limits(struct arm *arm, const uint8_t *body) {
    struct joint_limits limits = {get16(body + 1), get16(body + 3), get16(body + 5)};
    uint8_t status = arm_set_limits(arm, body[0], &limits);
    if (status == STATUS_OK) machine_store_limits(arm);
    return status;
}

/* Bytes of each command's body, by its number. */
static const uint8_t body_size[] = {[COMMAND_HELLO] = 1, [COMMAND_SET_TARGETS] = 2 * JOINT_COUNT, [COMMAND_TELEMETRY] = 2, [COMMAND_PULSES] = 1, [COMMAND_SET_LIMITS] = 7, [COMMAND_GET_LIMITS] = 1};

static uint8_t obey(struct session *session, uint8_t command, const uint8_t *body) {
    struct arm *arm = &session->arm;
    switch (command) {
    case COMMAND_SET_TARGETS:
        return set_targets(arm, body);
    case COMMAND_STOP:
        arm_stop(arm);
        return STATUS_OK;
    case COMMAND_CLEAR:
        return arm_clear(arm);
    case COMMAND_PING:
        return STATUS_OK;
    case COMMAND_TELEMETRY:
        return set_telemetry(session, get16(body));
    case COMMAND_PULSES:
        return body[0] > 1 ? STATUS_OUT_OF_RANGE : arm_set_pulses(arm, body[0]);
    case COMMAND_SET_LIMITS:
        return set_limits(arm, body);
    default:
        return STATUS_UNKNOWN_COMMAND;
    }
}

static void handle(struct session *session, const uint8_t *frame, uint8_t size) {
    uint8_t command = frame[0], sequence = frame[1];
    const uint8_t *body = frame + FRAME_HEADER_SIZE;
    bool known = command >= COMMAND_HELLO && command <= COMMAND_GET_LIMITS;
    /* A host of another version gets the board's version too, whatever its HELLO holds. */
    bool fits = known && (command == COMMAND_HELLO || size - FRAME_HEADER_SIZE == body_size[command]);
    arm_heard(&session->arm);
    if (known && !fits) send_acknowledge(session, sequence, command, STATUS_BAD_LENGTH);
    else if (command == COMMAND_HELLO) send_hello(session, sequence);
    else if (command == COMMAND_GET_STATE) send_state(session, REPLY_STATE, sequence);
    else if (command == COMMAND_GET_LIMITS && body[0] < JOINT_COUNT) send_limits(session, sequence, body[0]);
    else if (command == COMMAND_GET_LIMITS) send_acknowledge(session, sequence, command, STATUS_OUT_OF_RANGE);
    else send_acknowledge(session, sequence, command, obey(session, command, body));
}

void session_init(struct session *session, uint8_t reset_cause) {
    memset(session, 0, sizeof *session);
    arm_init(&session->arm);
    session->arm.events = 1 << EVENT_BOOT;
    session->reset_cause = reset_cause;
}

void session_receive(struct session *session, uint8_t byte) {
    uint8_t size = frame_receive(&session->receiver, byte);
    if (size) handle(session, session->receiver.bytes, size);
}

void session_millisecond(struct session *session, bool switch_open) {
    session->time_ms++;
    if (session->telemetry_left_ms > 0) session->telemetry_left_ms--;
    arm_millisecond(&session->arm);
    arm_set_switch(&session->arm, switch_open);
}

void session_report(struct session *session) {
    for (uint8_t event = EVENT_BOOT; event <= EVENT_CLEARED; event++) {
        uint8_t bit = (uint8_t)(1 << event);
        if (!(session->arm.events & bit)) continue;
        session->arm.events &= (uint8_t)~bit;
        send_event(session, event);
    }
    if (session->telemetry_ms == 0 || session->telemetry_left_ms > 0) return;
    session->telemetry_left_ms = session->telemetry_ms;
    send_state(session, REPLY_TELEMETRY, session->own_sequence++);
}
