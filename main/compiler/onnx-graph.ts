import {
  attributeField,
  domainVersions,
  encodeModel,
  initializerField,
  nodeField,
  valueInfoField,
  type Attribute,
  type Dimension,
  type ElementType,
  type NodeDomain,
} from './onnx-format';
import { concatenate } from './protobuf';

/** A value in the graph: an input, a constant or the output of a node. */
export type ValueName = string;

export interface NodeRequest {
  readonly operator: string;
  readonly inputs: readonly ValueName[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Nodes of the domain `host` are no part of a file: whoever runs the graph does their work. */
  readonly domain?: NodeDomain | 'host';
  readonly outputs?: number;
}

export interface GraphNode extends NodeRequest {
  readonly results: readonly ValueName[];
}

export interface GraphOptions {
  /** Of one node, where what runs the graph has a limit. */
  readonly mostOutputs?: number;
  /** Whether the steps of an optimiser stay nodes of the domain `host`. */
  readonly leavesToHost?: boolean;
}

/** A value that comes into a file or goes out of it. */
export interface GraphPort {
  readonly value: ValueName;
  /** Its name in the file. */
  readonly name: string;
  readonly shape: readonly Dimension[];
}

interface Constant {
  readonly values: readonly number[];
  readonly field: Uint8Array;
}

/**
 * An ONNX graph being written. Equal requests (operator, inputs, attributes) share one node, and equal constants one
 * initializer, so that a function may compute a value twice for clarity and pay for it once.
 */
export class OnnxGraph {
  readonly mostOutputs: number;
  readonly leavesToHost: boolean;
  private readonly nodeList: GraphNode[] = [];
  private readonly makers = new Map<ValueName, GraphNode>();
  private readonly known = new Map<string, readonly ValueName[]>();
  private readonly constants = new Map<ValueName, Constant>();
  private readonly shapes = new Map<ValueName, readonly number[]>();
  private readonly inputs: GraphPort[] = [];
  private readonly outputs: GraphPort[] = [];
  private count = 0;

  constructor({ mostOutputs = Infinity, leavesToHost = false }: GraphOptions = {}) {
    this.mostOutputs = mostOutputs;
    this.leavesToHost = leavesToHost;
  }

  /** In an order in which they can run. */
  get nodes(): readonly GraphNode[] {
    return this.nodeList;
  }

  input(name: string, shape: readonly number[]): ValueName {
    return this.declareInput(`in:${name}`, shape);
  }

  /** Gives a value an outside name. A value that is already an output or an input is copied. */
  output(name: string, value: ValueName, shape: readonly number[]): void {
    this.declareOutput(`out:${name}`, value, shape);
  }

  node(request: NodeRequest): ValueName {
    const [only] = this.nodeWithOutputs(request);
    if (only === undefined) throw new Error(`${request.operator} was asked for no output`);
    return only;
  }

  nodeWithOutputs(request: NodeRequest): readonly ValueName[] {
    const key = keyOf(request);
    const shared = this.known.get(key);
    if (shared) return shared;
    const results = Array.from({ length: request.outputs ?? 1 }, () => this.fresh('v'));
    this.append({ ...request, results });
    this.known.set(key, results);
    return results;
  }

  /** The node that makes a value; none makes inputs and constants. */
  makerOf(value: ValueName): GraphNode | undefined {
    return this.makers.get(value);
  }

  /** The value of an equal node, if there is one already. */
  find(request: NodeRequest): ValueName | undefined {
    return this.known.get(keyOf(request))?.[0];
  }

  constant(type: ElementType, shape: readonly number[], values: ArrayLike<number>): ValueName {
    const key = `constant ${type} ${shape.join(',')} ${Array.from(values).join(',')}`;
    const shared = this.known.get(key)?.[0];
    if (shared !== undefined) return shared;
    const name = this.initializer(this.fresh('c'), type, shape, values);
    this.known.set(key, [name]);
    return name;
  }

  /** The numbers of a constant, or undefined for any other value. */
  numbersOf(value: ValueName): readonly number[] | undefined {
    return this.constants.get(value)?.values;
  }

  /** Says what shape a float32 value has; the first to say so is right. */
  describe(value: ValueName, shape: readonly number[]): void {
    if (!this.shapes.has(value)) this.shapes.set(value, [...shape]);
  }

