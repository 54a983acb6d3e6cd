import type { RegisterDifference } from '../../../shared/arm-setup';
import { classNames } from '../../design/class-names';
import table from '../../design/table.module.css';
import styles from './setup.module.css';

interface DifferenceTableProps {
  readonly differences: readonly RegisterDifference[];
  readonly fileTitle: string;
  readonly servoTitle: string;
}

/** Values in which a file and the servos' memory differ, or what a new calibration changes. */
export function DifferenceTable({ differences, fileTitle, servoTitle }: DifferenceTableProps) {
  if (differences.length === 0) return null;
  return (
    <table className={classNames(table.table, styles.table)}>
      <thead>
        <tr>
          {['Joint', 'Register', fileTitle, servoTitle].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {differences.map(({ joint, register, file, servo }) => (
          <tr key={`${joint} ${register}`}>
            <th scope="row">{joint.replaceAll('_', ' ')}</th>
            <td>{register}</td>
            <td className="number">{file ?? '–'}</td>
            <td className="number">{servo ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
