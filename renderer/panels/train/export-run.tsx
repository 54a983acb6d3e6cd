import { FileOutput } from 'lucide-react';
import { useState } from 'react';
import { exportFormats, type ExportFormat, type ExportResult } from '../../../shared/export';
import type { RunSummary } from '../../../shared/training';
import { Button } from '../../design/button';
import { Select } from '../../design/select';
import { useLabClient } from '../../state/lab-context';
import styles from './result-panel.module.css';

const formatTitles: Readonly<Record<ExportFormat, string>> = {
  onnx: 'Policy as ONNX',
  csv: 'Metrics and episodes as CSV',
  tensorboard: 'Curves for TensorBoard',
};

/** Writes the run for other programs, and says where it went. */
export function ExportRun({ run }: { readonly run: RunSummary }) {
  const client = useLabClient();
  const [format, setFormat] = useState<ExportFormat>('onnx');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<{ readonly result?: ExportResult; readonly failure?: string }>({});
  const write = async () => {
    setBusy(true);
    const answer = await client.attempt('runs.export', { runId: run.id, format });
    setBusy(false);
    setDone(answer.ok ? { result: answer.result } : { failure: answer.failure.message });
  };
  return (
    <div className={styles.export}>
      <Select label="Export" value={format} options={exportFormats.map((value) => ({ value, label: formatTitles[value] }))} onChange={setFormat} />
      <Button icon={<FileOutput aria-hidden="true" />} disabledReason={busy ? 'It is being written.' : undefined} onClick={() => void write()}>
        {busy ? 'Exporting…' : 'Export'}
      </Button>
      {done.result !== undefined && (
        <p className={styles.exported} role="status">
          Written on the lab’s computer: <span className="number">{done.result.files.length === 1 ? done.result.files[0] : done.result.folder}</span>
        </p>
      )}
      {done.failure !== undefined && (
        <p className={styles.failed} role="alert">
          {done.failure}
        </p>
      )}
    </div>
  );
}
