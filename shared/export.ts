/** What a run can be written as for other programs; docs/formats.md, "Exports". */
export const exportFormats = ['onnx', 'csv', 'tensorboard'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportResult {
  readonly runId: string;
  readonly format: ExportFormat;
  /** Absolute. */
  readonly folder: string;
  /** Absolute, in the folder. */
  readonly files: readonly string[];
  /** Control step of the policy, of format `onnx` alone. */
  readonly step?: number;
}
