import type { TrainingSettings } from '../../../shared/training';
import { Panel } from '../../design/panel';
import styles from './result-panel.module.css';
import { settingRows } from './setting-rows';

/** The settings that a run was made with, as they are stored. */
export function SettingsPanel({ settings }: { readonly settings: TrainingSettings }) {
  return (
    <Panel title="Settings" small="as stored with the run" scroll>
      <table className={styles.settings}>
        <tbody>
          {settingRows(settings).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
