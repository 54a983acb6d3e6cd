import type { ArmDescription, ArmState } from '../../shared/arm';
import { badReading, staleReadings, type StopCause, type StopCode } from './stop-reasons';
import type { Level, ReadingLimits } from './supervisor-limits';

/** A quantity that is watched per joint: how it is read, how it is worded, what helps. */
interface Watched {
  readonly code: StopCode;
  readonly level: Level;
  /** A value below the level is the trouble, as with a low voltage. */
  readonly below: boolean;
  /** Joints that grip are let be. */
  readonly sparesGrips: boolean;
  readonly value: (state: ArmState, joint: number) => number | undefined;
  readonly describe: (joint: string, value: number) => string;
  readonly remedy: (joint: string) => string;
}

/** Watches what an arm reports. Allocates only when it finds something. */
export class ReadingWatch {
  private readonly watched: readonly Watched[];
  private readonly lastingS: readonly Float64Array[];
  /** How long each joint has been beyond the warning level. */
  private readonly warningS: readonly Float64Array[];
  private readonly stillS: Float64Array;
  private missingS = 0;
  private lastTimeS = Number.NEGATIVE_INFINITY;
  private warned: readonly string[] = [];

  constructor(
    private readonly description: ArmDescription,
    private readonly limits: ReadingLimits,
  ) {
    this.watched = watchedQuantities(limits);
    this.lastingS = this.watched.map(() => new Float64Array(description.joints.length));
    this.warningS = this.watched.map(() => new Float64Array(description.joints.length));
    this.stillS = new Float64Array(description.joints.length);
  }

  /** Sentences for what is between its warning and its stop level now. */
  get warnings(): readonly string[] {
    return this.warned;
  }

  /** Forgets how long anything has lasted: after the arm was engaged, placed or connected. */
  restart(): void {
    for (const lasting of [...this.lastingS, ...this.warningS]) lasting.fill(0);
    this.stillS.fill(0);
    this.missingS = 0;
    this.lastTimeS = Number.NEGATIVE_INFINITY;
  }

  /** A reading no newer than the last one is stale: it counts as missing. */
  isFresh(state: ArmState): boolean {
    return state.timeS > this.lastTimeS;
  }

  /** A tick went by without a usable reading; `detail` is a sentence. */
  missed(periodS: number, detail: string): StopCause | undefined {
    this.missingS += periodS;
    return this.missingS > this.limits.staleS ? staleReadings(this.missingS, detail) : undefined;
  }

  /** What in this reading calls for a stop at once, whatever came before. */
  unusable(state: ArmState): StopCause | undefined {
    for (let joint = 0; joint < this.stillS.length; joint += 1) {
      const position = state.positionRad[joint] ?? Number.NaN;
      if (!Number.isFinite(position)) return badReading(this.name(joint), position);
    }
    return undefined;
  }

  /** What stands beyond a stop level now and would latch again after an engage. */
  standing(state: ArmState): StopCause | undefined {
    for (const quantity of this.watched) {
      if (quantity.code === 'tracking') continue;
      for (let joint = 0; joint < this.stillS.length; joint += 1) {
        const value = this.valueOf(quantity, state, joint);
        if (value !== undefined && exceeds(quantity, value, quantity.level.stop)) return this.cause(quantity, joint, value);
      }
    }
    return undefined;
  }

  /** Takes a fresh reading after a period; returns why the arm must stop, if it must. */
  observe(state: ArmState, goalRad: Float64Array, periodS: number): StopCause | undefined {
    this.missingS = 0;
    this.lastTimeS = state.timeS;
    let stop: StopCause | undefined;
    let warnings: string[] | undefined;
    for (const [index, quantity] of this.watched.entries()) {
      const lasting = this.lastingS[index];
      if (lasting === undefined) continue;
      for (let joint = 0; joint < lasting.length; joint += 1) {
        const value = quantity.code === 'tracking' ? trackingError(state, goalRad, joint) : this.valueOf(quantity, state, joint);
        if (value === undefined) continue;
        if (exceeds(quantity, value, quantity.level.stop)) {
          const total = (lasting[joint] ?? 0) + periodS;
          lasting[joint] = total;
          if (total > quantity.level.lastingS) stop ??= this.cause(quantity, joint, value);
        } else lasting[joint] = 0;
        if (this.warns(index, quantity, joint, value, periodS)) (warnings ??= []).push(quantity.describe(this.name(joint), value));
      }
    }
    this.warned = warnings ?? noWarnings;
    return stop ?? this.stalled(state, goalRad, periodS);
  }

