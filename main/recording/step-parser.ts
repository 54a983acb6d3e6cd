import { z } from 'zod';
import type { EpisodeEvent, EpisodeStep } from '../../shared/episodes';
import { parseJson } from './episode-format';
import type { EpisodeHeader } from './recorder';

/**
 * Puts the messages of an episode together again into steps. The messages of one step follow each other, from the
 * observation to the reward; a step is whole with its reward.
 */
export interface StepParser {
  /** Takes the next message of a topic. `damaged` when it is not what the header promises: nothing after it can be trusted. */
  take(topic: string, data: Uint8Array, timeS: number): ParsedMessage;
}

export type ParsedMessage =
  | { readonly type: 'step'; readonly step: EpisodeStep }
  | { readonly type: 'event'; readonly event: EpisodeEvent }
  /** Part of a step that goes on, or a topic of another program. */
  | { readonly type: 'part' }
  | { readonly type: 'damaged' };

// What is not finite was written as null.
const number = z.number().nullable().transform((value) => value ?? Number.NaN);
const numbers = z.array(number);
// Joint readings are kept in single precision, 2e-7 rad: far below what any servo resolves.
const single = number.transform(Math.fround);
const vector = z.object({ x: number, y: number, z: number });
const rotation = vector.extend({ w: number });

const observationSchema = z.object({ timeS: number, observation: numbers, configuration: numbers });
const policySchema = z.object({ action: numbers, preTanhMean: numbers, logStd: numbers, logProb: number, version: number, alpha: number });
const jointStatesSchema = z.object({ joints: z.array(z.object({ position: single, velocity: single, goal: single })) });
const transformsSchema = z.object({ transforms: z.array(z.object({ translation: vector, rotation })) });
const targetSchema = z.object({ pose: z.object({ position: vector }) });
const rewardSchema = z.object({ reward: number, terms: z.array(z.object({ name: z.string(), value: number })) });
const eventSchema = z.object({ name: z.enum(['start', 'end', 'stop', 'success', 'limit']), message: z.string() });

type Part = { -readonly [Key in keyof EpisodeStep]?: EpisodeStep[Key] };

const part: ParsedMessage = { type: 'part' };
const damaged: ParsedMessage = { type: 'damaged' };

export function createStepParser(header: EpisodeHeader): StepParser {
  const text = new TextDecoder();
  let open: Part | undefined;

  /** Adds to the step in hand what the message says, or refuses it. */
  function add<Schema extends z.ZodType>(schema: Schema, data: Uint8Array, build: (message: z.output<Schema>) => Part | undefined): ParsedMessage {
    const message = schema.safeParse(parseJson(text.decode(data)));
    const addition = message.success ? build(message.data) : undefined;
    if (open === undefined || addition === undefined) return damaged;
    Object.assign(open, addition);
    return part;
  }

  const actions = header.actionNames.length;

  function take(topic: string, data: Uint8Array, timeS: number): ParsedMessage {
    switch (topic) {
      case '/observation':
        open = {};
        return add(observationSchema, data, (message) =>
          message.observation.length === header.observationSize
            ? { timeS: message.timeS, observation: Float32Array.from(message.observation), configuration: Float64Array.from(message.configuration) }
            : undefined,
        );
      case '/policy':
        return add(policySchema, data, ({ action, preTanhMean, logStd, logProb, version, alpha }) =>
          action.length === actions && preTanhMean.length === actions && logStd.length === actions
            ? {
                action: Float32Array.from(action),
                preTanhMean: Float32Array.from(preTanhMean),
                logStd: Float32Array.from(logStd),
                logProb,
                policyVersion: version,
                alpha,
              }
            : undefined,
        );
      case '/joint_states':
        return add(jointStatesSchema, data, ({ joints }) =>
          joints.length === header.jointNames.length
            ? {
                positionRad: Float64Array.from(joints, ({ position }) => position),
                velocityRadS: Float64Array.from(joints, ({ velocity }) => velocity),
                goalRad: Float64Array.from(joints, ({ goal }) => goal),
              }
            : undefined,
        );
      case '/tf':
        return add(transformsSchema, data, ({ transforms }) => ({ bodies: Float32Array.from(transforms.flatMap(poseNumbers)) }));
      case '/target':
        return add(targetSchema, data, ({ pose: { position } }) => ({ target: Float32Array.of(position.x, position.y, position.z) }));
      case '/reward': {
        const answer = add(rewardSchema, data, ({ reward, terms }) => ({
          reward,
          rewardTerms: Object.fromEntries(terms.map(({ name, value }) => [name, value])),
        }));
        if (answer.type === 'damaged') return answer;
        const step = wholeStep(open);
        open = undefined;
        return step === undefined ? damaged : { type: 'step', step };
      }
      case '/events': {
        const event = eventSchema.safeParse(parseJson(text.decode(data)));
        return event.success ? { type: 'event', event: { timeS, kind: event.data.name, sentence: event.data.message } } : damaged;
      }
      default:
        return part;
    }
  }

  return { take };
}

/** In the order of PoseFrame: x, y, z, then the quaternion w, x, y, z. */
function poseNumbers({ translation, rotation: { w, x, y, z } }: z.output<typeof transformsSchema>['transforms'][number]): number[] {
  return [translation.x, translation.y, translation.z, w, x, y, z];
}

/** An arm, bodies and a target may be absent; the rest may not. */
function wholeStep(from: Part | undefined): EpisodeStep | undefined {
  if (from === undefined) return undefined;
  const { timeS, observation, configuration, action, preTanhMean, logStd, logProb, policyVersion, alpha, reward, rewardTerms } = from;
  if (observation === undefined || configuration === undefined || timeS === undefined) return undefined;
  if (action === undefined || preTanhMean === undefined || logStd === undefined) return undefined;
  if (logProb === undefined || policyVersion === undefined || alpha === undefined) return undefined;
  if (reward === undefined || rewardTerms === undefined) return undefined;
  return {
    ...{ timeS, observation, configuration, action, preTanhMean, logStd, logProb, policyVersion, alpha, reward, rewardTerms },
    positionRad: from.positionRad ?? new Float64Array(),
    velocityRadS: from.velocityRadS ?? new Float64Array(),
    goalRad: from.goalRad ?? new Float64Array(),
    bodies: from.bodies ?? new Float32Array(),
    ...(from.target === undefined ? {} : { target: from.target }),
  };
}
