import { describe, expect, it } from 'vitest';
import type { ArmStatus } from '../../shared/arm';
import { armWords, whyNotContinue, whyNotJog } from './arm-words';

const holding: ArmStatus = { mode: 'holding', owner: 'nobody', description: { title: 'SO-101 (simulated)', model: 'so-101', joints: [] }, interventions: {} };

describe('whyNotJog', () => {
  it.each<[string, Partial<ArmStatus>, boolean, RegExp | undefined]>([
    ['lets a free arm be moved', {}, true, undefined],
    ['lets a jog go on', { mode: 'moving', owner: 'jog' }, true, undefined],
    ['names training', { mode: 'moving', owner: 'training' }, true, /Training/],
    ['names a replay', { mode: 'moving', owner: 'replay' }, true, /replay/],
    ['asks to engage after a stop, whoever owned the arm', { mode: 'stopped', owner: 'training' }, true, /Engage/],
    ['asks to engage after a release', { mode: 'released' }, true, /Torque is off/],
    ['asks to connect', { mode: 'disconnected' }, true, /connect one/],
    ['tells of a lost host before all else', {}, false, /host/],
  ])('%s', (_, change, connected, sentence) => {
    const reason = whyNotJog({ ...holding, ...change }, connected);
    if (sentence) expect(reason).toMatch(sentence);
    else expect(reason).toBeUndefined();
  });
});

describe('armWords', () => {
  it('marks a latched stop as the most urgent', () => {
    expect(armWords({ ...holding, mode: 'stopped' })).toEqual({ words: 'SO-101 (simulated) · stopped, holding', tone: 'danger' });
  });

  it('says who moves the arm', () => {
    expect(armWords({ ...holding, mode: 'moving', owner: 'replay' }).words).toBe('SO-101 (simulated) · replaying');
  });
});

describe('whyNotContinue', () => {
  it('asks for Engage first while the arm is stopped or without torque', () => {
    expect(whyNotContinue('stopped')).toContain('Engage');
    expect(whyNotContinue('released')).toContain('Engage');
    expect([undefined, 'disconnected', 'holding', 'moving'].map((mode) => whyNotContinue(mode as Parameters<typeof whyNotContinue>[0]))).toEqual([undefined, undefined, undefined, undefined]);
  });
});