  /** Whether a float32 value is known to have that shape. */
  hasShape(value: ValueName, shape: readonly number[]): boolean {
    return this.shapes.get(value)?.join() === shape.join();
  }

  /** The shape of a float32 value that was described. */
  shapeOf(value: ValueName): readonly number[] {
    const shape = this.shapes.get(value);
    if (!shape) throw new Error(`The value ${value} has no known shape`);
    return shape;
  }

  /** The bytes of a `.onnx` file, with the nodes and constants that some output needs. */
  encode(): { readonly bytes: Uint8Array; readonly nodeCount: number } {
    const nodes = neededFor(this.nodeList, this.outputs.map(({ value }) => value));
    return { bytes: this.encodePart(nodes, this.inputs, this.outputs), nodeCount: nodes.length };
  }

  /** A file of these nodes alone, which have no domain `host`. */
  encodePart(nodes: readonly GraphNode[], inputs: readonly GraphPort[], outputs: readonly GraphPort[]): Uint8Array {
    const names = new Map([...inputs, ...outputs].map(({ value, name }) => [value, name]));
    const outside = (value: ValueName): string => names.get(value) ?? value;
    const used = new Set(nodes.flatMap((node) => node.inputs));
    const initializers = [...this.constants].flatMap(([name, { field }]) => (used.has(name) ? [field] : []));
    const domains = new Set(nodes.map(fileDomain));
    const graph = concatenate([
      ...nodes.map((node) =>
        nodeField({
          operator: node.operator,
          inputs: node.inputs.map(outside),
          outputs: node.results.map(outside),
          attributes: Object.entries(node.attributes ?? {}).map(([name, value]) => attributeField(name, value)),
          domain: fileDomain(node),
        }),
      ),
      ...initializers,
      ...inputs.map(({ name, shape }) => valueInfoField('input', name, shape)),
      ...outputs.map(({ name, shape }) => valueInfoField('output', name, shape)),
    ]);
    return encodeModel(graph, Object.fromEntries([...new Set<NodeDomain>(['', ...domains])].map((domain) => [domain, domainVersions[domain]])));
  }

  /** A copy of a value under a name of its own. */
  copy(value: ValueName): ValueName {
    const name = this.fresh('v');
    this.append({ operator: 'Identity', inputs: [value], results: [name] });
    return name;
  }

  /** A graph input, by the name that it has in the file. */
  protected declareInput(value: ValueName, shape: readonly Dimension[]): ValueName {
    this.inputs.push({ value, name: value, shape });
    return value;
  }

  /** A graph output, by the name that it has in the file. */
  protected declareOutput(name: string, value: ValueName, shape: readonly Dimension[]): void {
    const direct = this.makers.has(value) && !this.outputs.some((output) => output.value === value);
    this.outputs.push({ value: direct ? value : this.copy(value), name, shape });
  }

  /** Numbers under a name of their own. */
  protected initializer(name: ValueName, type: ElementType, shape: readonly number[], values: ArrayLike<number>): ValueName {
    this.constants.set(name, { values: Array.from(values), field: initializerField(name, type, shape, values) });
    return name;
  }

  private append(node: GraphNode): void {
    this.nodeList.push(node);
    for (const result of node.results) this.makers.set(result, node);
  }

  private fresh(prefix: 'v' | 'c'): ValueName {
    this.count += 1;
    return `${prefix}${this.count}`;
  }
}

/** The nodes that some of the values need, in their order. `needs`: what a node needs in turn. */
export function neededFor(nodes: readonly GraphNode[], values: Iterable<ValueName>, needs = (node: GraphNode): readonly ValueName[] => node.inputs): readonly GraphNode[] {
  const needed = new Set(values);
  const live = [...nodes].reverse().filter((node) => {
    if (!node.results.some((result) => needed.has(result))) return false;
    for (const value of needs(node)) needed.add(value);
    return true;
  });
  return live.reverse();
}

function fileDomain({ operator, domain = '' }: GraphNode): NodeDomain {
  if (domain === 'host') throw new Error(`The operation ${operator} of the host was asked into a file`);
  return domain;
}

function keyOf(request: NodeRequest): string {
  return `${request.domain ?? ''} ${request.operator} ${request.inputs.join(',')} ${JSON.stringify(request.attributes ?? {})}`;
}
