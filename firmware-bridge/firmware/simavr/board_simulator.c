/*
 * Runs the firmware in libsimavr at the speed of real time, with its UART on a pseudo-terminal, as an Arduino on a
 * USB cable: opening the port resets it. A test tool, never shipped: libsimavr is under the GPL.
 *
 *   board_simulator FIRMWARE.elf [BOOTLOADER_MS]
 *
 * Prints one JSON object a line: {"port":"/dev/pts/N"} first, then events. "ms" is time of the processor. Pulse widths
 * are in microseconds; they are printed when one of them has changed by a timer tick (0.5 us) or more.
 * Orders on the standard input, one a line:
 *   reset | power | hang | unplug | switch open | switch closed | noise PARTS_PER_MILLION | spread | quit
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "avr_ioport.h"
#include "avr_uart.h"
#include "sim_avr.h"
#include "sim_elf.h"

#define CLOCK_HZ 16000000
#define CYCLES_PER_US (CLOCK_HZ / 1000000)
/* The processor runs ahead by this much at most before it waits for the wall clock. */
#define SLICE_CYCLES (500 * CYCLES_PER_US)
/* Falling behind by more than this is forgiven rather than caught up with. */
#define FORGIVEN_NS 50000000ULL
#define SERVOS 6
#define MCUSR_ADDRESS 0x54
#define POWER_ON_RESET 1
#define EXTERNAL_RESET 2
#define SPIN_ADDRESS 0x7000

static avr_t *avr;
static int terminal = -1;
static bool terminal_open, running = true, reset_wanted, power_wanted, hang_wanted;
static unsigned noise_ppm, bootloader_ms;
static uint64_t bootloader_until_ns;
static avr_irq_t *uart_input;

static uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000ULL + (uint64_t)time.tv_nsec;
}

static double cycles_to_ms(uint64_t cycles) {
    return (double)cycles / (CLOCK_HZ / 1000.0);
}

/* ---- Noise: a repeatable generator (xorshift), so that a test run can be repeated. ---- */

static uint32_t random_word(void) {
    static uint32_t word = 2463534242U;
    word ^= word << 13;
    word ^= word >> 17;
    word ^= word << 5;
    return word;
}

static uint8_t through_noise(uint8_t byte) {
    if (noise_ppm && random_word() % 1000000 < noise_ppm) byte ^= (uint8_t)(1 << random_word() % 8);
    return byte;
}

/* ---- From the host to the processor, one byte per byte time of its UART. ---- */

static uint8_t inbound[4096];
static unsigned inbound_start, inbound_end;
static bool delivering;
static uint64_t heard_cycle;

static uint32_t cycles_per_byte(void) {
    uint32_t divisor = avr->data[0xC4] | (uint32_t)(avr->data[0xC5] & 15) << 8;
    return (divisor + 1) * (avr->data[0xC0] & 2 ? 8 : 16) * 10;
}

static avr_cycle_count_t deliver(avr_t *unused, avr_cycle_count_t when, void *parameter) {
    (void)unused, (void)parameter;
    if (inbound_start == inbound_end) {
        delivering = false;
        return 0;
    }
    heard_cycle = avr->cycle;
    avr_raise_irq(uart_input, through_noise(inbound[inbound_start++ % sizeof inbound]));
    return when + cycles_per_byte();
}

static void begin_delivery(void) {
    if (delivering || inbound_start == inbound_end) return;
    delivering = true;
    avr_cycle_timer_register(avr, cycles_per_byte(), deliver, NULL);
}

/* ---- From the processor to the host. ---- */

static uint8_t outbound[4096];
static unsigned outbound_count;

static void on_sent(struct avr_irq_t *irq, uint32_t value, void *parameter) {
    (void)irq, (void)parameter;
    if (outbound_count < sizeof outbound) outbound[outbound_count++] = through_noise((uint8_t)value);
}

static void flush_outbound(void) {
    if (terminal < 0 || !terminal_open) outbound_count = 0;
    if (!outbound_count) return;
    ssize_t count = write(terminal, outbound, outbound_count);
    if (count <= 0) return;
    outbound_count -= (unsigned)count;
    memmove(outbound, outbound + count, outbound_count);
}

