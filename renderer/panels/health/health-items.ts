import type { ArmStatus } from '../../../shared/arm';
import type { TrainingStatus } from '../../../shared/training';
import { formatCount, formatFixed } from '../../plots/format-number';

/** One measured value of how well control, line and policy keep up. */
export interface HealthItem {
  readonly name: 'rate' | 'jitter' | 'missed' | 'trip' | 'retries' | 'failures' | 'policy';
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  /** What is measured, and when it is good. */
  readonly title: string;
  /** What is amiss and what to do, one sentence; absent while all is well. */
  readonly problem?: string;
}

/** Limits beyond which a value is worth a look. Milliseconds, shares and seconds. */
const limits = { jitterP99Ms: 5, tripShareOfPeriod: 0.5, retryShare: 0.01, policyAgeS: 10 } as const;

/** What is known of the health of an arm's control, in the order in which it is shown. Values that nobody measures are left out. */
export function healthItems(arm: Pick<ArmStatus, 'control' | 'link'> | undefined, training?: Pick<TrainingStatus, 'policyLag' | 'policyAgeS'>): readonly HealthItem[] {
  return [...controlItems(arm?.control), ...linkItems(arm), ...policyItems(training)];
}

function controlItems(control: ArmStatus['control']): readonly HealthItem[] {
  if (control === undefined) return [];
  const { rateHz, periodErrorP99Ms, missedTicks } = control;
  return [
    { name: 'rate', label: 'control', value: formatFixed(rateHz, 1), unit: 'Hz', title: 'Control ticks a second, over the last 10 s' },
    {
      name: 'jitter',
      label: 'jitter p99',
      value: formatFixed(periodErrorP99Ms, 2),
      unit: 'ms',
      title: 'Of 100 ticks, 99 come within this of their time',
      ...(periodErrorP99Ms > limits.jitterP99Ms && { problem: `Ticks come up to ${formatFixed(periodErrorP99Ms, 1)} ms off their time: end other programs on this computer.` }),
    },
    ...(missedTicks === undefined
      ? []
      : [{ name: 'missed' as const, label: 'ticks left out', value: formatCount(missedTicks), unit: '', title: 'Left out because the one before was late, since the loop began' }]),
  ];
}

function linkItems(arm: Pick<ArmStatus, 'control' | 'link'> | undefined): readonly HealthItem[] {
  const link = arm?.link;
  if (link === undefined) return [];
  const { exchanges, retries, failures, roundTripP99Ms } = link;
  const periodMs = arm?.control === undefined ? Infinity : 1000 / arm.control.rateHz;
  const worst = link.joints?.toSorted((one, other) => other.retries - one.retries)[0];
  const at = worst === undefined || worst.retries === 0 ? '' : `, most of them at ${worst.name.replaceAll('_', ' ')} (${formatCount(worst.retries)})`;
  return [
    ...(roundTripP99Ms === undefined
      ? []
      : [
          {
            name: 'trip' as const,
            label: 'round trip p99',
            value: formatFixed(roundTripP99Ms, 1),
            unit: 'ms',
            title: 'Goals out and a reading in, over the last 10 s',
            ...(roundTripP99Ms > limits.tripShareOfPeriod * periodMs && { problem: 'The line takes more than half of a control period: use a higher bus speed, or another adapter.' }),
          },
        ]),
    {
      name: 'retries',
      label: 'retries',
      value: formatCount(retries),
      unit: '',
      title: `Packets sent again of ${formatCount(exchanges)}, since connecting${at}`,
      ...(retries > limits.retryShare * exchanges && { problem: `${formatCount(retries)} of ${formatCount(exchanges)} packets were sent again${at}: look at the cables and the supply.` }),
    },
    ...(failures === 0
      ? []
      : [{ name: 'failures' as const, label: 'given up', value: formatCount(failures), unit: '', title: 'Packets given up after the last try', problem: `${formatCount(failures)} packets were given up${at}: look at the cables and the supply.` }]),
  ];
}

function policyItems(training: Pick<TrainingStatus, 'policyLag' | 'policyAgeS'> | undefined): readonly HealthItem[] {
  const { policyLag, policyAgeS } = training ?? {};
  if (policyAgeS === undefined) return [];
  return [
    {
      name: 'policy',
      label: 'policy age',
      value: formatFixed(policyAgeS, 1),
      unit: 's',
      title: `How long the acting policy has acted${policyLag === undefined ? '' : `; it is ${formatCount(policyLag)} updates behind the newest`}`,
      ...(policyAgeS > limits.policyAgeS && { problem: 'The arm acts by an old policy: the learner does not keep up. Choose fewer updates a step, or smaller networks.' }),
    },
  ];
}
