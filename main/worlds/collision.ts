import type { Simulation } from './mujoco';
import { bodyName } from './scene-from-model';

/** Two things that touch, by their names in the model, for example "gripper" and "table". */
export interface Collision {
  readonly first: string;
  readonly second: string;
}

/**
 * Looks for a contact in the present posture; body and geometry poses must be up to date.
 *
 * @param ignores bodies whose contacts are none: loose things lie on the table and are there to be touched
 */
export function findCollision(simulation: Simulation, ignores: (body: number) => boolean = ignoresNone): Collision | undefined {
  const { mujoco, model, data } = simulation;
  mujoco.mj_collision(model, data);
  if (data.ncon === 0) return undefined;
  const contacts = data.contact;
  let found: Collision | undefined;
  for (let index = 0; index < data.ncon && found === undefined; index += 1) {
    const contact = contacts.get(index);
    if (contact === undefined) throw new Error(`MuJoCo counts ${data.ncon} contacts and does not list number ${index}.`);
    const { geom1, geom2 } = contact;
    contact.delete();
    if (ignores(model.geom_bodyid[geom1]) || ignores(model.geom_bodyid[geom2])) continue;
    found = { first: owner(simulation, geom1), second: owner(simulation, geom2) };
  }
  contacts.delete();
  return found;
}

const ignoresNone = (): boolean => false;

/** A body's name, or for the fixed surroundings the geometry's own: "table" says more than "world". */
function owner(simulation: Simulation, geometry: number): string {
  const { mujoco, model } = simulation;
  const body: number = model.geom_bodyid[geometry];
  if (body !== 0) return bodyName(simulation, body);
  return mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_GEOM.value, geometry) || 'world';
}