  private warns(index: number, quantity: Watched, joint: number, value: number, periodS: number): boolean {
    const warning = this.warningS[index];
    if (warning === undefined) return false;
    const lasting = exceeds(quantity, value, quantity.level.warn) ? (warning[joint] ?? 0) + periodS : 0;
    warning[joint] = lasting;
    return lasting > (brief.has(quantity.code) ? briefS : 0);
  }

  private stalled(state: ArmState, goalRad: Float64Array, periodS: number): StopCause | undefined {
    const { errorRad, stillRadS, lastingS } = this.limits.stall;
    for (let joint = 0; joint < this.stillS.length; joint += 1) {
      const error = trackingError(state, goalRad, joint);
      const blocked = this.limits.grips[joint] !== true && error > errorRad && Math.abs(state.velocityRadS[joint] ?? 0) < stillRadS;
      const still = blocked ? (this.stillS[joint] ?? 0) + periodS : 0;
      this.stillS[joint] = still;
      if (still > lastingS) {
        const name = this.name(joint);
        return {
          code: 'stall',
          sentence: `${name} has stood still ${error.toFixed(2)} rad from its goal for ${still.toFixed(1)} s: something blocks it.`,
          remedy: `Clear the way of ${name}, then press Engage to go on.`,
          joint: name,
        };
      }
    }
    return undefined;
  }

  private valueOf(quantity: Watched, state: ArmState, joint: number): number | undefined {
    if (quantity.sparesGrips && this.limits.grips[joint] === true) return undefined;
    return quantity.value(state, joint);
  }

  private cause(quantity: Watched, joint: number, value: number): StopCause {
    const name = this.name(joint);
    return { code: quantity.code, sentence: quantity.describe(name, value), remedy: quantity.remedy(name), joint: name };
  }

  private name(joint: number): string {
    return this.description.joints[joint]?.name ?? `joint ${joint + 1}`;
  }
}

const noWarnings: readonly string[] = [];
/** What every quick motion does for a moment is worth a warning only when it lasts this long, seconds. */
const brief: ReadonlySet<StopCode> = new Set(['tracking', 'load']);
const briefS = 0.5;

function trackingError(state: ArmState, goalRad: Float64Array, joint: number): number {
  return Math.abs((goalRad[joint] ?? 0) - (state.positionRad[joint] ?? 0));
}

function exceeds(quantity: Watched, value: number, level: number): boolean {
  return quantity.below ? value < level : value > level;
}

function watchedQuantities(limits: ReadingLimits): readonly Watched[] {
  const above = { below: false, sparesGrips: false };
  return [
    {
      ...above,
      code: 'tracking',
      level: limits.tracking,
      value: () => undefined,
      describe: (joint, value) => `${joint} is ${value.toFixed(2)} rad from its goal and does not catch up.`,
      remedy: (joint) => `Check what holds ${joint} back and that its servo has power, then press Engage to go on.`,
    },
    {
      below: false,
      sparesGrips: true,
      code: 'load',
      level: limits.load,
      value: (state, joint) => magnitude(state.load?.[joint]),
      describe: (joint, value) => `${joint} works at ${Math.round(value * 100)} % of its torque.`,
      remedy: (joint) => `Take the load off ${joint}, then press Engage to go on.`,
    },
    {
      ...above,
      code: 'current',
      level: limits.currentA,
      value: (state, joint) => magnitude(state.currentA?.[joint]),
      describe: (joint, value) => `${joint} draws ${value.toFixed(2)} A.`,
      remedy: (joint) => `Take the load off ${joint}, then press Engage to go on.`,
    },
    {
      ...above,
      code: 'temperature',
      level: limits.temperatureC,
      value: (state, joint) => state.temperatureC?.[joint],
      describe: (joint, value) => `The servo of ${joint} is at ${Math.round(value)} °C.`,
      remedy: (joint) => `Support the arm, press Release and let ${joint} cool below ${limits.temperatureC.warn} °C.`,
    },
    {
      below: true,
      sparesGrips: false,
      code: 'low-voltage',
      level: limits.lowVoltageV,
      value: (state, joint) => state.voltageV?.[joint],
      describe: (joint, value) => `The supply at ${joint} is down to ${value.toFixed(1)} V.`,
      remedy: () => 'Check the power supply and its cable: its voltage and current must suit the servos (7.4 V or 12 V).',
    },
    {
      ...above,
      code: 'high-voltage',
      level: limits.highVoltageV,
      value: (state, joint) => state.voltageV?.[joint],
      describe: (joint, value) => `The supply at ${joint} is up to ${value.toFixed(1)} V.`,
      remedy: () => 'Check that the power supply suits the servos: a 12 V supply on 7.4 V servos damages them.',
    },
  ];
}

function magnitude(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.abs(value);
}
