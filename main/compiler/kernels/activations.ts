import { elementTypeNumbers, float, int } from '../onnx-format';
import { attributes, emit, input, type KernelTable, type TracingKernel } from './kernel';

/** max(0, min(1, steepness x)) is 1 from x = 1e-30 on: no unit of a network is active by less. */
const steepness = 1e30;

function unary(operator: string): TracingKernel {
  return (call) => {
    const x = input(call, 'x');
    return call.tracer.symbol(emit(call, operator, [x]), x.shape, x.dtype);
  };
}

export const activationKernels: KernelTable = {
  Relu: unary('Relu'),
  Tanh: unary('Tanh'),
  Sigmoid: unary('Sigmoid'),
  Softplus: unary('Softplus'),
  /**
   * 1 where x > 0, else alpha: with alpha = 0 the gradient of ReLU, with -1 that of the absolute value. Where ReLU(x) is
   * in the graph, the step is taken of that, so that onnxruntime may fuse the ReLU into the product before it, and by
   * a very steep HardSigmoid, one pass over the memory. Otherwise by casts: Sign takes several times as long.
   */
  Step: (call) => {
    const x = input(call, 'x');
    const { alpha } = attributes<{ alpha: number }>(call);
    const { graph } = call.tracer;
    const name = call.tracer.nameOf(x);
    const relu = graph.find({ operator: 'Relu', inputs: [name] });
    const step =
      relu === undefined
        ? graph.node({ operator: 'Cast', inputs: [graph.node({ operator: 'Greater', inputs: [name, graph.constant('float32', [], [0])] })], attributes: { to: int(elementTypeNumbers.float32) } })
        : graph.node({ operator: 'HardSigmoid', inputs: [relu], attributes: { alpha: float(steepness), beta: float(0) } });
    if (alpha === 0) return call.tracer.symbol(step, x.shape, x.dtype);
    const scaled = graph.node({ operator: 'Mul', inputs: [step, graph.constant('float32', [], [1 - alpha])] });
    const shifted = graph.node({ operator: 'Add', inputs: [scaled, graph.constant('float32', [], [alpha])] });
    return call.tracer.symbol(shifted, x.shape, x.dtype);
  },
};
