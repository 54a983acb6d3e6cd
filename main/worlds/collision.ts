import type { Simulation } from './mujoco';
import { bodyName } from './scene-from-model';

/** Two things that touch, by their names in the model, for example "gripper" and "table". */
export interface Collision {
  readonly first: string;
  readonly second: string;
}

/** Looks for a contact in the present posture; body and geometry poses must be up to date. */
export function findCollision(simulation: Simulation): Collision | undefined {
  const { mujoco, model, data } = simulation;
  mujoco.mj_collision(model, data);
  if (data.ncon === 0) return undefined;
  const contacts = data.contact;
  const contact = contacts.get(0);
  if (contact === undefined) throw new Error(`MuJoCo counts ${data.ncon} contacts and lists none.`);
  const names = { first: owner(simulation, contact.geom1), second: owner(simulation, contact.geom2) };
  contact.delete();
  contacts.delete();
  return names;
}

/** A body's name, or for the fixed surroundings the geometry's own: "table" says more than "world". */
function owner(simulation: Simulation, geometry: number): string {
  const { mujoco, model } = simulation;
  const body: number = model.geom_bodyid[geometry];
  if (body !== 0) return bodyName(simulation, body);
  return mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_GEOM.value, geometry) || 'world';
}