/* ---- Servo pulses. ---- */

static uint64_t rise_cycle[SERVOS], frame_cycle;
static double width_us[SERVOS], printed_us[SERVOS], narrowest_us[SERVOS], widest_us[SERVOS];
static bool pulsing;

static void print_widths(const char *name, const double *widths) {
    printf("\"%s\":[", name);
    for (int servo = 0; servo < SERVOS; servo++) printf("%s%.2f", servo ? "," : "", widths[servo]);
    printf("]");
}

static void print_pulses(void) {
    printf("{\"event\":\"pulses\",");
    print_widths("widthsUs", width_us);
    printf(",\"ms\":%.3f,\"silentMs\":%.3f}\n", cycles_to_ms(avr->cycle), cycles_to_ms(avr->cycle - heard_cycle));
    memcpy(printed_us, width_us, sizeof printed_us);
}

static void restart_spread(void) {
    for (int servo = 0; servo < SERVOS; servo++) {
        narrowest_us[servo] = 1e9;
        widest_us[servo] = 0;
    }
}

static void end_of_pulse_frame(void) {
    bool changed = !pulsing;
    for (int servo = 0; servo < SERVOS; servo++) {
        double moved = width_us[servo] - printed_us[servo];
        if (moved >= 0.45 || moved <= -0.45) changed = true;
    }
    pulsing = true;
    frame_cycle = avr->cycle;
    if (changed) print_pulses();
}

static void on_servo_pin(struct avr_irq_t *irq, uint32_t value, void *parameter) {
    (void)irq;
    int servo = (int)(intptr_t)parameter;
    if (value) {
        rise_cycle[servo] = avr->cycle;
        return;
    }
    if (!rise_cycle[servo]) return;
    double width = (double)(avr->cycle - rise_cycle[servo]) / CYCLES_PER_US;
    rise_cycle[servo] = 0;
    width_us[servo] = width;
    if (width < narrowest_us[servo]) narrowest_us[servo] = width;
    if (width > widest_us[servo]) widest_us[servo] = width;
    if (servo == SERVOS - 1) end_of_pulse_frame();
}

static void notice_silent_pins(void) {
    if (!pulsing || avr->cycle - frame_cycle < 45000 * CYCLES_PER_US) return;
    pulsing = false;
    printf("{\"event\":\"no-pulses\",\"ms\":%.3f,\"silentMs\":%.3f}\n", cycles_to_ms(frame_cycle), cycles_to_ms(frame_cycle - heard_cycle));
}

static void print_spread(void) {
    printf("{\"event\":\"spread\",");
    print_widths("narrowestUs", narrowest_us);
    printf(",");
    print_widths("widestUs", widest_us);
    printf(",\"ms\":%.3f,\"silentMs\":%.3f}\n", cycles_to_ms(avr->cycle), cycles_to_ms(avr->cycle - heard_cycle));
    restart_spread();
}

/* ---- The stop switch: an outer pull that is stronger than the pull-up. ---- */

static void set_switch(bool open) {
    avr_ioport_external_t pull = {.name = 'D', .mask = 1 << 2, .value = open ? 1 << 2 : 0};
    avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL('D'), &pull);
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('D'), 2), open);
}

/* ---- The terminal. ---- */

static void open_terminal(void) {
    char name[64];
    int slave;
    struct termios settings;
    if (openpty(&terminal, &slave, name, NULL, NULL)) {
        perror("openpty");
        exit(1);
    }
    tcgetattr(slave, &settings);
    cfmakeraw(&settings);
    tcsetattr(slave, TCSANOW, &settings);
    /* Closed here, the terminal reports a hang-up until a host opens it: so an opening is noticed. */
    close(slave);
    fcntl(terminal, F_SETFL, O_NONBLOCK);
    printf("{\"port\":\"%s\"}\n", name);
}

static void unplug(void) {
    if (terminal < 0) return;
    close(terminal);
    terminal = -1;
    terminal_open = false;
}

