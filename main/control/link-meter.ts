import type { LinkCounts, LinkQuality } from '../../shared/arm';
import { percentile } from '../../shared/maths/statistics';
import type { ControlTime } from './control-time';
import { createRecentSamples } from './recent-samples';

const windowMs = 10_000;
/** 10 s at the highest control rate, 100 Hz. */
const capacity = 1001;

/** Measures how long the round trips with an arm take. */
export class LinkMeter {
  private readonly roundTrips = createRecentSamples(windowMs, capacity);

  constructor(private readonly time: Pick<ControlTime, 'monotonicMs'>) {}

  /** Runs one call to the driver and returns how long it took, milliseconds. */
  async timed(call: () => Promise<void>): Promise<number> {
    const beganMs = this.time.monotonicMs();
    await call();
    return this.time.monotonicMs() - beganMs;
  }

  /** One round trip that brought a reading. */
  add(roundTripMs: number): void {
    this.roundTrips.add(this.time.monotonicMs(), roundTripMs);
  }

  quality(counts: LinkCounts): LinkQuality {
    const recent = this.roundTrips.values(this.time.monotonicMs());
    if (recent.length === 0) return counts;
    return { ...counts, roundTripP50Ms: percentile(recent, 0.5), roundTripP99Ms: percentile(recent, 0.99), roundTripMaxMs: Math.max(...recent) };
  }
}
