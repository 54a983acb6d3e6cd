import type { ServoShaft } from '../servo-shaft';

/** A shaft that is at its goal at once while it has torque. */
export class IdealShaft implements ServoShaft {
  ticks = 2047;
  volts = 5.5;
  celsius = 31;
  torque = false;

  positionTicks(): number {
    return this.ticks;
  }

  velocityTicksS(): number {
    return 0;
  }

  load(): number {
    return -0.3;
  }

  temperatureC(): number {
    return this.celsius;
  }

  voltageV(): number {
    return this.volts;
  }

  setTorque(on: boolean): void {
    this.torque = on;
  }

  setGoalTicks(ticks: number): void {
    if (this.torque) this.ticks = ticks;
  }
}
