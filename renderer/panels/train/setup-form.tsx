import { Play, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { TaskDescription } from '../../../shared/contract/frames';
import { algorithmNames, algorithmTitles, executorNames, type RunSummary } from '../../../shared/training';
import { Button } from '../../design/button';
import { CaptionedSegmented } from '../../design/captioned-segmented';
import { Select } from '../../design/select';
import { TextField } from '../../design/text-field';
import { formatFixed } from '../../plots/format-number';
import { useLab, useLabClient } from '../../state/lab-context';
import { HyperFields } from './hyper-fields';
import { OpenWorld } from './open-world';
import { draftForTask, readDraft, usesThreads, withPreset } from './run-draft';
import { runSentences } from './run-estimate';
import styles from './run-setup.module.css';
import { runWarnings } from './run-warnings';

interface SetupFormProps {
  readonly tasks: readonly TaskDescription[];
  readonly runs: readonly RunSummary[];
  readonly onStarted: () => void;
  /** A world of the operator's own was opened: it is among the tasks from now on. */
  readonly onOpened: (task: TaskDescription) => void;
}

/** What each executor runs on; one that is not named here goes by its own name. */
const executorLabels: Readonly<Record<string, string>> = {
  auto: 'Fastest (measured at the start)',
  'onnx-cpu': 'onnx-cpu: ONNX Runtime, processor',
  'onnx-webgpu': 'onnx-webgpu: ONNX Runtime, any graphics card',
  'onnx-cuda': 'onnx-cuda: ONNX Runtime, NVIDIA',
  'onnx-dml': 'onnx-dml: ONNX Runtime, DirectML (Windows)',
  'onnx-coreml': 'onnx-coreml: ONNX Runtime, Core ML (Apple)',
  tensorflow: 'tensorflow: native TensorFlow',
  'tensorflow-wasm': 'tensorflow-wasm: TensorFlow.js, WebAssembly',
  'tensorflow-cpu': 'tensorflow-cpu: TensorFlow.js, plain (slow)',
};

/** Everything that a run is made of. The sentences below it follow from the settings as they are typed. */
export function SetupForm({ tasks, runs, onStarted, onOpened }: SetupFormProps) {
  const client = useLabClient();
  const [draft, setDraft] = useState(() => draftForTask(tasks[0] ?? noTask));
  const [failure, setFailure] = useState<string>();
  const [starting, setStarting] = useState(false);
  const armMode = useLab((state) => state.lab?.arm.mode);
  const lastExecutor = useLab((state) => state.lab?.training?.executor ?? '');
  const task = tasks.find((candidate) => candidate.name === draft.task) ?? tasks[0] ?? noTask;
  const preset = task.presets.find((candidate) => candidate.name === draft.preset);
  const reading = readDraft(draft, task);
  const problems = reading.ok ? {} : reading.problems;
  const warnings = reading.ok ? runWarnings(reading.settings, preset) : [];

  const start = async () => {
    if (!reading.ok) return;
    setStarting(true);
    const answer = await client.attempt('training.start', { settings: reading.settings });
    setStarting(false);
    setFailure(answer.ok ? undefined : answer.failure.message);
    if (answer.ok) onStarted();
  };

  return (
    <div className={styles.fields}>
      <Select label="Task" value={draft.task} options={tasks.map(({ name, title }) => ({ value: name, label: title }))} onChange={(name) => { setDraft(draftForTask(tasks.find((candidate) => candidate.name === name) ?? task)); }} />
      <Select label="Algorithm" value={draft.algorithm} options={algorithmNames.map((value) => ({ value, label: algorithmTitles[value] }))} onChange={(algorithm) => { setDraft({ ...draft, algorithm }); }} />
      <p className={styles.description}>
        {task.description}{' '}
        <span className={styles.facts}>
          {task.observation.reduce((sum, field) => sum + field.size, 0)} observations, {task.actionNames.length} actions, {formatFixed(1 / task.controlPeriodS, 0)} Hz.
        </span>
      </p>
      <OpenWorld
        onOpened={(opened) => {
          onOpened(opened);
          setDraft(draftForTask(opened));
        }}
      />
      <Select
        label="Preset"
        value={draft.preset}
        options={task.presets.map(({ name, title }) => ({ value: name, label: title }))}
        onChange={(name) => {
          const chosen = task.presets.find((candidate) => candidate.name === name);
          if (chosen) setDraft(withPreset(draft, chosen));
        }}
      />
      <Select label="Executor" value={draft.executor} options={executorNames.map((name) => ({ value: name, label: executorLabels[name] ?? name }))} hint={lastExecutor === '' ? undefined : `The last run used ${lastExecutor}.`} onChange={(executor) => { setDraft({ ...draft, executor }); }} />
      {preset && <p className={styles.description}>{preset.description}</p>}
      <TextField label="Steps" inputMode="numeric" suffix="control steps" value={draft.steps} problem={problems.steps} onChange={(steps) => { setDraft({ ...draft, steps }); }} />
      <TextField label="Seed" inputMode="numeric" value={draft.seed} problem={problems.seed} onChange={(seed) => { setDraft({ ...draft, seed }); }} />
      <TextField label="Evaluate every" inputMode="numeric" suffix="steps, 0: at the end" value={draft.evaluateEvery} problem={problems.evaluateEvery} onChange={(evaluateEvery) => { setDraft({ ...draft, evaluateEvery }); }} />
      {usesThreads(draft.executor) && (
        <TextField label="Threads" inputMode="numeric" suffix="for updates" value={draft.threads} problem={problems.threads} onChange={(threads) => { setDraft({ ...draft, threads }); }} />
      )}
      <CaptionedSegmented
        label="Pace"
        value={draft.pace}
        options={[
          { value: 'fast', label: 'Fast', title: 'A simulation as fast as the learner keeps up' },
          { value: 'real-time', label: 'Real time', title: 'At the control rate, as a real arm moves' },
        ]}
        onChange={(pace) => { setDraft({ ...draft, pace }); }}
      />
      <HyperFields draft={draft} preset={preset} actionSize={task.actionNames.length} problems={problems} onChange={setDraft} />
      <div className={styles.derived}>
        {reading.ok ? runSentences(reading.settings, task, runs).map((sentence) => <p key={sentence}>{sentence}</p>) : <p className={styles.problem}>Mend the marked fields to start.</p>}
        {draft.pace === 'fast' && task.usesArm && <p>A real arm keeps its own time: fast is for simulated arms.</p>}
      </div>
      {warnings.length > 0 && (
        <div className={styles.warnings} role="status">
          {warnings.map((sentence) => (
            <p key={sentence}>
              <TriangleAlert aria-hidden="true" />
              {sentence}
            </p>
          ))}
        </div>
      )}
      <div className={styles.start}>
        <Button kind="primary" icon={<Play aria-hidden="true" />} onClick={() => void start()} disabledReason={startRefusal(reading.ok, starting, task.usesArm ? armMode : undefined)}>
          Start training
        </Button>
        {failure !== undefined && (
          <p className={styles.problem} role="alert">
            {failure}
          </p>
        )}
      </div>
    </div>
  );
}

function startRefusal(readable: boolean, starting: boolean, armMode: string | undefined): string | undefined {
  if (starting) return 'The run is being started.';
  if (!readable) return 'A field cannot be used: its sentence says why.';
  if (armMode === 'stopped') return 'A stop is latched: press Engage first.';
  if (armMode === 'released') return 'Torque is off: press Engage to hold the arm first.';
  return undefined;
}

/** Stands in until a task is chosen; never started, because the schema refuses its empty name. */
const noTask: TaskDescription = {
  name: '',
  title: '',
  description: '',
  usesArm: false,
  controlPeriodS: 1,
  horizonSteps: 1,
  observation: [],
  actionNames: [],
  presets: [],
};
