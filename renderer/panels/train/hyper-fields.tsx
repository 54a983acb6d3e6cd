import { useState, type ReactNode } from 'react';
import type { PresetDescription } from '../../../shared/contract/frames';
import { Select } from '../../design/select';
import { TextField } from '../../design/text-field';
import { fieldsOf, hyperFields, type HyperName } from './hyper-field-table';
import { presetText, type DraftProblems, type RunDraft } from './run-draft';
import styles from './run-setup.module.css';
import { TemperatureFields } from './temperature-fields';

interface HyperFieldsProps {
  readonly draft: RunDraft;
  readonly preset: PresetDescription | undefined;
  /** Dimensions of the task's action. */
  readonly actionSize: number;
  readonly problems: DraftProblems;
  readonly onChange: (draft: RunDraft) => void;
}

/** The preset's hyper-parameters, folded away; what is changed by hand says so. Those that few runs change are folded once more. */
export function HyperFields(props: HyperFieldsProps) {
  const { draft, problems } = props;
  const more = fieldsOf(draft.algorithm, 'more');
  const changed = Object.keys(draft.hyper).length + (draft.temperature === undefined ? 0 : 1);
  const isWrong = (name: string) => problems[name] !== undefined;
  return (
    <Fold className={styles.hyper} forced={hyperFields.some(({ name }) => isWrong(name)) || isWrong('temperature')}>
      <summary>
        Hyper-parameters <small>{changed === 0 ? 'as the preset has them' : `${String(changed)} changed from the preset`}</small>
      </summary>
      <div className={styles.hyperGrid}>
        {fieldsOf(draft.algorithm, 'first').map(({ name }) => (
          <HyperFieldInput key={name} name={name} {...props} />
        ))}
      </div>
      <TemperatureFields {...props}>
        <HyperFieldInput name="initialAlpha" {...props} />
      </TemperatureFields>
      <Fold className={styles.more} forced={more.some(({ name }) => isWrong(name))}>
        <summary>
          More <small>{more.map(({ label }) => label).slice(0, 4).join(', ')} …</small>
        </summary>
        <div className={styles.hyperGrid}>
          {more.map(({ name }) => (
            <HyperFieldInput key={name} name={name} {...props} />
          ))}
        </div>
      </Fold>
    </Fold>
  );
}

interface FoldProps {
  readonly className: string | undefined;
  /** Something inside must be seen; it stays open when that is mended. */
  readonly forced: boolean;
  readonly children: ReactNode;
}

function Fold({ className, forced, children }: FoldProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className={className} open={open || forced} onToggle={(event) => { if (event.target === event.currentTarget) setOpen(event.currentTarget.open); }}>
      {children}
    </details>
  );
}

function HyperFieldInput({ name, draft, preset, problems, onChange }: HyperFieldsProps & { readonly name: HyperName }) {
  const field = hyperFields.find((candidate) => candidate.name === name);
  if (field === undefined) return null;
  const { input, hint } = field;
  const ofPreset = presetText(preset, name);
  const text = draft.hyper[name] ?? ofPreset;
  const heldAlpha = name === 'initialAlpha' && (draft.algorithm !== 'sac' || (draft.temperature ?? preset?.hyper.temperature)?.mode === 'fixed');
  const title = heldAlpha ? 'α, held' : field.label;
  const label = draft.hyper[name] === undefined ? title : `${title} (preset: ${ofPreset === '' && input.type === 'optional' ? input.empty : ofPreset})`;
  const change = (next: string) => {
    const others = Object.fromEntries(Object.entries(draft.hyper).filter(([other]) => other !== name));
    onChange({ ...draft, hyper: next === ofPreset ? others : { ...others, [name]: next } });
  };
  if (input.type === 'choice') return <Select label={label} hint={hint} value={text} options={input.options} onChange={change} />;
  return (
    <TextField
      label={label}
      hint={hint}
      inputMode={input.type === 'list' ? 'text' : 'decimal'}
      value={text}
      problem={problems[name]}
      onChange={change}
      {...(input.type === 'optional' && { placeholder: input.empty })}
    />
  );
}
