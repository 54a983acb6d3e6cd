import { ticksPerTurn } from './calibration';

/** A joint that moved less than this (nine degrees) was touched, not swept. */
const leastTicks = 100;

/** How far a joint has been moved by hand so far, in ticks after homing. */
export interface SweptRange {
  readonly min: number;
  readonly position: number;
  readonly max: number;
}

/**
 * Follows joints while the operator moves them from end to end. A jump of more than half a turn between two readings
 * is the encoder's seam, which no calibrated range may hold.
 */
export class RangeSweep {
  private readonly swept = new Map<string, SweptRange>();
  private readonly crossed = new Set<string>();

  constructor(private readonly joints: readonly string[]) {}

  /** Takes one reading of all joints, in their order. */
  observe(positions: readonly number[]): void {
    this.joints.forEach((joint, index) => {
      const position = positions[index];
      if (position === undefined) return;
      const before = this.swept.get(joint);
      if (before !== undefined && Math.abs(position - before.position) > ticksPerTurn / 2) this.crossed.add(joint);
      this.swept.set(joint, { min: Math.min(position, before?.min ?? position), position, max: Math.max(position, before?.max ?? position) });
    });
  }

  /** For the live table; joints that were not read yet are absent. */
  get ranges(): ReadonlyMap<string, SweptRange> {
    return this.swept;
  }

  /** What keeps the sweep from being used, one sentence each. */
  get faults(): readonly string[] {
    return this.joints.flatMap((joint) => this.faultOf(joint) ?? []);
  }

  /** What keeps the sweep of one joint from being used; undefined when nothing does. */
  faultOf(joint: string): string | undefined {
    const range = this.swept.get(joint);
    if (this.crossed.has(joint)) return `${joint} ran over the seam of its encoder: put it into the middle of its range, home it, then sweep again.`;
    if (range === undefined || range.max - range.min < leastTicks) return `${joint} was not moved: move it from end to end.`;
    return undefined;
  }

  /** Takes up a joint as it was swept before. */
  restore(joint: string, min: number, max: number): void {
    this.swept.set(joint, { min, position: Math.round((min + max) / 2), max });
  }
}
