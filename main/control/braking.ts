/**
 * The highest speed at which something may start a tick and still come to rest within `distance`, when it sheds at most
 * `acceleration * periodS` of speed from one tick to the next. All arguments are positive or zero, in matching units.
 *
 * Starting at v, the ticks cover T * (v + (v - aT) + (v - 2aT) + ...); m is the number of braking ticks after the first.
 */
export function approachSpeed(distance: number, acceleration: number, periodS: number): number {
  if (distance <= 0) return 0;
  const shed = acceleration * periodS;
  const brakingTicks = Math.floor(-0.5 + Math.sqrt(0.25 + (2 * distance) / (shed * periodS)));
  return (distance / periodS + (shed * brakingTicks * (brakingTicks + 1)) / 2) / (brakingTicks + 1);
}

/** The speed after one tick of braking: towards zero by at most `change`. */
export function brake(velocity: number, change: number): number {
  if (velocity > change) return velocity - change;
  if (velocity < -change) return velocity + change;
  return 0;
}
