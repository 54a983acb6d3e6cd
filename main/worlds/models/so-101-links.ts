import type { ArmLink, LinkPart, ServoGains, Vector } from './arm-links';

/**
 * SO-101, follower arm. Frames, ranges, masses and gains: TheRobotStudio/SO-ARM100,
 * `Simulation/SO101/so101_new_calib.xml` (zero is mid-range). The shapes are our own boxes and cylinders, drawn to
 * those dimensions; a servo is an STS3215 by its data sheet, 45.2 x 24.7 x 35 mm and 55 g.
 *
 * At zero the upper arm points up and the forearm forward. The frames of upper arm, forearm and wrist lie on one side
 * of the arm: its middle plane is `middle` along their z.
 */
const middle = 0.0183;

export const so101Gains: ServoGains = {
  stiffness: 998.22,
  velocityGain: 2.731,
  maxTorqueNm: 2.94,
  damping: 0.6,
  frictionLossNm: 0.052,
  armature: 0.028,
};

/** The gripper's tip, in the gripper's frame. */
export const so101Tip: Vector = [-0.0079, -0.000218, -0.0981274];

const upperArmAngle = Math.atan2(-0.028, -0.11257);
const forearmAngle = Math.atan2(0.0052, -0.1349);

export const so101Links: readonly ArmLink[] = [
  {
    name: 'base',
    at: [0, 0, 0],
    quaternion: [1, 0, 0, 0],
    massKg: 0.147,
    parts: [
      { shape: 'box', size: [0.06, 0.046, 0.005], at: [0.01, 0, 0.005], material: 'printed' },
      { shape: 'box', size: [0.034, 0.004, 0.022], at: [0.03, 0.0168, 0.032], material: 'printed' },
      { shape: 'box', size: [0.034, 0.004, 0.022], at: [0.03, -0.0168, 0.032], material: 'printed' },
      { shape: 'box', size: [0.006, 0.0128, 0.022], at: [0.002, 0, 0.032], material: 'printed' },
      { shape: 'box', size: [0.018, 0.028, 0.006], at: [-0.028, 0, 0.016], material: 'pad' },
      { shape: 'box', size: [0.0226, 0.01235, 0.0175], at: [0.031, 0, 0.0355], material: 'servo' },
      { shape: 'cylinder', size: [0.0205, 0.003], at: [0.0388353, 0, 0.0565], material: 'ring' },
    ],
  },
  {
    name: 'shoulder',
    at: [0.0388353, 0, 0.0624],
    quaternion: [0, 0, -1, 0],
    massKg: 0.100006,
    joint: { name: 'shoulder_pan', minRad: -1.91986, maxRad: 1.91986 },
    parts: [
      { shape: 'cylinder', size: [0.024, 0.0055], at: [0, 0, -0.0035], material: 'printed' },
      { shape: 'box', size: [0.021, 0.0195, 0.006], at: [-0.018, 0, -0.0145], material: 'printed' },
      { shape: 'box', size: [0.003, 0.0185, 0.017], at: [-0.0145, 0, -0.037], material: 'printed' },
      { shape: 'box', size: [0.01235, 0.0175, 0.0226], at: [-0.0304, 0, -0.0437], material: 'servo' },
    ],
  },
  {
    name: 'upper_arm',
    at: [-0.0303992, -0.0182778, -0.0542],
    quaternion: [0.5, -0.5, -0.5, -0.5],
    massKg: 0.103,
    joint: { name: 'shoulder_lift', minRad: -1.74533, maxRad: 1.74533 },
    parts: [
      ...hub(0.0165, 0.0275),
      ...sidePlates([-0.0563, -0.014], upperArmAngle, 0.05, 0.0125, 0.0222),
      { shape: 'box', size: [0.02, 0.0125, 0.0195], at: [-0.0485, -0.0121, middle], turn: [0, 0, upperArmAngle], material: 'printed' },
      { shape: 'box', size: [0.0226, 0.01235, 0.0175], at: [-0.0985, -0.0245, middle], turn: [0, 0, upperArmAngle], material: 'servo' },
    ],
  },
  {
    name: 'lower_arm',
    at: [-0.11257, -0.028, 0],
    quaternion: [Math.SQRT1_2, 0, 0, Math.SQRT1_2],
    massKg: 0.104,
    joint: { name: 'elbow_flex', minRad: -1.69, maxRad: 1.69 },
    parts: [
      ...hub(0.0165, 0.031),
      ...sidePlates([-0.067, 0.0026], forearmAngle, 0.06, 0.0115, 0.0274),
      { shape: 'box', size: [0.024, 0.0115, 0.0248], at: [-0.0585, 0.0023, middle], turn: [0, 0, forearmAngle], material: 'printed' },
      { shape: 'box', size: [0.0226, 0.01235, 0.0175], at: [-0.119, 0.0046, middle], turn: [0, 0, forearmAngle], material: 'servo' },
    ],
  },
  {
    name: 'wrist',
    at: [-0.1349, 0.0052, 0],
    quaternion: [Math.SQRT1_2, 0, 0, -Math.SQRT1_2],
    massKg: 0.079,
    joint: { name: 'wrist_flex', minRad: -1.65806, maxRad: 1.65806 },
    parts: [
      ...hub(0.0155, 0.0325),
      ...sidePlates([0, -0.0135], Math.PI / 2, 0.0165, 0.0115, 0.0222),
      { shape: 'box', size: [0.0145, 0.003, 0.0252], at: [0, -0.0255, middle], material: 'printed' },
      { shape: 'box', size: [0.01235, 0.0165, 0.0226], at: [0, -0.0405, middle], material: 'servo' },
    ],
  },
  {
    name: 'gripper',
    at: [0, -0.0611, 0.0181],
    quaternion: [0.0172091, -0.0172091, 0.706897, 0.706897],
    massKg: 0.087,
    joint: { name: 'wrist_roll', minRad: -2.74385, maxRad: 2.84121 },
    parts: [
      { shape: 'cylinder', size: [0.0165, 0.0025], at: [0, 0, 0], material: 'ring' },
      { shape: 'box', size: [0.0245, 0.0185, 0.004], at: [0.0065, 0, -0.0065], material: 'printed' },
      { shape: 'box', size: [0.0226, 0.0175, 0.01235], at: [0.0102, 0, -0.0234], material: 'servo' },
      { shape: 'box', size: [0.0035, 0.0185, 0.0195], at: [-0.0155, 0, -0.03], material: 'printed' },
      { shape: 'box', size: [0.0045, 0.0115, 0.0285], at: [-0.0145, 0, -0.0705], turn: [0, -0.06, 0], material: 'printed' },
      { shape: 'box', size: [0.0012, 0.0095, 0.013], at: [-0.0091, 0, -0.0845], turn: [0, -0.06, 0], material: 'pad' },
    ],
  },
  {
    name: 'jaw',
    at: [0.0202, 0.0188, -0.0234],
    quaternion: [Math.SQRT1_2, Math.SQRT1_2, 0, 0],
    massKg: 0.012,
    joint: { name: 'gripper', minRad: -0.17453, maxRad: 1.74533 },
    parts: [
      ...hub(0.0125, 0.0225, 0.0188),
      { shape: 'box', size: [0.0042, 0.0275, 0.0115], at: [-0.0061, -0.0425, 0.0188], turn: [0, 0, -0.16], material: 'printed' },
      { shape: 'box', size: [0.0012, 0.012, 0.0095], at: [-0.0133, -0.0575, 0.0188], turn: [0, 0, -0.16], material: 'pad' },
    ],
  },
];

/** The round end of a link on its axis: a dark barrel with a thin ring about either face. */
function hub(radius: number, halfLength: number, along = middle): readonly LinkPart[] {
  const rings = [-1, 1].map((side) => ({
    shape: 'cylinder' as const,
    size: [radius, 0.0012],
    at: [0, 0, along + side * (halfLength - 0.0022)] as const,
    material: 'ring' as const,
  }));
  return [{ shape: 'cylinder', size: [radius - 0.002, halfLength], at: [0, 0, along], material: 'pad' }, ...rings];
}

/** Two plates on either side of the middle plane, `offset` from it, turned in that plane. */
function sidePlates(centre: readonly [x: number, y: number], angle: number, halfLength: number, halfWidth: number, offset: number): readonly LinkPart[] {
  const [x, y] = centre;
  return [-1, 1].map((side) => ({
    shape: 'box',
    size: [halfLength, halfWidth, 0.0025],
    at: [x, y, middle + side * offset],
    turn: [0, 0, angle],
    material: 'printed',
  }));
}
