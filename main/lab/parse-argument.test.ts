import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calls, isCallName, type CallName } from '../../shared/contract/calls';
import { Failure } from '../../shared/contract/failure';
import { parseArgument } from './parse-argument';

function sentence(name: CallName, value: unknown): string {
  try {
    parseArgument(name, calls[name].argument, value);
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    if (error instanceof Failure) {
      expect(error.code).toBe('bad-argument');
      return error.message;
    }
  }
  return 'accepted';
}

describe('parseArgument', () => {
  it.each<[CallName, unknown, string]>([
    ['arm.stop', undefined, 'accepted'],
    ['arm.stop', 5, 'arm.stop: the argument is 5; it must be left out.'],
    ['arm.connect', undefined, 'arm.connect: the argument is missing; it must be an object.'],
    ['arm.connect', {}, 'arm.connect: address is missing; it must be text.'],
    ['arm.connect', { address: '' }, 'arm.connect: address is ""; it must be text whose length is at least 1.'],
    ['arm.connect', { address: 'sim', speed: 1 }, 'arm.connect: the argument has "speed", which is not known there; leave it out.'],
    ['arm.jog', { positionRad: [] }, 'arm.jog: positionRad is []; it must be a list whose length is at least 1.'],
    ['arm.jog', { positionRad: [0, NaN] }, 'arm.jog: positionRad[1] is NaN; it must be a finite number.'],
    ['training.start', { settings: { task: 'reach', steps: 0 } }, 'training.start: settings.steps is 0; it must be greater than 0.'],
    ['training.start', { settings: { task: 'reach', steps: 1.5 } }, 'training.start: settings.steps is 1.5; it must be a whole number.'],
    ['training.start', { settings: { task: 'reach', steps: 10, algorithm: 'ppo' } }, 'training.start: settings.algorithm is "ppo"; it must be one of "sac", "sac-v", "sql".'],
    [
      'training.start',
      { settings: { task: 'reach', steps: 10, pace: 'warp' } },
      'training.start: settings.pace is "warp"; it must be one of "real-time", "fast".',
    ],
    ['training.setTemperature', { mode: 'cold' }, 'training.setTemperature: mode is "cold"; it must be one of "auto", "fixed".'],
    ['training.setTemperature', { mode: 'fixed', alpha: -1 }, 'training.setTemperature: alpha is -1; it must be at least 0.000001.'],
    ['episodes.list', { runId: '../etc' }, 'episodes.list: runId "../etc" is not the name of a run.'],
    [
      'episodes.open',
      { episodeId: 'x' },
      'episodes.open: episodeId "x" is not the name of an episode, for example "0001-reach-sac/000012".',
    ],
  ])('answers %s of %j with a sentence', (name, value, expected) => {
    expect(sentence(name, value)).toBe(expected);
  });

  it('gives one line that ends in a full stop for any argument of any call', () => {
    const names = Object.keys(calls).filter(isCallName);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.anything(), (name, value) => {
        expect(sentence(name, value)).toMatch(/^(accepted|[^\n]+\.)$/);
      }),
    );
  });
});
