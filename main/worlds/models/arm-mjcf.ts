import { partMasses, type ArmLink, type LinkPart, type Material, type ServoGains, type Vector } from './arm-links';

export interface ArmTable {
  readonly name: string;
  /** From the base outwards. */
  readonly links: readonly ArmLink[];
  readonly gains: ServoGains;
  readonly tip: { readonly link: string; readonly at: Vector };
  /** Pairs of links that may overlap; a link and the one that it hangs on never collide anyway. */
  readonly excluded: readonly (readonly [string, string])[];
}

const colours: Readonly<Record<Material, string>> = {
  printed: '0.80 0.775 0.73 1',
  servo: '0.13 0.14 0.16 1',
  ring: '0.85 0.61 0.25 1',
  pad: '0.19 0.20 0.23 1',
};

/**
 * Physics step, seconds. The stiffest servo mode is about 190 rad/s (998 Nm/rad on the armature's 0.028 kg m²), so
 * 5 ms keeps frequency times step below 1, half of what a semi-implicit step bears; damping and velocity gain are
 * integrated implicitly (`implicitfast`). Ten steps make a 20 Hz control period.
 */
const timestepS = 0.005;

/** Writes the arm, standing on a table under gravity, as MJCF with one position servo in every joint. */
export function armMjcf({ name, links, gains, tip, excluded }: ArmTable): string {
  const joints = links.flatMap((link) => (link.joint === undefined ? [] : [link.joint]));
  const actuators = joints.map((joint) => `    <position name="${joint.name}" joint="${joint.name}" ctrlrange="${joint.minRad} ${joint.maxRad}"/>`);
  const excludes = excluded.map(([first, second]) => `    <exclude body1="${first}" body2="${second}"/>`);
  return `<mujoco model="${name}">
  <compiler angle="radian" autolimits="true"/>
  <option timestep="${timestepS}" integrator="implicitfast" gravity="0 0 -9.81"/>
  <statistic center="0.16 0 0.16" extent="0.45"/>
  <default>
    <geom condim="3" friction="0.8 0.01 0.001"/>
    <joint type="hinge" axis="0 0 1" damping="${gains.damping}" frictionloss="${gains.frictionLossNm}" armature="${gains.armature}"/>
    <position kp="${gains.stiffness}" kv="${gains.velocityGain}" forcerange="${-gains.maxTorqueNm} ${gains.maxTorqueNm}"/>
${Object.entries(colours).map(([material, colour]) => `    <default class="${material}"><geom rgba="${colour}"/></default>`).join('\n')}
  </default>
  <worldbody>
    <geom name="table" type="plane" size="0.6 0.6 0.05" rgba="0.21 0.22 0.24 1"/>
${nest(links, tip)}
  </worldbody>
  <contact>
${excludes.join('\n')}
  </contact>
  <actuator>
${actuators.join('\n')}
  </actuator>
</mujoco>
`;
}

function nest(links: readonly ArmLink[], tip: ArmTable['tip']): string {
  const [link, ...outer] = links;
  if (link === undefined) return '';
  const masses = partMasses(link);
  return [
    `<body name="${link.name}" pos="${link.at.join(' ')}" quat="${link.quaternion.join(' ')}">`,
    ...(link.joint === undefined ? [] : [`<joint name="${link.joint.name}" range="${link.joint.minRad} ${link.joint.maxRad}"/>`]),
    ...link.parts.map((part, index) => geometry(part, masses[index] ?? 0)),
    ...(link.name === tip.link ? [`<site name="tip" pos="${tip.at.join(' ')}" size="0.003"/>`] : []),
    nest(outer, tip),
    '</body>',
  ].join('\n');
}

function geometry(part: LinkPart, massKg: number): string {
  const turn = part.turn === undefined ? '' : ` euler="${part.turn.join(' ')}"`;
  return `<geom class="${part.material}" type="${part.shape}" size="${part.size.join(' ')}" pos="${part.at.join(' ')}"${turn} mass="${massKg}"/>`;
}
