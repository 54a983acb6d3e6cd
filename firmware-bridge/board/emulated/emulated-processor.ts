import { avrInstruction, AVREEPROM, AVRIOPort, AVRTimer, AVRUSART, CPU, EEPROMMemoryBackend, portBConfig, portDConfig, timer1Config, timer2Config, usart0Config } from 'avr8js';

export const clockHz = 16_000_000;
const flashBytes = 32 * 1024;
const ramBytes = 2048;
const eepromBytes = 1024;
const sleepInstruction = 0x9588;
const resetCauseAddress = 0x54;
const powerOnReset = 1;
const switchBit = 2;

/** avr8js (pinned to 0.21.1) keeps the next event to itself; a sleeping processor skips ahead to it. */
interface EventQueue {
  readonly nextClockEvent: { readonly cycles: number } | null;
}

/**
 * An ATmega328P that has just been powered, with the parts that our firmware uses. The processor's watchdog is left
 * out: avr8js does not come back from its reset, and a good program never meets it.
 */
export class EmulatedProcessor {
  private readonly cpu: CPU;
  private readonly serial: AVRUSART;
  private readonly portB: AVRIOPort;
  private readonly portD: AVRIOPort;
  private readonly inbound: number[] = [];

  constructor(
    program: Uint8Array,
    private readonly onByte: (byte: number) => void,
  ) {
    const flash = new Uint8Array(flashBytes).fill(0xff);
    flash.set(program);
    this.cpu = new CPU(new Uint16Array(flash.buffer), ramBytes);
    this.portB = new AVRIOPort(this.cpu, portBConfig);
    this.portD = new AVRIOPort(this.cpu, portDConfig);
    this.serial = new AVRUSART(this.cpu, usart0Config, clockHz);
    // These hook themselves into the processor.
    new AVRTimer(this.cpu, timer1Config);
    new AVRTimer(this.cpu, timer2Config);
    new AVREEPROM(this.cpu, new EEPROMMemoryBackend(eepromBytes));
    this.serial.onByteTransmit = (byte) => this.onByte(byte);
    this.serial.onRxComplete = () => this.deliver();
    this.cpu.data[resetCauseAddress] = powerOnReset;
    this.setSwitch(false);
  }

  /** Cycles of the clock since power came up. */
  get cycles(): number {
    return this.cpu.cycles;
  }

  /** Calls with the servo (0 to 5) and the level of its pin whenever that changes. */
  onServoPin(listener: (servo: number, high: boolean) => void): void {
    const changes = (first: number, bits: readonly number[]) => (value: number, before: number) => {
      bits.forEach((bit, index) => {
        if (((value ^ before) >> bit) & 1) listener(first + index, ((value >> bit) & 1) === 1);
      });
    };
    this.portD.addListener(changes(0, [4, 5, 6, 7]));
    this.portB.addListener(changes(4, [0, 1]));
  }

  setSwitch(open: boolean): void {
    this.portD.setPin(switchBit, open);
  }

  /** Bytes from the host; they come in one by one at the speed of the line. */
  receive(bytes: Uint8Array): void {
    this.inbound.push(...bytes);
    this.deliver();
  }

  runUntil(cycles: number): void {
    const { cpu } = this;
    const queue = cpu as unknown as EventQueue;
    while (cpu.cycles < cycles) {
      if (cpu.progMem[cpu.pc] === sleepInstruction) cpu.cycles = Math.max(cpu.cycles, Math.min(cycles, queue.nextClockEvent?.cycles ?? cycles));
      avrInstruction(cpu);
      cpu.tick();
    }
  }

  private deliver(): void {
    const [byte] = this.inbound;
    if (byte !== undefined && this.serial.rxEnable && this.serial.writeByte(byte) !== false) this.inbound.shift();
  }
}
