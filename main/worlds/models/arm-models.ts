import { Failure } from '../../../shared/contract/failure';
import type { ArmModel } from './arm-model';
import { so101 } from './so-101';

export const armModels: readonly ArmModel[] = [so101];

/** Throws a `Failure` of code `not-found` that names the known models. */
export function findArmModel(name: string): ArmModel {
  const found = armModels.find((model) => model.name === name);
  if (found !== undefined) return found;
  const known = armModels.map((model) => `"${model.name}"`).join(', ');
  throw new Failure('not-found', `There is no arm model "${name}". Use one of ${known}.`);
}
