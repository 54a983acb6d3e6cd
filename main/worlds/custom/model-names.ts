import { Failure } from '../../../shared/contract/failure';
import type { Simulation } from '../mujoco';
import type { Place, Selection } from './world-schema';

type Kind = 'joint' | 'site' | 'body' | 'sensor' | 'keyframe';

/** Elements of qpos or qvel of one model, with a name for each. */
export interface Elements {
  readonly addresses: readonly number[];
  readonly names: readonly string[];
}

/** Where the position of a point lies: three numbers from `offset` on. */
export interface PlaceAddress {
  readonly array: 'site_xpos' | 'xpos';
  readonly rotation: 'site_xmat' | 'xmat';
  readonly id: number;
  readonly title: string;
}

/**
 * Finds what a task file names in its compiled model. Every method takes the path of the name inside the file, and
 * throws a `Failure` of code `bad-argument` with that path and what the model has instead.
 */
export interface ModelNames {
  fail(path: string, sentence: string): never;
  id(kind: Kind, name: string, path: string): number;
  place(place: Place, path: string): PlaceAddress;
  /** The address of a hinge or slide joint in qpos. */
  scalarJoint(name: string, path: string): number;
  elements(of: 'qpos' | 'qvel', selection: Selection, path: string): Elements;
  /** Of all bodies but the world unless some are named. */
  bodies(names: readonly string[] | undefined, path: string): readonly number[];
  /** One name for each actuator: its own, or that of the joint that it drives. */
  readonly actuators: readonly string[];
}

const numbersOfJoint = { free: { qpos: 7, qvel: 6 }, ball: { qpos: 4, qvel: 3 }, scalar: { qpos: 1, qvel: 1 } } as const;

/** @param file how the operator knows the task, at the head of every sentence */
export function createModelNames({ mujoco, model }: Simulation, file: string): ModelNames {
  const { mjtObj, mjtJoint, mjtTrn } = mujoco;
  const kinds = {
    joint: { object: mjtObj.mjOBJ_JOINT.value, addresses: model.name_jntadr },
    site: { object: mjtObj.mjOBJ_SITE.value, addresses: model.name_siteadr },
    body: { object: mjtObj.mjOBJ_BODY.value, addresses: model.name_bodyadr },
    sensor: { object: mjtObj.mjOBJ_SENSOR.value, addresses: model.name_sensoradr },
    keyframe: { object: mjtObj.mjOBJ_KEY.value, addresses: model.name_keyadr },
  } as const;

  function fail(path: string, sentence: string): never {
    throw new Failure('bad-argument', `${file}: ${path}: ${sentence}`);
  }

  function known(kind: Kind): string {
    const names = Array.from<number>(kinds[kind].addresses).map((address) => nameAt(model.names, address));
    const named = names.filter((name) => name !== '' && name !== 'world');
    return named.length === 0 ? 'none with a name' : named.map((name) => `"${name}"`).join(', ');
  }

  function id(kind: Kind, name: string, path: string): number {
    const found = mujoco.mj_name2id(model, kinds[kind].object, name);
    return found >= 0 ? found : fail(path, `there is no ${kind} "${name}"; the model has ${known(kind)}.`);
  }

  function jointShape(joint: number): (typeof numbersOfJoint)[keyof typeof numbersOfJoint] {
    const type: number = model.jnt_type[joint];
    if (type === mjtJoint.mjJNT_FREE.value) return numbersOfJoint.free;
    return type === mjtJoint.mjJNT_BALL.value ? numbersOfJoint.ball : numbersOfJoint.scalar;
  }

  function ofJoint(of: 'qpos' | 'qvel', joint: number): Elements {
    const first: number = of === 'qpos' ? model.jnt_qposadr[joint] : model.jnt_dofadr[joint];
    const size = jointShape(joint)[of];
    const title = nameAt(model.names, model.name_jntadr[joint]) || `joint ${joint}`;
    const addresses = Array.from({ length: size }, (_, offset) => first + offset);
    return { addresses, names: size === 1 ? [title] : addresses.map((_, offset) => `${title}[${offset}]`) };
  }

  function joined(parts: readonly Elements[]): Elements {
    return { addresses: parts.flatMap(({ addresses }) => addresses), names: parts.flatMap(({ names }) => names) };
  }

  return {
    fail,
    id,
    place({ site, body }, path) {
      if (site !== undefined) return { array: 'site_xpos', rotation: 'site_xmat', id: id('site', site, `${path}.site`), title: site };
      const name = body ?? '';
      return { array: 'xpos', rotation: 'xmat', id: id('body', name, `${path}.body`), title: name };
    },
    scalarJoint(name, path) {
      const joint = id('joint', name, path);
      if (jointShape(joint) !== numbersOfJoint.scalar) fail(path, `the joint "${name}" is neither a hinge nor a slide; name one that is, or give numbers of qpos.`);
      return model.jnt_qposadr[joint];
    },
    elements(of, { joints, from, to }, path) {
      if (joints !== undefined) {
        if (from !== undefined || to !== undefined) fail(path, 'give either "joints" or "from" and "to", not both.');
        return joined(joints.map((name, index) => ofJoint(of, id('joint', name, `${path}.joints[${index}]`))));
      }
      const all = joined(Array.from({ length: model.njnt }, (_, joint) => ofJoint(of, joint)));
      const last = all.addresses.length - 1;
      if ((from ?? 0) > last) fail(`${path}.from`, `the model's ${of} has the numbers 0 to ${last}, not ${from}.`);
      if ((to ?? last) > last) fail(`${path}.to`, `the model's ${of} has the numbers 0 to ${last}, not ${to}.`);
      if ((from ?? 0) > (to ?? last)) fail(`${path}.to`, `${to} is below "from", which is ${from}.`);
      return { addresses: all.addresses.slice(from, (to ?? last) + 1), names: all.names.slice(from, (to ?? last) + 1) };
    },
    bodies(names, path) {
      if (names === undefined) return Array.from({ length: model.nbody - 1 }, (_, body) => body + 1);
      return names.map((name, index) => id('body', name, `${path}[${index}]`));
    },
    actuators: Array.from({ length: model.nu }, (_, actuator) => {
      const own = nameAt(model.names, model.name_actuatoradr[actuator]);
      if (own !== '') return own;
      const drives: number = model.actuator_trnid[2 * actuator];
      const joint = model.actuator_trntype[actuator] === mjtTrn.mjTRN_JOINT.value ? nameAt(model.names, model.name_jntadr[drives]) : '';
      return joint === '' ? `actuator ${actuator}` : joint;
    }),
  };
}

/** The bindings' `mj_id2name` reads address 0 for what has no name; the names' own bytes are sound. */
function nameAt(names: ArrayLike<number>, address: number): string {
  const bytes: number[] = [];
  for (let index = address; (names[index] ?? 0) !== 0; index += 1) bytes.push(names[index] ?? 0);
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
