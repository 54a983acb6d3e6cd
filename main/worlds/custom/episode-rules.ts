import type { Simulation } from '../mujoco';
import { measureCondition } from './measures';
import type { ModelNames } from './model-names';
import type { Condition, SuccessRule, WorldDefinition } from './world-schema';

/** When an episode of a world ends by itself, and when it counts as done. */
export interface EpisodeRules {
  /** Whether the episode goes on when the physics diverge: it ends there, instead of failing the run. */
  readonly endsWhenNonFinite: boolean;
  begin(): void;
  /** Whether a quantity has left its range. */
  left(): boolean;
  /** Judges the state after a step; call it once a step, `reward` and `truncated` being those of the step. */
  success(step: { readonly reward: number; readonly terminated: boolean; readonly truncated: boolean }): boolean;
  readonly successTerminates: boolean;
}

type Check = () => boolean;

export function createEpisodeRules(simulation: Simulation, names: ModelNames, { termination, success }: WorldDefinition): EpisodeRules {
  const checks = termination.flatMap((item, index) => (item.type === 'non-finite' ? [] : [compileCondition(simulation, names, item, `termination[${index}]`)]));
  const rule = compileSuccess(simulation, names, success);
  return {
    endsWhenNonFinite: termination.some((item) => item.type === 'non-finite'),
    begin: rule.begin,
    left: () => checks.some((holds) => !holds()),
    success: rule.judge,
    successTerminates: success?.type === 'within' && success.terminates,
  };
}

/** Whether every number of the condition is inside its bounds, the bounds included. NaN is outside. */
function compileCondition({ data }: Simulation, names: ModelNames, condition: Condition, path: string): Check {
  const { minimum, maximum } = condition;
  if (minimum === undefined && maximum === undefined) names.fail(path, 'give a "minimum", a "maximum" or both.');
  if (minimum !== undefined && maximum !== undefined && minimum >= maximum) names.fail(`${path}.minimum`, `${minimum} is not below "maximum", which is ${maximum}.`);
  const measures = measureCondition(data, names, condition, path);
  return () => measures.every((measure) => inside(measure(), minimum ?? -Infinity, maximum ?? Infinity));
}

function inside(value: number, minimum: number, maximum: number): boolean {
  return value >= minimum && value <= maximum;
}

interface CompiledSuccess {
  begin(): void;
  readonly judge: EpisodeRules['success'];
}

function compileSuccess(simulation: Simulation, names: ModelNames, rule: SuccessRule | undefined): CompiledSuccess {
  const nothing = (): void => undefined;
  switch (rule?.type) {
    case undefined:
      return { begin: nothing, judge: () => false };
    case 'survives':
      return { begin: nothing, judge: ({ terminated, truncated }) => truncated && !terminated };
    case 'return': {
      let sum = 0;
      return {
        begin: () => (sum = 0),
        judge({ reward, terminated, truncated }) {
          sum += reward;
          return (terminated || truncated) && sum >= rule.minimum;
        },
      };
    }
    case 'within': {
      const checks = rule.conditions.map((condition, index) => compileCondition(simulation, names, condition, `success.conditions[${index}]`));
      let held = 0;
      return {
        begin: () => (held = 0),
        judge({ terminated }) {
          held = !terminated && checks.every((holds) => holds()) ? held + 1 : 0;
          return held >= rule.holdSteps;
        },
      };
    }
  }
}