static void obey(const char *order) {
    if (!strcmp(order, "reset")) reset_wanted = true;
    else if (!strcmp(order, "power")) power_wanted = true;
    else if (!strcmp(order, "unplug")) unplug();
    else if (!strcmp(order, "switch open")) set_switch(true);
    else if (!strcmp(order, "switch closed")) set_switch(false);
    else if (!strncmp(order, "noise ", 6)) noise_ppm = (unsigned)atoi(order + 6);
    else if (!strcmp(order, "spread")) print_spread();
    else if (!strcmp(order, "quit")) running = false;
    else if (!strcmp(order, "hang")) hang_wanted = true;
    else fprintf(stderr, "There is no order \"%s\".\n", order);
}

static void read_orders(void) {
    static char line[256];
    static size_t length;
    char bytes[256];
    ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count <= 0) running = false;
    for (ssize_t index = 0; index < count; index++) {
        if (bytes[index] != '\n') {
            if (length < sizeof line - 1) line[length++] = bytes[index];
            continue;
        }
        line[length] = 0;
        length = 0;
        obey(line);
    }
}

static void notice_opening(bool open) {
    if (open == terminal_open) return;
    terminal_open = open;
    outbound_count = 0;
    if (open) {
        reset_wanted = true;
        bootloader_until_ns = bootloader_ms ? now_ns() + bootloader_ms * 1000000ULL : 0;
    }
    printf("{\"event\":\"%s\"}\n", open ? "opened" : "closed");
}

static void read_terminal(void) {
    uint8_t bytes[512];
    unsigned room = (unsigned)sizeof inbound - (inbound_end - inbound_start);
    ssize_t count = read(terminal, bytes, room < sizeof bytes ? room : sizeof bytes);
    /* A bootloader swallows what comes meanwhile. */
    if (bootloader_until_ns) return;
    for (ssize_t index = 0; index < count; index++) inbound[inbound_end++ % sizeof inbound] = bytes[index];
}

/* Moves bytes and takes orders for at most this long. */
static void exchange(uint64_t wait_ns) {
    flush_outbound();
    /* A terminal that nobody has open reports a hang-up at once, so it is waited for only while it is open. */
    struct pollfd waits[2] = {{STDIN_FILENO, POLLIN, 0}, {terminal_open ? terminal : -1, (short)(POLLIN | (outbound_count ? POLLOUT : 0)), 0}};
    struct timespec wait = {(time_t)(wait_ns / 1000000000ULL), (long)(wait_ns % 1000000000ULL)};
    ppoll(waits, 2, &wait, NULL);
    if (waits[0].revents) read_orders();
    if (terminal < 0) return;
    struct pollfd look = {terminal, POLLIN, 0};
    poll(&look, 1, 0);
    notice_opening(!(look.revents & POLLHUP));
    if (look.revents & POLLIN) read_terminal();
    if (!reset_wanted) begin_delivery();
}

/* ---- Time. ---- */

static uint64_t anchor_ns, anchor_cycle, paced_cycle;

static void drop_anchor(void) {
    anchor_ns = now_ns();
    anchor_cycle = avr->cycle;
}

/* Waits for the wall clock; input cuts the wait short, so that it is answered within a slice. */
static avr_cycle_count_t keep_pace(avr_t *unused, avr_cycle_count_t when, void *parameter) {
    (void)unused, (void)parameter;
    paced_cycle = avr->cycle;
    notice_silent_pins();
    for (;;) {
        uint64_t due_ns = anchor_ns + (avr->cycle - anchor_cycle) * 1000 / CYCLES_PER_US, time_ns = now_ns();
        if (time_ns > due_ns + FORGIVEN_NS) drop_anchor();
        exchange(time_ns < due_ns ? due_ns - time_ns : 0);
        if (now_ns() + 20000 >= due_ns || inbound_start != inbound_end || reset_wanted || power_wanted || hang_wanted || !running) break;
    }
    return when + SLICE_CYCLES;
}

static void start_timers(void) {
    inbound_start = inbound_end;
    delivering = false;
    memset(rise_cycle, 0, sizeof rise_cycle);
    paced_cycle = avr->cycle;
    avr_cycle_timer_register(avr, SLICE_CYCLES, keep_pace, NULL);
}

