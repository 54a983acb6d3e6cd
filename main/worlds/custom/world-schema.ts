import { z } from 'zod';
import { trainingSettingsSchema } from '../../../shared/training';

/**
 * A world of the operator's own, as its JSON file says it: what is observed, what an action means, what is rewarded,
 * when an episode ends. Joints, sites, bodies and sensors go by the names of the MuJoCo model beside it.
 * `docs/worlds.md` has the same in prose, with examples. Units are SI and radians.
 */
export const worldVersion = 1;

const name = z.string().min(1);
const index = z.number().int().min(0);
const count = z.number().int().positive();
const range = z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, 'needs the lower number first');
const axis = z.enum(['x', 'y', 'z']);
const axes = z.enum(['x', 'y', 'z', 'xy', 'xz', 'yz', 'xyz']).default('xyz');
export type Axis = z.infer<typeof axis>;
export type Axes = z.infer<typeof axes>;

/** A point that moves with the model: a site, or the origin of a body's frame. */
const placeSchema = z
  .strictObject({ site: name.optional(), body: name.optional() })
  .refine(({ site, body }) => (site === undefined) !== (body === undefined), 'needs either "site" or "body"');
export type Place = z.infer<typeof placeSchema>;

/** Elements of qpos or qvel: of joints, or by number, both ends included; left out, all. */
const selection = { joints: z.array(name).min(1).optional(), from: index.optional(), to: index.optional() };
export interface Selection {
  readonly joints?: readonly string[] | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

const observed = { name: name.optional(), clip: range.optional() };
export const observationSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['qpos', 'qvel']), ...selection, ...observed }),
  z.strictObject({ type: z.enum(['cosine', 'sine']), joints: z.array(name).min(1), ...observed }),
  z.strictObject({ type: z.literal('sensor'), sensor: name, ...observed }),
  z.strictObject({ type: z.literal('place'), of: placeSchema, axes, ...observed }),
  z.strictObject({ type: z.literal('difference'), of: placeSchema, minus: placeSchema, axes, ...observed }),
  /** Six numbers a body: torque and force from outside, in the world's frame. Left out, all bodies but the world. */
  z.strictObject({ type: z.literal('contact-forces'), bodies: z.array(name).min(1).optional(), ...observed }),
]);
export type ObservationItem = z.infer<typeof observationSchema>;

const distance = { from: placeSchema, to: placeSchema, axes };
const direction = z.tuple([z.number(), z.number(), z.number()]).refine((vector) => Math.hypot(...vector) > 0, 'needs a length above 0');
/** The angle of a joint from `target`, or of an axis of a frame from a direction of the world. */
const rotation = {
  joint: name.optional(),
  target: z.number().default(0),
  of: placeSchema.optional(),
  axis: axis.default('z'),
  along: direction.default([0, 0, 1]),
  /** The cosine of the angle (1 where aligned), the angle from 0 to pi, or its square. */
  measure: z.enum(['cosine', 'angle', 'square']).default('cosine'),
};
export interface Distance {
  readonly from: Place;
  readonly to: Place;
  readonly axes: Axes;
}
export interface Rotation {
  readonly joint?: string | undefined;
  readonly target: number;
  readonly of?: Place | undefined;
  readonly axis: Axis;
  readonly along: readonly [number, number, number];
  readonly measure: 'cosine' | 'angle' | 'square';
}

const weighted = { weight: z.number(), name: name.optional() };
/** Whether the state before or after the physics of the step is judged. */
const when = z.enum(['before', 'after']).default('after');
export const rewardSchema = z.discriminatedUnion('type', [
  /** How fast a joint, or a point along an axis of the world, moved over the step. */
  z.strictObject({ type: z.literal('forward-velocity'), joint: name.optional(), of: placeSchema.optional(), axis: axis.default('x'), ...weighted }),
  z.strictObject({ type: z.literal('distance'), ...distance, when, ...weighted }),
  z.strictObject({ type: z.literal('rotation'), ...rotation, when, ...weighted }),
  /** The sum of the squares of the controls, in the units of the actuators. */
  z.strictObject({ type: z.literal('control-cost'), ...weighted }),
  /** 1 a step; `onTermination` says whether the step that ends the episode by `termination` gets it too. */
  z.strictObject({ type: z.literal('alive'), onTermination: z.boolean().default(false), ...weighted }),
  /** The sum of the squares of the contact forces, each clipped first, the sum cut at `atMost`. */
  z.strictObject({ type: z.literal('contact-cost'), bodies: z.array(name).min(1).optional(), clip: range.optional(), atMost: z.number().positive().optional(), ...weighted }),
]);
export type RewardItem = z.infer<typeof rewardSchema>;

