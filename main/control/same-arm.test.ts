import { describe, expect, test } from 'vitest';
import type { ArmDescription } from '../../shared/arm';
import { connectArm } from './connect-arm';
import { requireSameArm } from './same-arm';
import { FakeArm, twoJoints } from './testing/fake-arm';
import { FakeTime } from './testing/fake-time';

const servos = ['id 1, offset -102, 800 to 3200, drive mode 0', 'id 2, offset 4, 900 to 3000, drive mode 0'];
const at = (port: string, change: Partial<ArmDescription> = {}): ArmDescription => ({ ...twoJoints, title: `SO-101 on ${port}`, identity: { kind: 'SO-101', servos }, ...change });
const first = at('/dev/ttyACM0');
const [shoulder, elbow] = twoJoints.joints;

describe('an arm that a run goes on with', () => {
  test('is the same at another port', () => {
    expect(() => requireSameArm(first, at('/dev/ttyACM1'))).not.toThrow();
    expect(() => requireSameArm(twoJoints, { ...twoJoints })).not.toThrow();
  });

  test.each<[string, ArmDescription, RegExp]>([
    ['of another kind', at('board', { title: 'Tempera board', identity: { kind: 'Tempera board' } }), /its kind is "Tempera board", not "SO-101"/],
    ['simulated', { ...twoJoints, title: 'SO-101 (simulated)' }, /its kind is "SO-101 \(simulated\)", not "SO-101"/],
    ['of fewer joints', at('/dev/ttyACM1', { joints: twoJoints.joints.slice(1) }), /it has 1 joints, not 2/],
    ['of other joints', at('/dev/ttyACM1', { joints: [shoulder, elbow].flatMap((joint) => (joint === undefined ? [] : { ...joint, name: `left ${joint.name}` })) }), /its joint 1 is "left shoulder", not "shoulder"/],
    ['calibrated otherwise', at('/dev/ttyACM0', { identity: { kind: 'SO-101', servos: [servos[0] ?? '', 'id 2, offset 9, 900 to 3000, drive mode 0'] } }), /its elbow is calibrated otherwise \(id 2, offset 9, .* not id 2, offset 4,/],
  ])('is refused when it is %s, in one sentence that names both', (_name, found, difference) => {
    expect(() => requireSameArm(first, found)).toThrow(difference);
    expect(() => requireSameArm(first, found)).toThrow(`The run has trained on SO-101 on /dev/ttyACM0, and ${found.title} is another arm`);
  });

  test('is let go of before its torque is switched on when it is another', async () => {
    const driver = new FakeArm();
    const kinds = [{ addresses: 'the arm', accepts: () => true, open: () => Promise.resolve(driver) }];
    await expect(connectArm('the arm', new FakeTime(), kinds, first)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('Connect the first one') });
    expect(driver.closed).toBe(true);
    expect(driver.log).toEqual([]);
  });
});
