import type { CalibratedJoint, CalibrationState, FlashState, MotorsState, ScanState, SetupState } from '../../shared/arm-setup';
import { syntheticArm } from './synthetic-arm';

/** Invented procedures of setting up, one of each kind, for looking at their screens. */

const path = '/dev/ttyACM0';

const calibratedJoints: readonly CalibratedJoint[] = syntheticArm.joints.map(({ name, minRad, maxRad }, index) => ({
  name,
  id: index + 1,
  positionTicks: 1900 + 60 * index,
  positionRad: 0.1 * index,
  minTicks: 900 + 50 * index,
  maxTicks: 2900 + 90 * index,
  minRad: minRad * (1 - 0.1 * index),
  maxRad: maxRad * 0.9,
  modelMinRad: minRad,
  modelMaxRad: maxRad,
  driveMode: 0,
  check: 'waiting',
}));

const common = { phase: 'running', problems: [], path, armName: 'left', kind: 'feetech', byHand: false } as const;

const support: CalibrationState = {
  ...common,
  type: 'calibrate',
  step: 'support',
  instruction: 'Hold the arm with one hand. Its torque goes off next, so that you can move it.',
  actions: [{ name: 'next', label: 'Torque off', caution: true }],
  joints: calibratedJoints.map(({ name, id, positionTicks = 0, modelMinRad, modelMaxRad }) => ({ name, id, positionTicks, modelMinRad, modelMaxRad, driveMode: 0, check: 'waiting' })),
};

const sweep: CalibrationState = {
  ...common,
  type: 'calibrate',
  step: 'sweep',
  instruction: 'Move every joint slowly from one end of its range to the other.',
  problems: ['The elbow has hardly been moved: turn it from end to end.'],
  actions: [
    { name: 'next', label: 'These are the ranges', blocked: 'The elbow has hardly been moved.' },
    { name: 'again', label: 'Sweep again' },
    { name: 'back', label: 'Back to the middle' },
  ],
  joints: calibratedJoints.map((joint, index) => (index === 2 ? { ...joint, minTicks: 2040, maxTicks: 2080, problem: 'Moved by 3.5° so far: turn it from end to end.' } : joint)),
  byHand: true,
};

const check: CalibrationState = {
  ...common,
  type: 'calibrate',
  step: 'check',
  instruction: 'Move the joint as the sentence says, and look whether the model does the same.',
  actions: [
    { name: 'next', label: 'The model follows' },
    { name: 'flip', label: 'It turns the other way' },
    { name: 'skip', label: 'Leave this joint out' },
  ],
  joints: calibratedJoints.map((joint, index) => ({ ...joint, check: (['agrees', 'reversed', 'current'] as const)[index] ?? 'waiting' })),
  current: { joint: 'elbow_flex', direction: 'up, so that the forearm comes towards the upper arm' },
};

const motors: MotorsState = {
  type: 'motors',
  phase: 'running',
  step: 'connect',
  path,
  kind: 'feetech',
  instruction: 'Connect the motor of the wrist alone to the adapter, and power it.',
  problems: [],
  actions: [{ name: 'next', label: 'It is connected' }, { name: 'skip', label: 'Leave it out' }],
  motors: syntheticArm.joints.map(({ name }, index) => ({ joint: name, id: index + 1, model: 'STS3215', state: index === 3 ? ('current' as const) : index > 3 ? ('done' as const) : ('waiting' as const) })).reverse(),
  found: { kind: 'feetech', baudRate: 1_000_000, id: 5, model: 'STS3215' },
};

const scan: ScanState = {
  type: 'scan',
  phase: 'done',
  path,
  instruction: 'Five servos answer. One of six is missing.',
  problems: ['The servo of the elbow (id 3) does not answer: check the cable between ids 2 and 3.'],
  actions: [{ name: 'again', label: 'Ask again' }, { name: 'close', label: 'Close' }],
  servos: syntheticArm.joints.flatMap(({ name }, index) => (index === 2 ? [] : [{ kind: 'feetech' as const, baudRate: 1_000_000, id: index + 1, modelNumber: 777, model: 'STS3215', firmware: '3.10', voltageV: 12.1, temperatureC: 31, torque: false, joint: name }])),
  address: 'feetech:/dev/ttyACM0?arm=left',
  armName: 'left',
};

const flash: FlashState = {
  type: 'flash',
  phase: 'running',
  step: 'write',
  path: '/dev/ttyUSB0',
  version: '1.2',
  instruction: 'The firmware is written and read back. Leave the board plugged in.',
  problems: [],
  actions: [],
  progress: 0.42,
  verifiedBytes: 4_096,
  totalBytes: 9_812,
};

export const syntheticSetups: Readonly<Record<'support' | 'sweep' | 'check' | 'motors' | 'scan' | 'flash', SetupState>> = { support, sweep, check, motors, scan, flash };
