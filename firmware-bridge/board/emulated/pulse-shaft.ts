/** What the shaft of an emulated hobby servo does; MuJoCo or a plain integrator stands behind it. */
export interface PulseShaft {
  /** A pulse has ended. The servo goes to its position, and holds it. */
  pulse(widthUs: number): void;
  /** Pulses have stayed away for three frames: the shaft turns freely. */
  letGo(): void;
}
