import { describe, expect, it } from 'vitest';
import type { ActionFan, EnergySlice } from '../../shared/lens';
import { energyField, fieldImage, samplePixels } from './energy-geometry';

const slice: EnergySlice = { dimensionX: 0, dimensionY: 2, columns: 2, rows: 2, q: Float32Array.of(-3, -2, -1, 0), kl: 0.2 };

describe('energyField', () => {
  it('gives the Boltzmann density relative to the densest cell', () => {
    const { shade, lowest, highest } = energyField(slice, 0.5, 'density');
    expect(shade[3]).toBe(1);
    expect(shade[2]).toBeCloseTo(Math.exp(-2), 9);
    expect(lowest).toBeCloseTo(-6, 9);
    expect(highest).toBeCloseTo(0, 9);
  });

  it('spreads Q / alpha evenly', () => {
    expect([...energyField(slice, 0.5, 'value').shade]).toEqual([0, 1 / 3, 2 / 3, 1]);
  });

  it('survives a landscape without hills', () => {
    const flat = { ...slice, q: Float32Array.of(1, 1, 1, 1) };
    expect([...energyField(flat, 0.1, 'value').shade]).toEqual([0, 0, 0, 0]);
    expect([...energyField(flat, 0.1, 'density').shade]).toEqual([1, 1, 1, 1]);
  });
});

it('puts row 0 at the bottom of the image', () => {
  const bytes = fieldImage(energyField(slice, 1, 'value'), 2, 2, (shade) => [shade, 0, 0]);
  expect([bytes[0], bytes[4], bytes[8], bytes[12]]).toEqual([170, 255, 0, 85]);
  expect(bytes[3]).toBe(255);
});

it('places samples by the chosen dimensions, y upwards', () => {
  const none = new Float32Array(0);
  const fan: ActionFan = { actions: Float32Array.of(-1, 9, 1, 1, 9, -1), q: none, logProb: none, points: none, meanPoint: none, origin: none };
  expect([...samplePixels(fan, 3, slice, { left: 10, top: 20, width: 100, height: 50 })]).toEqual([10, 20, 110, 70]);
});