const bounds = { minimum: z.number().optional(), maximum: z.number().optional() };
const conditions = [
  z.strictObject({ type: z.enum(['qpos', 'qvel']), ...selection, ...bounds }),
  z.strictObject({ type: z.literal('place'), of: placeSchema, axis: axis.default('z'), ...bounds }),
  z.strictObject({ type: z.literal('distance'), ...distance, ...bounds }),
  z.strictObject({ type: z.literal('rotation'), ...rotation, measure: rotation.measure.default('angle'), ...bounds }),
] as const;
/** A measured quantity and the range that it has to stay in. */
const conditionSchema = z.discriminatedUnion('type', conditions);
export type Condition = z.infer<typeof conditionSchema>;

/** The episode ends at the first condition that is left; `non-finite` says so for physics that diverge. */
const terminationSchema = z.discriminatedUnion('type', [...conditions, z.strictObject({ type: z.literal('non-finite') })]);
export type TerminationItem = z.infer<typeof terminationSchema>;

const noiseSchema = z.discriminatedUnion('distribution', [
  z.strictObject({ of: z.enum(['qpos', 'qvel']), ...selection, distribution: z.literal('uniform'), range }),
  z.strictObject({ of: z.enum(['qpos', 'qvel']), ...selection, distribution: z.literal('normal'), deviation: z.number().positive() }),
]);
export type NoiseItem = z.infer<typeof noiseSchema>;

/** Joints, or the axes of a mocap body, set to a uniform draw of a box, redrawn until its norm is in a range. */
const placementSchema = z.strictObject({
  joints: z.array(name).min(1).optional(),
  mocap: name.optional(),
  ranges: z.array(range).min(1),
  norm: z.strictObject({ minimum: z.number().min(0).default(0), maximum: z.number().positive().optional() }).optional(),
});
export type PlacementItem = z.infer<typeof placementSchema>;

const successSchema = z.discriminatedUnion('type', [
  /** Every condition holds for so many steps on end; `terminates` ends the episode there. */
  z.strictObject({ type: z.literal('within'), conditions: z.array(conditionSchema).min(1), holdSteps: count.default(1), terminates: z.boolean().default(false) }),
  /** The time was up before anything ended the episode. */
  z.strictObject({ type: z.literal('survives') }),
  /** The rewards of the episode sum up to at least this. */
  z.strictObject({ type: z.literal('return'), minimum: z.number() }),
]);
export type SuccessRule = z.infer<typeof successSchema>;

export const worldSchema = z.strictObject({
  version: z.literal(worldVersion),
  /** As `train` and the window know it. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'has to be of small letters, digits and "-", at most 40, and to begin with a letter'),
  title: name.max(60).optional(),
  description: z.string().optional(),
  /** The MuJoCo XML, from the folder of this file. */
  model: name,
  /** Physics steps for each control step. */
  frameSkip: count.max(10_000),
  /** Control steps after which the time is up. */
  horizonSteps: count.max(1_000_000),
  /** What actions of -1 and 1 stand for; left out, the ctrlrange of each actuator. */
  controlRange: range.optional(),
  observation: z.array(observationSchema).min(1),
  reward: z.array(rewardSchema).min(1),
  termination: z.array(terminationSchema).default([]),
  reset: z
    .strictObject({ keyframe: name.optional(), noise: z.array(noiseSchema).default([]), place: z.array(placementSchema).default([]) })
    .prefault({}),
  success: successSchema.optional(),
  /** The point that the lens carries actions to: one control step of physics for each. Left out, the lens has no fan. */
  tip: placeSchema.optional(),
  training: z.strictObject({ steps: count.max(100_000_000).default(300_000), hyper: trainingSettingsSchema.shape.hyper }).prefault({}),
});
export type WorldDefinition = z.infer<typeof worldSchema>;
/** What a file may say: everything with a default may be left out. */
export type WorldDocument = z.input<typeof worldSchema>;
