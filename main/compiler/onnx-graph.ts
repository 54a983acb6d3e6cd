import { mayOverwrite } from './in-place';
import { concatenate } from './protobuf';
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

/** A value in the graph: an input, a constant or the output of a node. */
export type ValueName = string;

export interface NodeRequest {
  readonly operator: string;
  readonly inputs: readonly ValueName[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: NodeDomain;
  readonly outputs?: number;
}

interface Node extends NodeRequest {
  readonly results: readonly ValueName[];
}

/**
 * An ONNX graph being written. Equal requests (operator, inputs, attributes) share one node, and equal constants one
 * initializer, so that a function may compute a value twice for clarity and pay for it once.
 */
export class OnnxGraph {
  private readonly nodes: Node[] = [];
  private readonly known = new Map<string, readonly ValueName[]>();
  /** Values that nodes make: neither inputs nor constants. */
  private readonly results = new Set<ValueName>();
  private readonly initializers = new Map<ValueName, Uint8Array>();
  private readonly inputs: Uint8Array[] = [];
  private readonly outputs: Uint8Array[] = [];
  /** Values that are outputs of the graph, under the names that they have outside. */
  private readonly outputNames = new Map<ValueName, string>();
  private count = 0;

  /** `mostOutputs`: of one node, where what runs the graph has a limit. */
  constructor(readonly mostOutputs = Infinity) {}

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
    this.nodes.push({ ...request, results });
    for (const result of results) this.results.add(result);
    this.known.set(key, results);
    return results;
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

  /** Whether the output of that name may be written where the input of that name lies (`mayOverwrite`). */
  mayWriteInPlace(outputName: string, inputName: string): boolean {
    const [value] = [...this.outputNames].find(([, outside]) => outside === `out:${outputName}`) ?? [];
    return value !== undefined && mayOverwrite(this.liveNodes(), value, `in:${inputName}`);
  }

  /** The bytes of a `.onnx` file, with the nodes and constants that some output needs. */
  encode(): { readonly bytes: Uint8Array; readonly nodeCount: number } {
    const outside = (value: ValueName): string => this.outputNames.get(value) ?? value;
    const live = this.liveNodes();
    const used = new Set(live.flatMap((node) => node.inputs));
    const initializers = [...this.initializers].flatMap(([name, field]) => (used.has(name) ? [field] : []));
    const nodes = live.map((node) =>
      nodeField({
        operator: node.operator,
        inputs: node.inputs.map(outside),
        outputs: node.results.map(outside),
        attributes: Object.entries(node.attributes ?? {}).map(([name, value]) => attributeField(name, value)),
        domain: node.domain ?? '',
      }),
    );
    const graph = concatenate([...nodes, ...initializers, ...this.inputs, ...this.outputs]);
    const domains = new Set<NodeDomain>(['', ...live.map((node) => node.domain ?? '')]);
    const versions = Object.fromEntries([...domains].map((domain) => [domain, domainVersions[domain]]));
    return { bytes: encodeModel(graph, versions), nodeCount: live.length };
  }

  /** A graph input, by the name that it has in the file. */
  protected declareInput(value: ValueName, shape: readonly Dimension[]): ValueName {
    this.inputs.push(valueInfoField('input', value, shape));
    return value;
  }

  /** A graph output, by the name that it has in the file. */
  protected declareOutput(outside: string, value: ValueName, shape: readonly Dimension[]): void {
    const direct = this.results.has(value) && !this.outputNames.has(value);
    const source = direct ? value : this.copy(value);
    this.outputNames.set(source, outside);
    this.outputs.push(valueInfoField('output', outside, shape));
  }

  /** Numbers under a name of their own. */
  protected initializer(name: ValueName, type: ElementType, shape: readonly number[], values: ArrayLike<number>): ValueName {
    this.initializers.set(name, initializerField(name, type, shape, values));
    return name;
  }

  private liveNodes(): readonly Node[] {
    const needed = new Set(this.outputNames.keys());
    const live = [...this.nodes].reverse().filter((node) => {
      if (!node.results.some((result) => needed.has(result))) return false;
      for (const value of node.inputs) needed.add(value);
      return true;
    });
    return live.reverse();
  }

  private copy(value: ValueName): ValueName {
    const name = this.fresh('v');
    this.nodes.push({ operator: 'Identity', inputs: [value], results: [name] });
    return name;
  }

  private fresh(prefix: 'v' | 'c'): ValueName {
    this.count += 1;
    return `${prefix}${this.count}`;
  }
}

function keyOf(request: NodeRequest): string {
  return `${request.domain ?? ''} ${request.operator} ${request.inputs.join(',')} ${JSON.stringify(request.attributes ?? {})}`;
}
