import type { ArmStatus } from '../../shared/arm';
import type { ControlMetrics } from '../../shared/training';

/** What a row of metrics says of the control side; undefined where nothing is measured in real time. */
export function controlMetrics({ control, link }: Pick<ArmStatus, 'control' | 'link'>): ControlMetrics | undefined {
  if (control === undefined) return undefined;
  const { rateHz, periodErrorP50Ms, periodErrorP99Ms, missedTicks } = control;
  return {
    rateHz,
    periodErrorP99Ms,
    ...(periodErrorP50Ms === undefined ? {} : { periodErrorP50Ms }),
    ...(missedTicks === undefined ? {} : { missedTicks }),
    ...(link === undefined ? {} : linkMetrics(link)),
  };
}

function linkMetrics({ roundTripP50Ms, roundTripP99Ms, retries, failures, damaged, joints }: NonNullable<ArmStatus['link']>): Partial<ControlMetrics> {
  return {
    ...(roundTripP50Ms === undefined ? {} : { roundTripP50Ms }),
    ...(roundTripP99Ms === undefined ? {} : { roundTripP99Ms }),
    retries,
    failures,
    damaged,
    ...(joints === undefined ? {} : { jointRetries: joints.map((joint) => joint.retries), jointFailures: joints.map((joint) => joint.failures) }),
  };
}
