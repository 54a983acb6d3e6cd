import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { CompiledStage } from '../compile-step';
import { onHost } from '../host/host-operation';
import { elementCount, type Program } from '../program';
import { divideProgram, type DividedProgram } from './divide-program';

/** Two arrays of parameters that follow the mean of the rows of x, and the mean of the first. */
function programOf(rows: number, others: Partial<Program> = {}): Program {
  return {
    inputs: { x: [rows, 1], controls: [2] },
    state: { large: [6000], largeFirst: [6000], largeSecond: [6000], small: [3], smallFirst: [3], smallSecond: [3] },
    step({ x, controls }, state) {
      const [rate, epsilon] = tf.split(controls as tf.Tensor, 2) as [tf.Tensor, tf.Tensor];
      const stepped = (name: string): Record<string, tf.Tensor> => {
        const operands = { parameter: state[name] as tf.Tensor, first: state[`${name}First`] as tf.Tensor, second: state[`${name}Second`] as tf.Tensor, rate, epsilon, gradient: tf.sub(state[name] as tf.Tensor, tf.mean(x as tf.Tensor)) };
        const [parameter, first, second] = onHost({ operator: 'Adam', operands, beta1: 0.9, beta2: 0.99 }, () => []) as [tf.Tensor, tf.Tensor, tf.Tensor];
        return { [name]: parameter, [`${name}First`]: first, [`${name}Second`]: second };
      };
      return { outputs: { mean: tf.mean(state['large'] as tf.Tensor) }, state: { ...stepped('large'), ...stepped('small') } };
    },
    ...others,
  };
}

function divided(program: Program): DividedProgram | undefined {
  return divideProgram(program, [undefined], { leavesToHost: true });
}

const sent = (stages: readonly CompiledStage[]): readonly string[] =>
  stages.flatMap((stage) => (stage.type === 'send' ? [stage.places.map(({ array, offset, shape }) => `${array.replace(/^ value .*/, 'value')} ${offset}+${elementCount(shape)}`).join(', ')] : []));

describe('a program in two lanes', () => {
  const program = programOf(8, { half: () => programOf(4) });

  it('steps half of what is large in each, and all of what is small in both', () => {
    const [[first, second] = [[], []]] = divided(program)?.stages ?? [];
    const steps = (stages: readonly CompiledStage[]): readonly (readonly number[])[] =>
      stages.flatMap((stage) => (stage.type === 'operation' && stage.operation.operator === 'Adam' ? [[stage.operation.operands.parameter.offset, elementCount(stage.operation.operands.parameter.shape)]] : []));
    // Halves begin at a line of the cache: at a multiple of 16 numbers.
    expect(steps(first)).toEqual([[0, 2992], [0, 3]]);
    expect(steps(second)).toEqual([[2992, 3008], [0, 3]]);
  });

  it('tells the other lane the gradients that it steps, with the outputs, and then the parameters', () => {
    const [[first, second] = [[], []]] = divided(program)?.stages ?? [];
    expect(sent(first)).toEqual(['value 2992+3008, value 0+3, value 0+1', 'state/large 0+2992']);
    expect(sent(second)).toEqual(['value 0+2992, value 0+3, value 0+1', 'state/large 2992+3008']);
  });

  it('knows which moments the second lane alone has', () => {
    const held = divided(program)?.state.flatMap(({ name, heldFrom }) => (heldFrom === undefined ? [] : [[name, heldFrom]]));
    expect(held).toEqual([['largeFirst', 2992], ['largeSecond', 2992]]);
  });

  it('is none where nothing says what half of it is, or where a graph changes the state by itself', () => {
    expect(divided(programOf(8))).toBeUndefined();
    const counts = (rows: number): Program => programOf(rows, { state: { count: [1] }, step: (_inputs, { count }) => ({ outputs: {}, state: { count: tf.add(count as tf.Tensor, 1) } }) });
    expect(divided({ ...counts(8), half: () => counts(4) })).toBeUndefined();
  });
});
