import { reweightFan } from '../../../shared/maths/boltzmann';
import { Button } from '../../design/button';
import { Slider } from '../../design/slider';
import { formatFixed, formatSignificant } from '../../plots/format-number';
import { useLab } from '../../state/lab-context';
import styles from './temperature-panel.module.css';
import { alphaLimits } from './temperature-limits';

interface WhatIfProps {
  readonly alpha: number;
  readonly whatIfAlpha: number | undefined;
  readonly onChange: (alpha: number | undefined) => void;
}

/** Re-weights the fan's samples to another temperature: the entropy that the Boltzmann policy would have there. */
export function WhatIf({ alpha, whatIfAlpha, onChange }: WhatIfProps) {
  const fan = useLab((state) => state.lens?.fan);
  const reweighted = fan && whatIfAlpha !== undefined && fan.q.length > 0 ? reweightFan(fan, whatIfAlpha) : undefined;
  return (
    <div className={styles.whatIf}>
      <Slider
        label="What if α were"
        value={whatIfAlpha ?? alpha}
        {...alphaLimits}
        scale="logarithmic"
        format={(value) => {
          const entropy = reweighted === undefined ? '' : ` → H ${formatFixed(reweighted.entropy, 2)}`;
          return whatIfAlpha === undefined ? 'as it is' : `${formatSignificant(value, 2)}${entropy}`;
        }}
        disabledReason={fan === undefined ? 'There are no samples yet.' : undefined}
        onChange={onChange}
      />
      <div className={styles.remarkRow}>
        <p className={styles.remark}>
          {reweighted === undefined ? (
            'Re-weights these samples; training is not touched.'
          ) : (
            <>
              Training is not touched. Carried by <span className="number">{formatFixed(reweighted.effectiveSampleSize, 0)}</span> of{' '}
              <span className="number">{reweighted.weights.length}</span> samples.
            </>
          )}
        </p>
        {whatIfAlpha !== undefined && (
          <Button kind="quiet" className={styles.small} onClick={() => { onChange(undefined); }}>
            Clear
          </Button>
        )}
      </div>
    </div>
  );
}
