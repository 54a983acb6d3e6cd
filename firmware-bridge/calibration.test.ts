import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationFaults, compareCalibrations, formatCalibration, halfTurnHoming, parseCalibration, radOfTicks, ticksOfRad, type ArmCalibration } from './calibration';
import { encodeSignMagnitude } from './encodings';
import { RangeSweep } from './range-sweep';

/** Laid out as Python's json.dump(indent=4) does. */
const file = `{
    "shoulder_pan": {
        "id": 1,
        "drive_mode": 0,
        "homing_offset": -710,
        "range_min": 761,
        "range_max": 3411
    },
    "gripper": {
        "id": 6,
        "drive_mode": 1,
        "homing_offset": 1407,
        "range_min": 2031,
        "range_max": 3476
    }
}`;

const sound: ArmCalibration = { elbow: { id: 3, driveMode: 0, homingOffset: 1624, rangeMin: 145, rangeMax: 3999 } };

describe("LeRobot's calibration file", () => {
  it('is read, and written again byte for byte, in motor order', () => {
    const calibration = parseCalibration(file, 'left.json');
    expect(calibration['gripper']).toEqual({ id: 6, driveMode: 1, homingOffset: 1407, rangeMin: 2031, rangeMax: 3476 });
    expect(Object.keys(calibration)).toEqual(['shoulder_pan', 'gripper']);
    expect(formatCalibration(calibration)).toBe(file);
  });

  it.each([
    ['{', /left\.json is no JSON/],
    ['{"elbow": {"id": 3}}', /elbow\.drive_mode/],
    [file.replace('761', '761.5'), /shoulder_pan\.range_min/],
    [file.replace('"drive_mode": 1', '"drive_mode": 2'), /gripper\.drive_mode/],
  ])('is refused with the place that is wrong: %s', (text, sentence) => {
    expect(() => parseCalibration(text, 'left.json')).toThrow(sentence);
  });
});

describe('half-turn homing (test data of LeRobot)', () => {
  it.each([
    [1337, -710, 710],
    [42, -2005, 2005],
    [3672, 1625, -1625],
  ])('position %d gives %d on Feetech and %d on Dynamixel', (position, feetech, dynamixel) => {
    expect(halfTurnHoming(position, -1)).toBe(feetech);
    expect(halfTurnHoming(position, 1)).toBe(dynamixel);
  });

  it('makes every position read half a turn, and fits the register of a Feetech servo but at the last tick', () => {
    for (let position = 0; position < 4095; position += 1) {
      expect(position - halfTurnHoming(position, -1)).toBe(2047);
      expect(position + halfTurnHoming(position, 1)).toBe(2047);
      expect(() => encodeSignMagnitude(halfTurnHoming(position, -1), 11)).not.toThrow();
    }
    expect(calibrationFaults({ elbow: { id: 3, driveMode: 0, homingOffset: halfTurnHoming(4095, -1), rangeMin: 1, rangeMax: 2 } })).toEqual([expect.stringMatching(/^elbow has a homing offset of 2048/)]);
  });
});

describe('the sweep over the range of motion (test data of LeRobot)', () => {
  const swept = () => new RangeSweep(['1', '2', '3']);

  it('keeps the least and the greatest position of each joint', () => {
    const sweep = swept();
    for (const positions of [[351, 28, 4002], [42, 3600, 2999], [1337, 2444, 146]]) sweep.observe(positions);
    expect([...sweep.ranges.values()].map(({ min }) => min)).toEqual([42, 28, 146]);
    expect([...sweep.ranges.values()].map(({ max }) => max)).toEqual([1337, 3600, 4002]);
  });

  it('tells joints that crossed the seam of the encoder and joints that were not moved', () => {
    const sweep = swept();
    for (const positions of [[100, 2000, 2000], [20, 2100, 2000], [4090, 2300, 2000]]) sweep.observe(positions);
    expect(sweep.faults).toEqual([expect.stringMatching(/^1 ran over the seam/), expect.stringMatching(/^3 was not moved/)]);
  });
});

describe('a calibration', () => {
  it('is sound, or says what is wrong with which joint', () => {
    expect(calibrationFaults(sound)).toEqual([]);
    const elbow = { id: 3, driveMode: 0, homingOffset: 0, rangeMin: 5, rangeMax: 5 } as const;
    expect(calibrationFaults({ elbow })).toEqual([expect.stringMatching(/^elbow has an empty range/)]);
    expect(calibrationFaults({ elbow: { ...elbow, rangeMax: 4 } })).toEqual([expect.stringMatching(/from 5 down to 4/)]);
    expect(calibrationFaults({ elbow: { ...elbow, rangeMax: 5000 } })).toEqual([expect.stringMatching(/leaves one turn/)]);
  });

  it('names each value in which file and servos differ', () => {
    const memory: ArmCalibration = { elbow: { id: 3, driveMode: 0, homingOffset: 0, rangeMin: 145, rangeMax: 4095 } };
    expect(compareCalibrations(sound, sound)).toEqual([]);
    expect(compareCalibrations(sound, memory)).toEqual([
      { joint: 'elbow', value: 'homingOffset', file: 1624, memory: 0 },
      { joint: 'elbow', value: 'rangeMax', file: 3999, memory: 4095 },
    ]);
  });

  it('turns ticks into radians and back to the same tick, either way round', () => {
    fc.assert(
      fc.property(fc.nat(4095), fc.constantFrom(1 as const, -1 as const), fc.double({ min: -2, max: 2, noNaN: true }), (ticks, direction, halfTurnRad) => {
        expect(ticksOfRad(radOfTicks(ticks, direction, halfTurnRad), direction, halfTurnRad)).toBeCloseTo(ticks, 9);
      }),
    );
    expect(radOfTicks(2047, 1)).toBe(0);
    expect(radOfTicks(2047 + 1024, 1)).toBeCloseTo(Math.PI / 2, 12);
    expect(radOfTicks(2047 + 1024, -1, 0.5)).toBeCloseTo(0.5 - Math.PI / 2, 12);
  });
});
