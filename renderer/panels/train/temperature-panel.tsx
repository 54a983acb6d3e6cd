import { useState } from 'react';
import type { TemperatureSetting, TrainingStatus } from '../../../shared/training';
import { Panel } from '../../design/panel';
import { Segmented } from '../../design/segmented';
import { Slider } from '../../design/slider';
import { Tooltip } from '../../design/tooltip';
import { formatFixed, formatSignificant } from '../../plots/format-number';
import { useLabClient } from '../../state/lab-context';
import { learnsTemperature } from './run-draft';
import { alphaLimits, targetEntropyLimits, targetEntropyProblem } from './temperature-limits';
import styles from './temperature-panel.module.css';
import { WhatIf } from './what-if';

interface TemperaturePanelProps {
  readonly training: TrainingStatus;
  /** Dimensions of the action; undefined until known. */
  readonly actionSize: number | undefined;
  readonly whatIfAlpha: number | undefined;
  readonly onWhatIf: (alpha: number | undefined) => void;
}

/** How reward and entropy are weighed against each other: what it is, what it could be, and what would follow. */
export function TemperaturePanel({ training, actionSize, whatIfAlpha, onWhatIf }: TemperaturePanelProps) {
  const client = useLabClient();
  const [dragged, setDragged] = useState<TemperatureSetting>();
  const setting = dragged ?? training.temperature;
  const send = (next: TemperatureSetting) => {
    if (next.mode === 'auto' && actionSize !== undefined && targetEntropyProblem(next.targetEntropy, actionSize) !== undefined) return;
    void client.call('training.setTemperature', next).finally(() => { setDragged(undefined); });
  };
  const refused = training.state === 'finishing' ? 'The run is being finished.' : undefined;
  const held = learnsTemperature(training.settings.algorithm) ? undefined : 'This algorithm holds its temperature: choose SAC with automatic temperature to learn it.';
  return (
    <Panel
      title="Temperature"
      small={setting.mode === 'auto' ? 'learnt' : 'held'}
      actions={
        <Segmented
          label="How the temperature is chosen"
          value={setting.mode}
          disabledReason={refused ?? held}
          options={[
            { value: 'auto', label: 'Auto', title: 'α follows the target entropy' },
            { value: 'fixed', label: 'Fixed', title: 'α stays where it is set' },
          ]}
          onChange={(mode) => { send(mode === 'auto' ? { mode, targetEntropy: -(actionSize ?? 1) } : { mode, alpha: training.alpha }); }}
        />
      }
    >
      <div className={styles.controls}>
        {setting.mode === 'fixed' ? (
          <Slider
            label="α"
            value={setting.alpha}
            {...alphaLimits}
            scale="logarithmic"
            format={(value) => formatSignificant(value, 3)}
            disabledReason={refused}
            onChange={(alpha) => { setDragged({ mode: 'fixed', alpha }); }}
            onCommit={(alpha) => { send({ mode: 'fixed', alpha }); }}
          />
        ) : (
          <>
            <div className={styles.row}>
              <Tooltip text="The exchange rate between reward and entropy: one nat is worth α of return.">α now</Tooltip>
              <output className="number">{formatSignificant(training.alpha, 3)}</output>
            </div>
            {actionSize !== undefined && (
              <TargetEntropy
                value={setting.targetEntropy}
                actionSize={actionSize}
                refused={refused}
                onChange={(targetEntropy) => { setDragged({ mode: 'auto', targetEntropy }); }}
                onCommit={(targetEntropy) => { send({ mode: 'auto', targetEntropy }); }}
              />
            )}
          </>
        )}
        <WhatIf alpha={training.alpha} whatIfAlpha={whatIfAlpha} onChange={onWhatIf} />
      </div>
    </Panel>
  );
}

interface TargetEntropyProps {
  readonly value: number;
  readonly actionSize: number;
  readonly refused: string | undefined;
  readonly onChange: (value: number) => void;
  readonly onCommit: (value: number) => void;
}

function TargetEntropy({ value, actionSize, refused, onChange, onCommit }: TargetEntropyProps) {
  const limits = targetEntropyLimits(actionSize);
  const problem = targetEntropyProblem(value, actionSize);
  return (
    <div>
      <Slider
        label="Target entropy"
        value={value}
        min={limits.min}
        max={limits.max}
        step={0.05}
        marker={limits.reachable}
        format={(target) => `${formatFixed(target, 2)} nats`}
        disabledReason={refused}
        onChange={onChange}
        onCommit={onCommit}
      />
      {problem === undefined ? (
        <p className={styles.remark} title="0.6836 nats for each action dimension: the most that a squashed Gaussian has">
          reachable up to <span className="number">{formatFixed(limits.reachable, 2)}</span>
        </p>
      ) : (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
