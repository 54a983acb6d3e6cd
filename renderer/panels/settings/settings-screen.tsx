import type { ReactNode } from 'react';
import { KeyboardKey } from '../../design/keyboard-key';
import { Panel } from '../../design/panel';
import { useLab } from '../../state/lab-context';
import { chooseTheme, themeChoices, useThemeChoice, type ThemeChoice } from '../../state/theme';
import styles from './settings-screen.module.css';

const themeTitles: Readonly<Record<ThemeChoice, string>> = { dark: 'Dark', light: 'Light', system: 'As the desktop' };

/** How the window looks, its keys, and what it is connected to. */
export function SettingsScreen() {
  const lab = useLab((state) => state.lab);
  const dropped = useLab((state) => state.dropped);
  const choice = useThemeChoice();
  return (
    <div className={styles.settings}>
      <Panel title="Appearance" small="kept on this computer">
        <fieldset className={styles.themes}>
          <legend className="visually-hidden">Theme</legend>
          {themeChoices.map((theme) => (
            <label key={theme}>
              <input type="radio" name="theme" value={theme} checked={theme === choice} onChange={() => { chooseTheme(theme); }} />
              <span className={styles.swatch} data-choice={theme} aria-hidden="true" />
              {themeTitles[theme]}
            </label>
          ))}
        </fieldset>
      </Panel>
      <Panel title="Keys">
        <dl className={styles.list}>
          <Entry term={<KeyboardKey>space</KeyboardKey>}>STOP, everywhere but in a line of text. It holds the arm, torque on, and never takes the stop back.</Entry>
          <Entry term={<KeyboardKey>enter</KeyboardKey>}>Presses the button that has the focus.</Entry>
          <Entry term={<><KeyboardKey>←</KeyboardKey> <KeyboardKey>→</KeyboardKey></>}>Moves a slider by one step, with shift by ten; turns the view of the scene.</Entry>
          <Entry term={<KeyboardKey>esc</KeyboardKey>}>Closes a question without doing anything.</Entry>
        </dl>
      </Panel>
      <Panel title="This lab">
        <dl className={styles.list}>
          <Entry term="Version">{lab ? `Tempera ${lab.productVersion}, ${lab.host === 'electron' ? 'desktop app' : 'browser host'}` : 'not connected'}</Entry>
          <Entry term="Library"><span className="number">{lab?.library ?? '–'}</span></Entry>
          <Entry term="Left out">{dropped === 0 ? 'Nothing was left out of the telemetry.' : `${String(dropped)} rows were left out of the telemetry because this window was too slow; the run folder has them all.`}</Entry>
        </dl>
      </Panel>
    </div>
  );
}

function Entry({ term, children }: { readonly term: ReactNode; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