/* Never from within a cycle timer: a reset drops them all. */
static void reset(uint8_t cause) {
    avr_reset(avr);
    if (cause == POWER_ON_RESET) {
        for (unsigned address = avr->ioend + 1; address <= avr->ramend; address++) avr->data[address] = (uint8_t)random_word();
    }
    avr->data[MCUSR_ADDRESS] = cause;
    reset_wanted = power_wanted = false;
    outbound_count = 0;
    start_timers();
    printf("{\"event\":\"reset\",\"cause\":%u,\"ms\":%.3f}\n", cause, cycles_to_ms(avr->cycle));
}

/* A run-away program: an endless loop (RJMP to itself) in unused flash, interrupts on. */
static void hang(void) {
    avr->flash[SPIN_ADDRESS] = 0xFF;
    avr->flash[SPIN_ADDRESS + 1] = 0xCF;
    avr->pc = SPIN_ADDRESS;
    avr->state = cpu_Running;
    hang_wanted = false;
    printf("{\"event\":\"hang\",\"ms\":%.3f}\n", cycles_to_ms(avr->cycle));
}

/* Sleeping processors skip ahead; the pace is kept by the slices. */
static void skip_sleep(avr_t *unused, avr_cycle_count_t cycles) {
    (void)unused, (void)cycles;
}

/* The standard output is for events. */
static void log_errors(avr_t *unused, const int level, const char *format, va_list arguments) {
    (void)unused;
    if (level <= LOG_ERROR) vfprintf(stderr, format, arguments);
}

static void build_processor(const char *firmware_file) {
    avr_global_logger_set(log_errors);
    elf_firmware_t firmware;
    memset(&firmware, 0, sizeof firmware);
    if (elf_read_firmware(firmware_file, &firmware)) {
        fprintf(stderr, "The firmware %s cannot be read.\n", firmware_file);
        exit(66);
    }
    avr = avr_make_mcu_by_name("atmega328p");
    firmware.frequency = CLOCK_HZ;
    avr_init(avr);
    avr->log = LOG_ERROR;
    avr_load_firmware(avr, &firmware);
    avr->sleep = skip_sleep;
    uint32_t uart_flags = 0;
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &uart_flags);
    uart_input = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), on_sent, NULL);
    for (intptr_t servo = 0; servo < SERVOS; servo++) {
        avr_irq_t *pin = avr_io_getirq(avr, servo < 4 ? AVR_IOCTL_IOPORT_GETIRQ('D') : AVR_IOCTL_IOPORT_GETIRQ('B'), servo < 4 ? (int)servo + 4 : (int)servo - 4);
        avr_irq_register_notify(pin, on_servo_pin, (void *)servo);
    }
}

int main(int count, char **arguments) {
    if (count < 2) return 64;
    bootloader_ms = count > 2 ? (unsigned)atoi(arguments[2]) : 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_TIMERSLACK, 1);
    build_processor(arguments[1]);
    set_switch(false);
    restart_spread();
    reset(POWER_ON_RESET);
    open_terminal();
    drop_anchor();
    while (running) {
        if (bootloader_until_ns) {
            exchange(1000000);
            drop_anchor();
            if (now_ns() >= bootloader_until_ns) bootloader_until_ns = 0;
            continue;
        }
        if (power_wanted) reset(POWER_ON_RESET);
        if (reset_wanted) reset(EXTERNAL_RESET);
        if (hang_wanted && avr->sreg[S_I]) hang();
        int state = avr_run(avr);
        if (avr->cycle - paced_cycle > 4 * SLICE_CYCLES) {
            /* The watchdog has reset the processor, which dropped the timers. */
            printf("{\"event\":\"watchdog-reset\",\"ms\":%.3f}\n", cycles_to_ms(paced_cycle));
            start_timers();
        }
        if (state == cpu_Done || state == cpu_Crashed) {
            fprintf(stderr, "The processor stopped at %u.\n", avr->pc);
            return 1;
        }
    }
    return 0;
}
