import { bytesField, concatenate, floatField, integerField, messageField, stringField, type Field } from './protobuf';

/**
 * The messages of an ONNX file, with the field numbers of `onnx.proto` (onnx/onnx, version 1.16, IR version 8).
 *
 *   ModelProto      ir_version 1, producer_name 2, producer_version 3, graph 7, opset_import 8, metadata_props 14
 *   StringStringEntryProto  key 1, value 2
 *   OperatorSetId   domain 1, version 2
 *   GraphProto      node 1, name 2, initializer 5, input 11, output 12
 *   NodeProto       input 1, output 2, op_type 4, attribute 5, domain 7
 *   AttributeProto  name 1, f 2, i 3, ints 8, type 20 (FLOAT 1, INT 2, INTS 7)
 *   TensorProto     dims 1, data_type 2, name 8, raw_data 9
 *   ValueInfoProto  name 1, type 2;  TypeProto.tensor_type 1: elem_type 1, shape 2;  shape.dim 1: dim_value 1 or dim_param 2
 */
export type ElementType = 'float32' | 'int32' | 'int64' | 'bool';
export type NodeDomain = '' | 'com.microsoft';

export type Attribute =
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'ints'; readonly values: readonly number[] }
  | { readonly type: 'float'; readonly value: number };

export const int = (value: number): Attribute => ({ type: 'int', value });
export const ints = (values: readonly number[]): Attribute => ({ type: 'ints', values });
export const float = (value: number): Attribute => ({ type: 'float', value });

/** TensorProto.DataType. */
export const elementTypeNumbers: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** Operator sets: ONNX 17, and version 1 of onnxruntime's own domain. */
export const domainVersions: Readonly<Record<NodeDomain, number>> = { '': 17, 'com.microsoft': 1 };

const irVersion = 8;

export function encodeModel(graph: Uint8Array, versions: Readonly<Record<string, number>>): Uint8Array {
  return concatenate([
    integerField(1, irVersion),
    stringField(2, 'tempera'),
    messageField(7, [graph, stringField(2, 'tempera')]),
    ...Object.entries(versions).map(([domain, version]) => messageField(8, [stringField(1, domain), integerField(2, version)])),
  ]);
}

/** The model, made by that version of the product, with facts about it. A message goes on where another ends. */
export function withMetadata(model: Uint8Array, producerVersion: string, metadata: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(metadata).map(([key, value]) => messageField(14, [stringField(1, key), stringField(2, value)]));
  return concatenate([model, stringField(3, producerVersion), ...entries]);
}

export interface NodeParts {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly Field[];
  readonly domain: NodeDomain;
}

export function nodeField(node: NodeParts): Field {
  return messageField(1, [
    ...node.inputs.map((name) => stringField(1, name)),
    ...node.outputs.map((name) => stringField(2, name)),
    stringField(4, node.operator),
    ...node.attributes,
    stringField(7, node.domain),
  ]);
}

export function attributeField(name: string, attribute: Attribute): Field {
  switch (attribute.type) {
    case 'float':
      return messageField(5, [stringField(1, name), floatField(2, attribute.value), integerField(20, 1)]);
    case 'int':
      return messageField(5, [stringField(1, name), integerField(3, attribute.value), integerField(20, 2)]);
    case 'ints':
      return messageField(5, [stringField(1, name), ...attribute.values.map((value) => integerField(8, value)), integerField(20, 7)]);
  }
}

export function initializerField(name: string, type: ElementType, shape: readonly number[], values: ArrayLike<number>): Field {
  return messageField(5, [
    ...shape.map((size) => integerField(1, size)),
    integerField(2, elementTypeNumbers[type]),
    stringField(8, name),
    bytesField(9, rawData(type, values)),
  ]);
}

/** A dimension: its length, or the name of one that is known only when the graph runs. */
export type Dimension = number | string;

export function valueInfoField(role: 'input' | 'output', name: string, shape: readonly Dimension[]): Field {
  const dimensions = shape.map((size) => messageField(1, [typeof size === 'number' ? integerField(1, size) : stringField(2, size)]));
  const tensorType = messageField(1, [integerField(1, elementTypeNumbers.float32), messageField(2, dimensions)]);
  return messageField(role === 'input' ? 11 : 12, [stringField(1, name), messageField(2, [tensorType])]);
}

/** Little-endian, as TensorProto.raw_data asks on every machine. */
function rawData(type: ElementType, values: ArrayLike<number>): Uint8Array {
  const bytesEach = { float32: 4, int32: 4, int64: 8, bool: 1 }[type];
  const bytes = new Uint8Array(values.length * bytesEach);
  const view = new DataView(bytes.buffer);
  Array.from(values).forEach((value, index) => {
    const offset = index * bytesEach;
    if (type === 'float32') view.setFloat32(offset, value, true);
    else if (type === 'int32') view.setInt32(offset, value, true);
    else if (type === 'int64') view.setBigInt64(offset, BigInt(value), true);
    else view.setUint8(offset, value === 0 ? 0 : 1);
  });
  return bytes;
}
