import type { EpisodeEvent, EpisodeStep } from '../../shared/episodes';
import { channelIds } from './episode-channels';
import { rootFrame } from './episode-format';
import { createJsonWriter, quoted } from './json-writer';
import type { EpisodeHeader } from './recorder';
import { frameName, type Timestamp } from './scene-entities';

/** Takes one message; the bytes change with the next. */
export type Emit = (channelId: number, data: Uint8Array) => void;

/** Writes the messages of steps and events. Names are quoted once, for the whole episode. */
export interface StepMessages {
  /** In the order in which they are written; the reward is the last. */
  step(step: EpisodeStep, time: Timestamp): void;
  event(event: EpisodeEvent, time: Timestamp): void;
}

export function createStepMessages(header: EpisodeHeader, emit: Emit): StepMessages {
  const json = createJsonWriter();
  const jointNames = header.jointNames.map(quoted);
  const frames = header.scene.bodies.map(({ name }, index) => quoted(frameName(name, index)));
  const termNames = new Map<string, string>();

  function termName(name: string): string {
    let text = termNames.get(name);
    if (text === undefined) termNames.set(name, (text = quoted(name)));
    return text;
  }

  function number(values: ArrayLike<number>, index: number): void {
    json.float32(values[index] ?? Number.NaN);
  }

  function vector(values: ArrayLike<number>, start: number): void {
    json.raw('{"x":');
    number(values, start);
    json.raw(',"y":');
    number(values, start + 1);
    json.raw(',"z":');
    number(values, start + 2);
    json.raw('}');
  }

  function observation({ timeS, observation: seen, configuration }: EpisodeStep): void {
    json.raw('{"timeS":');
    json.float64(timeS);
    json.raw(',"observation":');
    json.float32List(seen);
    json.raw(',"configuration":');
    json.float64List(configuration);
    json.raw('}');
    emit(channelIds.observation, json.take());
  }

  function policy({ action, preTanhMean, logStd, logProb, policyVersion, alpha }: EpisodeStep): void {
    json.raw('{"action":');
    json.float32List(action);
    json.raw(',"preTanhMean":');
    json.float32List(preTanhMean);
    json.raw(',"logStd":');
    json.float32List(logStd);
    json.raw(',"logProb":');
    json.float64(logProb);
    json.raw(',"version":');
    json.float64(policyVersion);
    json.raw(',"alpha":');
    json.float64(alpha);
    json.raw('}');
    emit(channelIds.policy, json.take());
  }

  function joints({ positionRad, velocityRadS, goalRad }: EpisodeStep, stamp: string): void {
    if (positionRad.length === 0) return;
    json.raw(`{"timestamp":${stamp},"joints":`);
    for (let joint = 0; joint < positionRad.length; joint += 1) {
      json.raw(joint === 0 ? '[{"name":' : ',{"name":');
      json.raw(jointNames[joint] ?? '""');
      json.raw(',"position":');
      number(positionRad, joint);
      json.raw(',"velocity":');
      number(velocityRadS, joint);
      json.raw(',"goal":');
      number(goalRad, joint);
      json.raw('}');
    }
    json.raw(']}');
    emit(channelIds.jointStates, json.take());
  }

  function transforms({ bodies }: EpisodeStep, stamp: string): void {
    if (bodies.length === 0) return;
    const start = `{"timestamp":${stamp},"parent_frame_id":${quoted(rootFrame)},"child_frame_id":`;
    json.raw('{"transforms":[');
    for (let body = 0; body * 7 < bodies.length; body += 1) {
      const first = body * 7;
      if (body > 0) json.raw(',');
      json.raw(start);
      json.raw(frames[body] ?? quoted(frameName('', body)));
      json.raw(',"translation":');
      vector(bodies, first);
      json.raw(',"rotation":{"x":');
      number(bodies, first + 4);
      json.raw(',"y":');
      number(bodies, first + 5);
      json.raw(',"z":');
      number(bodies, first + 6);
      json.raw(',"w":');
      number(bodies, first + 3);
      json.raw('}}');
    }
    json.raw(']}');
    emit(channelIds.transforms, json.take());
  }

  function target({ target: position }: EpisodeStep, stamp: string): void {
    if (position === undefined) return;
    json.raw(`{"timestamp":${stamp},"frame_id":${quoted(rootFrame)},"pose":{"position":`);
    vector(position, 0);
    json.raw(',"orientation":{"x":0,"y":0,"z":0,"w":1}}}');
    emit(channelIds.target, json.take());
  }

  function reward({ reward: value, rewardTerms }: EpisodeStep): void {
    json.raw('{"reward":');
    json.float64(value);
    json.raw(',"terms":[');
    Object.entries(rewardTerms).forEach(([name, term], index) => {
      json.raw(index === 0 ? '{"name":' : ',{"name":');
      json.raw(termName(name));
      json.raw(',"value":');
      json.float64(term);
      json.raw('}');
    });
    json.raw(']}');
    emit(channelIds.reward, json.take());
  }

  return {
    step(step, time) {
      const stamp = stampText(time);
      observation(step);
      policy(step);
      joints(step, stamp);
      transforms(step, stamp);
      target(step, stamp);
      reward(step);
    },
    event({ kind, sentence }, time) {
      const level = kind === 'stop' || kind === 'limit' ? 3 : 2;
      json.raw(`{"timestamp":${stampText(time)},"level":${String(level)},"message":${quoted(sentence)},"name":"${kind}","file":"","line":0}`);
      emit(channelIds.events, json.take());
    },
  };
}

function stampText({ sec, nsec }: Timestamp): string {
  return `{"sec":${String(sec)},"nsec":${String(nsec)}}`;
}
