import type { ReactNode } from 'react';
import type { PresetDescription } from '../../../shared/contract/frames';
import { CaptionedSegmented } from '../../design/captioned-segmented';
import { TextField } from '../../design/text-field';
import { formatFixed } from '../../plots/format-number';
import { learnsTemperature, presetTemperature, type DraftProblems, type RunDraft, type TemperatureDraft } from './run-draft';
import styles from './run-setup.module.css';
import { targetEntropyLimits } from './temperature-limits';

interface TemperatureFieldsProps {
  readonly draft: RunDraft;
  readonly preset: PresetDescription | undefined;
  readonly actionSize: number;
  readonly problems: DraftProblems;
  readonly onChange: (draft: RunDraft) => void;
  /** The field of the first α. */
  readonly children: ReactNode;
}

/** How the run weighs entropy against reward: learnt towards a target entropy, or held. */
export function TemperatureFields({ draft, preset, actionSize, problems, onChange, children }: TemperatureFieldsProps) {
  const ofPreset = presetTemperature(preset, actionSize);
  const shown = draft.temperature ?? ofPreset;
  const learns = learnsTemperature(draft.algorithm);
  const change = (next: TemperatureDraft) => {
    const same = next.mode === ofPreset.mode && next.targetEntropy === ofPreset.targetEntropy;
    onChange({ ...draft, temperature: same ? undefined : next });
  };
  return (
    <div className={styles.hyperGrid}>
      {learns && (
        <CaptionedSegmented
          label="Temperature"
          value={shown.mode}
          options={[
            { value: 'auto', label: 'Learnt', title: 'α follows the target entropy, as in arXiv 1812.05905' },
            { value: 'fixed', label: 'Held', title: 'α stays as it is: 1 / the reward scale of arXiv 1801.01290' },
          ]}
          onChange={(mode) => { change({ ...shown, mode }); }}
        />
      )}
      {learns && shown.mode === 'auto' && (
        <TextField
          label="Target entropy"
          suffix="nats"
          inputMode="decimal"
          hint={`SAC: minus the number of actions, ${formatFixed(-actionSize, 0)}. Reachable up to ${formatFixed(targetEntropyLimits(actionSize).reachable, 2)}`}
          value={shown.targetEntropy}
          problem={problems['temperature']}
          onChange={(targetEntropy) => { change({ ...shown, targetEntropy }); }}
        />
      )}
      {children}
    </div>
  );
}
