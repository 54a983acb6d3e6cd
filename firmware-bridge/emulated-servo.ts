/** What the emulated servos of all families have in common, beside the bytes that they speak. */
export interface EmulatedServo {
  readonly id: number;
  /** Lets time pass: the servo takes its shaft on towards the goal, and its watchdog counts. */
  advance(seconds: number): void;
  /** The supply failed for a moment: volatile registers are as at power-up, and the torque is off. */
  reset(): void;
  /** As after too much load for too long; what it does then is up to the family. */
  overload(): void;
}
