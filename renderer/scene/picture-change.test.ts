import { describe, expect, it } from 'vitest';
import type { PoseFrame } from '../../shared/scene';
import { defaultLayers } from './layers';
import { changesPicture, entranceOf } from './picture-change';
import type { SceneContent } from './scene-extension';

const pose = (change: Partial<PoseFrame> = {}): PoseFrame => ({ sceneId: 'arm', timeS: 0, bodies: Float32Array.of(0, 0, 0, 1, 0, 0, 0), target: Float32Array.of(1, 2, 3), ...change });
const box = (height: number) => ({ minimum: [0, 0, 0], maximum: [1, 1, height] }) as const;
const content: SceneContent = { scene: undefined, pose: pose(), ghost: undefined, lens: undefined, markers: [], workspace: box(1), layers: defaultLayers, immediate: false };

describe('changesPicture', () => {
  it.each<[string, SceneContent, boolean]>([
    ['the same state reported again', { ...content, pose: pose({ timeS: 5 }) }, false],
    ['a tremor that nobody can see', { ...content, pose: pose({ bodies: Float32Array.of(1e-6, 0, 0, 1, 0, 0, 0) }) }, false],
    ['a body that moved', { ...content, pose: pose({ bodies: Float32Array.of(0.01, 0, 0, 1, 0, 0, 0) }) }, true],
    ['another target', { ...content, pose: pose({ target: Float32Array.of(1, 2, 4) }) }, true],
    ['a target that went away', { ...content, pose: pose({ target: undefined }) }, true],
    ['a pose that went away', { ...content, pose: undefined }, true],
    ['a ghost that appears', { ...content, ghost: pose() }, true],
    ['another number of bodies', { ...content, pose: pose({ bodies: new Float32Array(14) }) }, true],
    ['the same workspace as another object', { ...content, workspace: box(1) }, false],
    ['another workspace', { ...content, workspace: box(2) }, true],
    ['a layer switched on', { ...content, layers: { ...defaultLayers, limits: true } }, true],
  ])('judges %s', (_, after, changes) => {
    expect(changesPicture(content, after)).toBe(changes);
  });

  it('draws the first content', () => {
    expect(changesPicture(undefined, content)).toBe(true);
  });
});

describe('entranceOf', () => {
  it.each<[string, Partial<SceneContent>, string]>([
    ['the next pose', { pose: pose({ timeS: 0.1 }) }, 'glide'],
    ['a layer switched on', { layers: { ...defaultLayers, limits: true } }, 'kept'],
    ['a pose of the next episode', { pose: pose({ timeS: -4 }) }, 'jump'],
    ['a pose that is long after', { pose: pose({ timeS: 3 }) }, 'jump'],
    ['a scrubbed step', { pose: pose({ timeS: 0.1 }), immediate: true }, 'jump'],
    ['another scene', { scene: { id: 'other', title: '', bodies: [], focus: [0, 0, 0], distance: 1 } }, 'jump'],
  ])('of %s', (_, change, entrance) => {
    expect(entranceOf(content, { ...content, ...change })).toBe(entrance);
  });

  it('shows the first content at once', () => {
    expect(entranceOf(undefined, content)).toBe('jump');
  });
});
