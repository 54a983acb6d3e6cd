/** What the shaft of an emulated servo does; MuJoCo or a plain integrator stands behind it. */
export interface ServoShaft {
  /** Absolute position in ticks, 0 to 4095, before the homing offset. */
  positionTicks(): number;
  velocityTicksS(): number;
  /** Signed fraction of the available torque. */
  load(): number;
  temperatureC(): number;
  voltageV(): number;
  /** Torque off lets the shaft turn freely. */
  setTorque(on: boolean): void;
  setGoalTicks(ticks: number): void;
}
