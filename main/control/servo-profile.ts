/**
 * The motion profile of a servo between commands: a quadratic B-spline through them. Its velocity runs evenly from that
 * of one command to that of the next, so it never exceeds the velocity and the acceleration of the commands; for that
 * it stays half a period behind them. Goals that jumped at 20 Hz would make a stiff servo ring: with the published
 * gains of the STS3215 (kp 998, kv 2.7) and its inertia it swings at about 20 Hz with little damping.
 */
export class ServoProfile {
  /** What the servo steers to now, radians. */
  readonly positionRad: Float64Array;
  private readonly beginRad: Float64Array;
  private readonly velocityRadS: Float64Array;
  private readonly lastRad: Float64Array;
  private readonly commandRad: Float64Array;

  constructor(positionRad: Float64Array) {
    this.positionRad = positionRad.slice();
    this.beginRad = positionRad.slice();
    this.velocityRadS = new Float64Array(positionRad.length);
    this.lastRad = positionRad.slice();
    this.commandRad = positionRad.slice();
  }

  /** The newest command; do not write to it. */
  get goalRad(): Float64Array {
    return this.commandRad;
  }

  command(goalRad: Float64Array): void {
    this.commandRad.set(goalRad);
  }

  /** At rest at a posture. */
  settle(positionRad: Float64Array): void {
    for (const values of [this.positionRad, this.beginRad, this.lastRad, this.commandRad]) values.set(positionRad);
    this.velocityRadS.fill(0);
  }

  /** Where the profile is after a part (above 0, at most 1) of the period that follows a command. */
  advance(part: number, periodS: number): void {
    for (let joint = 0; joint < this.positionRad.length; joint += 1) {
      const begin = this.beginRad[joint] ?? 0;
      const last = this.lastRad[joint] ?? 0;
      const command = this.commandRad[joint] ?? 0;
      const velocity = this.velocityRadS[joint] ?? 0;
      const nextVelocity = (command - last) / periodS;
      const end = begin + (velocity + nextVelocity) * 0.5 * periodS;
      // Zero as long as the period stays the same; else it takes the profile back between its commands.
      const drift = (last + command) / 2 - end;
      this.positionRad[joint] = begin + (velocity + (nextVelocity - velocity) * 0.5 * part) * part * periodS + drift * part;
      if (part === 1) this.velocityRadS[joint] = nextVelocity;
    }
    if (part < 1) return;
    this.beginRad.set(this.positionRad);
    this.lastRad.set(this.commandRad);
  }
}
