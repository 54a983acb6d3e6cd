import { z } from 'zod';
import type { ArmStatus } from '../arm';
import { armNamePattern, servoKinds, setupActionNames, type KnownArm, type PortDescription, type SetupState } from '../arm-setup';
import { episodeOutcomes, type EpisodeSummary, type EpisodeTracks } from '../episodes';
import { exportFormats, type ExportResult } from '../export';
import type { LensFrame } from '../lens';
import type { SceneDescription } from '../scene';
import { temperatureSchema, trainingSettingsSchema, type MetricsRow, type RunEvent, type RunSummary } from '../training';
import type { LabSnapshot, TaskDescription } from './frames';

/**
 * Every call that a window can make, with the schema that its argument is parsed by and the type of its result.
 * Both hosts serve exactly this table; a call that is not in it is refused.
 */

interface Call<Argument extends z.ZodType, Result> {
  readonly argument: Argument;
  /** Carries the result's type; never set. */
  readonly result?: Result;
}

function call<Result>() {
  return <Argument extends z.ZodType>(argument: Argument): Call<Argument, Result> => ({ argument });
}

const nothing = z.undefined();
const runId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'is not the name of a run');
const episodeId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\/\d{1,9}$/, 'is not the name of an episode, for example "0001-reach-sac/000012"');
const finite = z.number();
const joints = z.array(finite).min(1).max(32);
const portPath = z.string().min(1).max(1024);
const jointName = z.string().min(1).max(64);
const armName = z.string().regex(armNamePattern, 'is no name for an arm: use letters, digits, spaces, dots and dashes');
const servoKind = z.enum(servoKinds);
/** As `SetupRequest`. */
const setupRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('find-port') }),
  z.strictObject({ type: z.literal('scan'), path: portPath }),
  z.strictObject({ type: z.literal('motors'), path: portPath, kind: servoKind }),
  z.strictObject({ type: z.literal('calibrate'), path: portPath, armName, kind: servoKind.optional() }),
  z.strictObject({ type: z.literal('compare'), path: portPath, armName, kind: servoKind.optional() }),
  z.strictObject({ type: z.literal('flash'), path: portPath }),
]);

export const calls = {
  'lab.snapshot': call<LabSnapshot>()(nothing),
  /** Puts a notice away in every window. */
  'notices.dismiss': call<null>()(z.strictObject({ id: z.number().int() })),
  /** Tempera's own tasks, the worlds that were opened, and those of the library's runs. */
  'tasks.list': call<readonly TaskDescription[]>()(nothing),
  /** Opens the task file of a world, by its whole path on the lab's machine: from then on it is a task by its name. */
  'tasks.open': call<TaskDescription>()(z.strictObject({ path: z.string().min(1).max(4096) })),

  /** "sim", an emulated arm as "emulated-feetech", or a port: [feetech:|dynamixel:|board:]PATH[?arm=NAME]. Reads the position first and holds it. */
  'arm.connect': call<ArmStatus>()(z.strictObject({ address: z.string().min(1).max(1024) })),
  'arm.disconnect': call<ArmStatus>()(nothing),
  /** Holds the arm where it is, torque on, and latches. */
  'arm.stop': call<ArmStatus>()(nothing),
  /** Clears a latched stop, or takes up torque after a release. The arm keeps its position. */
  'arm.engage': call<ArmStatus>()(nothing),
  /** Torque off. The arm may fall. */
  'arm.release': call<ArmStatus>()(nothing),
  /** Moves to joint angles through the supervisor, eased in. */
  'arm.jog': call<ArmStatus>()(z.strictObject({ positionRad: joints })),
  'arm.scene': call<SceneDescription>()(nothing),

  /** Serial ports that are plugged in, and what keeps this account from using them. */
  'ports.list': call<readonly PortDescription[]>()(nothing),
  /** Arms whose calibration is in the library. */
  'arms.list': call<readonly KnownArm[]>()(nothing),
  /** Begins a procedure of setting up; refused while an arm is connected, a run trains or another procedure runs. */
  'setup.begin': call<SetupState>()(setupRequest),
  /** Takes one of the actions of the present state; its result is the state after it. */
  'setup.act': call<SetupState>()(z.strictObject({ action: z.enum(setupActionNames), joint: jointName.optional() })),
  /** Gives the procedure up, or clears an ended one away. What was not written stays as it was. */
  'setup.abandon': call<SetupState>()(nothing),
  'setup.state': call<SetupState>()(nothing),
  /** Practice on an emulated arm alone: moves one of its joints, as a hand would while its torque is off. */
  'setup.turnByHand': call<SetupState>()(z.strictObject({ joint: jointName, positionRad: finite })),

  'training.start': call<RunSummary>()(z.strictObject({ settings: trainingSettingsSchema })),
  /** Goes on with a run from its newest checkpoint; `steps` may raise its length. */
  'training.resumeRun': call<RunSummary>()(z.strictObject({ runId, steps: z.number().int().positive().optional() })),
  'training.pause': call<RunSummary>()(nothing),
  'training.continue': call<RunSummary>()(nothing),
  /** Ends the run with a checkpoint. */
  'training.finish': call<RunSummary>()(nothing),
  /** The operator ends the running episode: a success pays the task's reward for it, a failure cuts the episode off. */
  'training.label': call<RunSummary>()(z.strictObject({ outcome: z.enum(episodeOutcomes) })),
  'training.setTemperature': call<RunSummary>()(temperatureSchema),

  'runs.list': call<readonly RunSummary[]>()(nothing),
  'runs.history': call<{ readonly metrics: readonly MetricsRow[]; readonly events: readonly RunEvent[] }>()(z.strictObject({ runId })),

  /** Writes a run for other programs into the folder "exports" of the library, in place of what was written there before. */
  'runs.export': call<ExportResult>()(z.strictObject({ runId, format: z.enum(exportFormats) })),

  'episodes.list': call<readonly EpisodeSummary[]>()(z.strictObject({ runId })),
  'episodes.open': call<{ readonly tracks: EpisodeTracks; readonly scene: SceneDescription }>()(z.strictObject({ episodeId })),
  /** The lens at one step of a recorded episode. */
  'episodes.lens': call<LensFrame>()(z.strictObject({ episodeId, stepIndex: z.number().int().min(0) })),
  /** Plays a recorded episode on the connected arm, through the supervisor. */
  'replay.start': call<ArmStatus>()(z.strictObject({ episodeId, speed: z.number().min(0.05).max(5).default(1) })),
  'replay.stop': call<ArmStatus>()(nothing),

  /** Chooses the two action dimensions of the energy slice. */
  'lens.slice': call<null>()(z.strictObject({ dimensionX: z.number().int().min(0).max(63), dimensionY: z.number().int().min(0).max(63) })),
} as const;

export type CallName = keyof typeof calls;
export type CallArgument<Name extends CallName> = z.input<(typeof calls)[Name]['argument']>;
export type ParsedArgument<Name extends CallName> = z.output<(typeof calls)[Name]['argument']>;
export type CallResult<Name extends CallName> = Exclude<(typeof calls)[Name]['result'], undefined>;

export function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(calls, name);
}
