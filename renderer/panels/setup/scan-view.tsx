import type { ScanState } from '../../../shared/arm-setup';
import { classNames } from '../../design/class-names';
import table from '../../design/table.module.css';
import { formatCount, formatFixed } from '../../plots/format-number';
import styles from './setup.module.css';

/** Who answers at a port. */
export function ScanView({ scan }: { readonly scan: ScanState }) {
  const { servos, board, address, armName } = scan;
  return (
    <>
      {board !== undefined && <p className={styles.facts}>A Tempera board with the firmware {board.firmware}.</p>}
      {servos.length > 0 && (
        <table className={classNames(table.table, styles.table)}>
          <thead>
            <tr>
              {['Id', 'Joint', 'Model', 'Firmware', 'Speed', 'Supply', 'Temperature'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {servos.map((servo) => (
              <tr key={`${servo.kind} ${String(servo.baudRate)} ${String(servo.id)}`}>
                <th scope="row" className="number">
                  {servo.id}
                </th>
                <td>{servo.joint?.replaceAll('_', ' ') ?? '–'}</td>
                <td>{servo.model ?? (servo.modelNumber === undefined ? '–' : `unknown, ${String(servo.modelNumber)}`)}</td>
                <td className="number">{servo.firmware ?? '–'}</td>
                <td className="number">{formatCount(servo.baudRate)} Bd</td>
                <td className="number">{servo.voltageV === undefined ? '–' : `${formatFixed(servo.voltageV, 1)} V`}</td>
                <td className="number">{servo.temperatureC === undefined ? '–' : `${formatFixed(servo.temperatureC, 0)} °C`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {address !== undefined && (
        <p className={styles.facts}>
          {armName === undefined ? 'No calibration of the library fits.' : `They hold the calibration of “${armName}”.`} Connect it as <b className="number">{address}</b>.
        </p>
      )}
    </>
  );
}
