import type { PresetDescription } from '../../../shared/contract/frames';
import { TextField } from '../../design/text-field';
import { hyperFields, presetText, type DraftProblems, type HyperName, type RunDraft } from './run-draft';
import styles from './run-setup.module.css';

interface HyperFieldsProps {
  readonly draft: RunDraft;
  readonly preset: PresetDescription | undefined;
  readonly problems: DraftProblems;
  readonly onChange: (draft: RunDraft) => void;
}

/** The preset's hyper-parameters, folded away; what is changed by hand says so. */
export function HyperFields({ draft, preset, problems, onChange }: HyperFieldsProps) {
  const changed = Object.keys(draft.hyper).length;
  const wrong = hyperFields.some((field) => problems[field.name] !== undefined);
  const change = (name: HyperName, text: string) => {
    const others = Object.fromEntries(Object.entries(draft.hyper).filter(([other]) => other !== name));
    onChange({ ...draft, hyper: text === presetText(preset, name) ? others : { ...others, [name]: text } });
  };
  return (
    <details className={styles.hyper} open={wrong || undefined}>
      <summary>
        Hyper-parameters <small>{changed === 0 ? 'as the preset has them' : `${String(changed)} changed from the preset`}</small>
      </summary>
      <div className={styles.hyperGrid}>
        {hyperFields.map((field) => (
          <div key={field.name} title={field.hint}>
            <TextField
              label={draft.hyper[field.name] === undefined ? field.label : `${field.label} (preset: ${presetText(preset, field.name)})`}
              inputMode={field.name === 'hiddenSizes' ? 'text' : 'decimal'}
              value={draft.hyper[field.name] ?? presetText(preset, field.name)}
              problem={problems[field.name]}
              onChange={(text) => { change(field.name, text); }}
            />
          </div>
        ))}
      </div>
    </details>
  );
}
