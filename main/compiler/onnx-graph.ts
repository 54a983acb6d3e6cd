import { concatenate } from './protobuf';
import {
  attributeField,
  domainVersions,
  encodeModel,
  initializerField,
  nodeField,
  valueInfoField,
  type Attribute,
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
  private readonly initializers: Uint8Array[] = [];
  private readonly inputs: Uint8Array[] = [];
  private readonly outputs: Uint8Array[] = [];
  /** Values that are outputs of the graph, under the names that they have outside. */
  private readonly outputNames = new Map<ValueName, string>();
  private count = 0;

  input(name: string, shape: readonly number[]): ValueName {
    const value = `in:${name}`;
    this.inputs.push(valueInfoField('input', value, shape));
    return value;
  }

  /** Gives a value an outside name. A value that is already an output or an input is copied. */
  output(name: string, value: ValueName, shape: readonly number[]): void {
    const direct = value.startsWith('v') && !this.outputNames.has(value);
    const source = direct ? value : this.copy(value);
    this.outputNames.set(source, `out:${name}`);
    this.outputs.push(valueInfoField('output', `out:${name}`, shape));
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
    const name = this.fresh('c');
    this.initializers.push(initializerField(name, type, shape, values));
    this.known.set(key, [name]);
    return name;
  }

  /** The bytes of a `.onnx` file, with the nodes that some output needs. */
  encode(): { readonly bytes: Uint8Array; readonly nodeCount: number } {
    const outside = (value: ValueName): string => this.outputNames.get(value) ?? value;
    const live = this.liveNodes();
    const nodes = live.map((node) =>
      nodeField({
        operator: node.operator,
        inputs: node.inputs.map(outside),
        outputs: node.results.map(outside),
        attributes: Object.entries(node.attributes ?? {}).map(([name, value]) => attributeField(name, value)),
        domain: node.domain ?? '',
      }),
    );
    const graph = concatenate([...nodes, ...this.initializers, ...this.inputs, ...this.outputs]);
    return { bytes: encodeModel(graph, domainVersions), nodeCount: live.length };
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
