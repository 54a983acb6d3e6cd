import type { SetupRequest, SetupState } from '../../shared/arm-setup';
import { calibrateArm } from './calibrate-arm';
import { compareCalibration } from './compare-calibration';
import { findPort } from './find-port';
import { flashBoard } from './flash-board';
import { scanPort } from './scan-port';
import { setUpMotors } from './set-up-motors';
import type { Procedure, ProcedureTools } from './setup-tools';

/** The procedure of a request, not run yet. */
export function beginProcedure(request: SetupRequest, tools: ProcedureTools, publish: (state: SetupState) => void): Procedure {
  switch (request.type) {
    case 'find-port':
      return findPort(tools, publish);
    case 'scan':
      return scanPort(request, tools, publish);
    case 'motors':
      return setUpMotors(request, tools, publish);
    case 'calibrate':
      return calibrateArm(request, tools, publish);
    case 'compare':
      return compareCalibration(request, tools, publish);
    case 'flash':
      return flashBoard(request, tools, publish);
  }
}
