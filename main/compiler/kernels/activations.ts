import { elementTypeNumbers, int } from '../onnx-format';
import { attributes, emit, input, type KernelTable, type TracingKernel } from './kernel';

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
   * in the graph, x is positive where that is not zero, so that onnxruntime may fuse the ReLU into the product before
   * it. Casts through bool are the quickest of what onnxruntime offers on a CPU: Sign takes several times as long.
   */
  Step: (call) => {
    const x = input(call, 'x');
    const { alpha } = attributes<{ alpha: number }>(call);
    const { graph } = call.tracer;
    const name = call.tracer.nameOf(x);
    const relu = graph.find({ operator: 'Relu', inputs: [name] });
    const positive =
      relu === undefined
        ? graph.node({ operator: 'Greater', inputs: [name, graph.constant('float32', [], [0])] })
        : graph.node({ operator: 'Cast', inputs: [relu], attributes: { to: int(elementTypeNumbers.bool) } });
    const step = graph.node({ operator: 'Cast', inputs: [positive], attributes: { to: int(elementTypeNumbers.float32) } });
    if (alpha === 0) return call.tracer.symbol(step, x.shape, x.dtype);
    const scaled = graph.node({ operator: 'Mul', inputs: [step, graph.constant('float32', [], [1 - alpha])] });
    const shifted = graph.node({ operator: 'Add', inputs: [scaled, graph.constant('float32', [], [alpha])] });
    return call.tracer.symbol(shifted, x.shape, x.dtype);
  },
};
