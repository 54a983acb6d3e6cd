import type { SetupState } from '../../shared/arm-setup';
import { portLine } from './port-line';

const degreesPerRad = 180 / Math.PI;

/** What a state of setting up has beside its sentence, as lines for a terminal. */
export function setupTable(state: SetupState): readonly string[] {
  switch (state.type) {
    case 'idle':
      return [];
    case 'find-port':
      return (state.port === undefined ? state.ports : [state.port]).map(portLine);
    case 'scan':
      return [
        ...state.servos.map(({ id, joint, model, modelNumber, firmware, voltageV, temperatureC, baudRate }) =>
          [`id ${id}`.padEnd(7), (joint ?? '').padEnd(14), model ?? `model ${modelNumber ?? '?'}`, `${baudRate} baud`, `firmware ${firmware ?? '?'}`, `${voltageV?.toFixed(1) ?? '?'} V`, `${temperatureC ?? '?'} °C`].join('  '),
        ),
        ...(state.address === undefined ? [] : [`Connect it as ${state.address}`]),
      ];
    case 'motors':
      return [...state.motors.map(({ joint, id, model, state: how }) => `${joint.padEnd(14)} id ${id}  ${model}  ${how}`), ...progressLine(state.progress)];
    case 'calibrate':
      return state.joints.map(({ name, minTicks, positionTicks, maxTicks, positionRad, check, problem }) =>
        [name.padEnd(14), cell(minTicks), cell(positionTicks), cell(maxTicks), cell(positionRad === undefined ? undefined : Math.round(positionRad * degreesPerRad), '°'), check === 'waiting' ? '' : check, problem === undefined ? '' : '!'].join(' '),
      );
    case 'compare':
      return state.differences.map(({ joint, id, register, file, servo }) => `${joint.padEnd(14)} id ${id}  ${register}: file ${file ?? 'none'}, servo ${servo ?? 'none'}`);
    case 'flash':
      return progressLine(state.progress);
  }
}

function progressLine(progress: number | undefined): readonly string[] {
  return progress === undefined ? [] : [`${Math.round(progress * 100)} %`];
}

function cell(value: number | undefined, unit = ''): string {
  return (value === undefined ? '-' : `${value}${unit}`).padStart(6);
}
