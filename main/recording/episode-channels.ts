import type { ChannelDefinition } from './mcap-encoder';

/**
 * Topics of an episode, with the JSON Schema of their messages. The names that begin with `foxglove.` are
 * Foxglove's well-known schemas, with the fields that we use (https://docs.foxglove.dev/docs/sdk/schemas): its 3-D
 * panel draws /scene and /tf, its log panel lists /events. A channel's number is its place in this list.
 */

type Properties = Readonly<Record<string, object>>;

const utf8 = new TextEncoder();
const number = { type: 'number' };
const integer = { type: 'integer' };
const string = { type: 'string' };

function object(properties: Properties, title?: string): object {
  return { ...(title === undefined ? {} : { title }), type: 'object', properties };
}

function array(items: object, description?: string): object {
  return { type: 'array', items, ...(description === undefined ? {} : { description }) };
}

function described(type: object, description: string): object {
  return { ...type, description };
}

const time = object({ sec: { type: 'integer', minimum: 0 }, nsec: { type: 'integer', minimum: 0, maximum: 999_999_999 } }, 'time');
const duration = object({ sec: integer, nsec: { type: 'integer', minimum: 0, maximum: 999_999_999 } }, 'duration');
const vector = object({ x: number, y: number, z: number }, 'foxglove.Vector3');
const quaternion = object({ x: number, y: number, z: number, w: number }, 'foxglove.Quaternion');
const pose = object({ position: vector, orientation: quaternion }, 'foxglove.Pose');
const colour = object({ r: number, g: number, b: number, a: number }, 'foxglove.Color');

function channel(topic: string, schemaName: string, properties: Properties, description: string): ChannelDefinition {
  return { topic, schemaName, schema: utf8.encode(JSON.stringify({ title: schemaName, description, type: 'object', properties })) };
}

const observation = channel(
  '/observation',
  'tempera.Observation',
  {
    timeS: described(number, 'Seconds since the episode began.'),
    observation: array(number, 'What the policy saw, in the order of the task.'),
    configuration: array(number, 'State that the observation leaves out and the lens needs, for example commanded joint angles.'),
  },
  'The state before the action of this step.',
);

const policy = channel(
  '/policy',
  'tempera.Policy',
  {
    action: array(number, 'The action taken, each in [-1, 1].'),
    preTanhMean: array(number, 'Mean of the Gaussian before tanh.'),
    logStd: array(number, 'Logarithm of its standard deviation.'),
    logProb: described(number, 'log pi(action | observation) in nats, over [-1, 1]^A.'),
    version: described(integer, 'Updates that the policy had had; 0 for a uniformly random action.'),
    alpha: described(number, 'Temperature.'),
  },
  'What the policy chose, and the distribution that it chose from.',
);

const jointStates = channel(
  '/joint_states',
  'foxglove.JointStates',
  {
    timestamp: time,
    joints: array(
      object(
        { name: string, position: described(number, 'rad'), velocity: described(number, 'rad/s'), goal: described(number, 'rad, what the servo holds or moves to') },
        'foxglove.JointState',
      ),
    ),
  },
  'Readings of the arm before the action.',
);

const transforms = channel(
  '/tf',
  'foxglove.FrameTransforms',
  {
    transforms: array(
      object({ timestamp: time, parent_frame_id: string, child_frame_id: string, translation: vector, rotation: quaternion }, 'foxglove.FrameTransform'),
    ),
  },
  'Pose of every body of the scene before the action, metres.',
);

const target = channel('/target', 'foxglove.PoseInFrame', { timestamp: time, frame_id: string, pose }, 'The goal of the task, where it has one.');

const reward = channel(
  '/reward',
  'tempera.Reward',
  {
    reward: described(number, 'Reward of this step.'),
    terms: array(object({ name: string, value: number }, 'tempera.RewardTerm'), 'Its parts.'),
  },
  'What followed the action. The last message of a step: a step without it was cut off.',
);

const events = channel(
  '/events',
  'foxglove.Log',
  { timestamp: time, level: described(integer, '2 information, 3 warning'), message: string, name: described(string, 'start, end, stop, success or limit'), file: string, line: integer },
  'What happened, in words.',
);

const scene = channel(
  '/scene',
  'foxglove.SceneUpdate',
  {
    deletions: array(object({ timestamp: time, type: integer, id: string }, 'foxglove.SceneEntityDeletion')),
    entities: array(
      object(
        {
          timestamp: time,
          frame_id: string,
          id: string,
          lifetime: duration,
          frame_locked: { type: 'boolean' },
          metadata: array(object({ key: string, value: string }, 'foxglove.KeyValuePair')),
          cubes: array(object({ pose, size: vector, color: colour }, 'foxglove.CubePrimitive')),
          spheres: array(object({ pose, size: vector, color: colour }, 'foxglove.SpherePrimitive')),
          cylinders: array(object({ pose, size: vector, bottom_scale: number, top_scale: number, color: colour }, 'foxglove.CylinderPrimitive')),
        },
        'foxglove.SceneEntity',
      ),
    ),
  },
  'Geometry of every body, once, at the beginning.',
);

export const episodeChannels = [observation, policy, jointStates, transforms, target, reward, events, scene];

/** Numbers of the channels in the file. */
export const channelIds = {
  observation: episodeChannels.indexOf(observation),
  policy: episodeChannels.indexOf(policy),
  jointStates: episodeChannels.indexOf(jointStates),
  transforms: episodeChannels.indexOf(transforms),
  target: episodeChannels.indexOf(target),
  reward: episodeChannels.indexOf(reward),
  events: episodeChannels.indexOf(events),
  scene: episodeChannels.indexOf(scene),
} as const;
