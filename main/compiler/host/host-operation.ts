import * as tf from '@tensorflow/tfjs';
import { float, type Attribute } from '../onnx-format';
import type { GraphNode, ValueName } from '../onnx-graph';
import { TracingBackend } from '../tracing-backend';

/**
 * Steps of an optimiser, which a CPU takes between graphs, in place and in one pass over the memory
 * (`host-kernels.ts`). The operands of one have one shape, but for `rate` and `epsilon` of one number each.
 */
export type HostOperation<Operand> =
  | { readonly operator: 'Adam'; readonly operands: AdamOperands<Operand>; readonly beta1: number; readonly beta2: number }
  | { readonly operator: 'Average'; readonly operands: AverageOperands<Operand> }
  | { readonly operator: 'Clip'; readonly operands: ClipOperands<Operand>; readonly minimum: number; readonly maximum: number };

/** `parameter`, `first` and `second` change; the gradient does not. */
export interface AdamOperands<Operand> {
  readonly parameter: Operand;
  readonly first: Operand;
  readonly second: Operand;
  readonly gradient: Operand;
  readonly rate: Operand;
  readonly epsilon: Operand;
}

/** `slow` changes. */
export interface AverageOperands<Operand> {
  readonly slow: Operand;
  readonly fast: Operand;
  readonly rate: Operand;
}

/** `value` changes. */
export interface ClipOperands<Operand> {
  readonly value: Operand;
}

/** How many operands, in their order, an operation writes over. Its results are those. */
const changedOperands: Readonly<Record<HostOperation<unknown>['operator'], number>> = { Adam: 3, Average: 1, Clip: 1 };

/**
 * The operands that an operation changes, as they are afterwards: as one node that waits for the host where a graph is
 * traced that leaves it there, otherwise as what `decomposition` computes with TensorFlow.js.
 */
export function onHost(operation: HostOperation<tf.Tensor>, decomposition: () => readonly tf.Tensor[]): readonly tf.Tensor[] {
  const backend = tf.backend();
  if (!(backend instanceof TracingBackend) || !backend.graph.leavesToHost) return decomposition();
  const tensors = operandsOf(operation);
  const results = backend.graph.nodeWithOutputs({
    operator: operation.operator,
    inputs: tensors.map((tensor) => backend.nameOf(tensor)),
    attributes: attributesOf(operation),
    domain: 'host',
    outputs: changedOperands[operation.operator],
  });
  return results.map((name, index) => tf.engine().makeTensorFromTensorInfo(backend.symbol(name, tensors[index]?.shape ?? [])));
}

/** The operation of a node of the domain `host`, with its operands by another name. */
export function hostOperationOf<Operand>({ operator, inputs, attributes }: GraphNode, operand: (value: ValueName) => Operand): HostOperation<Operand> {
  const at = (index: number): Operand => operand(inputs[index] ?? '');
  const number = (name: string): number => (attributes?.[name]?.type === 'float' ? attributes[name].value : Number.NaN);
  switch (operator) {
    case 'Adam':
      return { operator, operands: { parameter: at(0), first: at(1), second: at(2), gradient: at(3), rate: at(4), epsilon: at(5) }, beta1: number('beta1'), beta2: number('beta2') };
    case 'Average':
      return { operator, operands: { slow: at(0), fast: at(1), rate: at(2) } };
    case 'Clip':
      return { operator, operands: { value: at(0) }, minimum: number('minimum'), maximum: number('maximum') };
    default:
      throw new Error(`The host has no operation ${operator}`);
  }
}

function operandsOf(operation: HostOperation<tf.Tensor>): readonly tf.Tensor[] {
  switch (operation.operator) {
    case 'Adam': {
      const { parameter, first, second, gradient, rate, epsilon } = operation.operands;
      return [parameter, first, second, gradient, rate, epsilon];
    }
    case 'Average':
      return [operation.operands.slow, operation.operands.fast, operation.operands.rate];
    case 'Clip':
      return [operation.operands.value];
  }
}

function attributesOf(operation: HostOperation<unknown>): Readonly<Record<string, Attribute>> {
  switch (operation.operator) {
    case 'Adam':
      return { beta1: float(operation.beta1), beta2: float(operation.beta2) };
    case 'Average':
      return {};
    case 'Clip':
      return { minimum: float(operation.minimum), maximum: float(operation.maximum) };
  }
}
