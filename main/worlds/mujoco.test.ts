import { describe, expect, it } from 'vitest';
import { Failure } from '../../shared/contract/failure';
import { loadArmWorld, openArmWorld } from './arm-world';
import { so101 } from './models/so-101';
import { liveView, openSimulation } from './mujoco';
import { loadTwin } from './twin';

describe('MuJoCo', () => {
  it.each([
    ['an unknown element', '<mujoco><bogus/></mujoco>', /"mine".*unrecognized element.*'bogus', line 1/],
    ['a body without mass', '<mujoco><worldbody><body><joint/></body></worldbody></mujoco>', /mass and inertia of moving bodies/],
    ['text that is no XML', 'not a model', /"mine".*XML/],
  ])('refuses %s with its own sentence', async (_, mjcf, sentence) => {
    const refused = openSimulation(mjcf, 'mine');
    await expect(refused).rejects.toThrow(sentence);
    await expect(refused).rejects.toBeInstanceOf(Failure);
    await expect(refused).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it.each([
    ['no actuator', '<mujoco><worldbody><site name="tip"/></worldbody></mujoco>', /has no actuator/],
    [
      'an actuator on an unlimited joint',
      '<mujoco><worldbody><body><joint name="a"/><geom size=".1"/><site name="tip"/></body></worldbody><actuator><position joint="a"/></actuator></mujoco>',
      /Actuator 0 .* no hinge joint with a range/,
    ],
    [
      'no tip',
      '<mujoco><worldbody><body><joint name="a" range="-1 1"/><geom size=".1"/></body></worldbody><actuator><position joint="a"/></actuator></mujoco>',
      /no site "tip"/,
    ],
  ])('refuses an arm with %s', async (_, mjcf, sentence) => {
    await expect(openArmWorld({ ...so101, mjcf })).rejects.toThrow(sentence);
  });

  it('refuses an unknown arm by name and lists the known ones', async () => {
    await expect(loadArmWorld('so-102')).rejects.toThrow('There is no arm model "so-102". Use one of "so-101".');
  });

  it('frees what it opened: after fifty worlds and twins the memory is that of a few', async () => {
    const witness = await openSimulation(so101.mjcf, 'witness');
    const wasmBytes = (): number => witness.data.qpos.buffer.byteLength;
    async function useOnce() {
      const world = await loadArmWorld('so-101');
      const twin = await loadTwin('so-101');
      world.advance(0.05);
      world.place(onTheTable);
      expect(world.contact()).toBeDefined();
      expect(twin.collision(onTheTable)).toBeDefined();
      world.close();
      twin.close();
    }
    for (let round = 0; round < 3; round += 1) await useOnce();
    const settled = wasmBytes();
    for (let round = 0; round < 50; round += 1) await useOnce();
    // A world alone takes 7 MB, fifty of them 350 MB; the heap may grow once by fragments.
    expect(wasmBytes()).toBeLessThan(2 * settled);
    witness.close();
  });
});

describe('a live view', () => {
  it("is the same array until MuJoCo's memory grows, and then a new one of the same values", async () => {
    const { data, close } = await openSimulation(so101.mjcf, 'viewed');
    const angles = liveView<Float64Array>(() => data.qpos);
    const before = angles();
    before[2] = 0.25;
    expect(angles()).toBe(before);
    const hungry = await openSimulation(`<mujoco><size memory="${before.buffer.byteLength}"/></mujoco>`, 'hungry');
    expect(before).toHaveLength(0);
    expect(Array.from(angles())).toEqual([0, 0, 0.25, 0, 0, 0]);
    hungry.close();
    close();
  });
});

const onTheTable = [0, 1.5, 0.5, 0, 0, 0];
