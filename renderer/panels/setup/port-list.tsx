import type { PortDescription } from '../../../shared/arm-setup';
import { portWords } from './arm-address';
import styles from './setup.module.css';

interface PortListProps {
  readonly label: string;
  readonly ports: readonly PortDescription[];
  /** Path of the chosen one. */
  readonly chosen?: string | undefined;
  /** Left out, the list is only looked at. */
  readonly onChoose?: ((port: PortDescription) => void) | undefined;
}

/** The ports that are plugged in, each with what its adapter says of itself, whose arm it was, and what is wrong with it. */
export function PortList({ label, ports, chosen, onChoose }: PortListProps) {
  return (
    <ul className={styles.ports} aria-label={label}>
      {ports.map((port) => (
        <li key={port.path}>
          {onChoose === undefined ? (
            <div className={styles.port}>
              <PortWords port={port} />
            </div>
          ) : (
            <button type="button" className={styles.port} aria-pressed={port.path === chosen} onClick={() => { onChoose(port); }}>
              <PortWords port={port} />
            </button>
          )}
          {port.problem !== undefined && <p className={styles.problem}>{port.problem}</p>}
        </li>
      ))}
    </ul>
  );
}

function PortWords({ port }: { readonly port: PortDescription }) {
  return (
    <>
      <b className="number">{port.path}</b>
      {port.armName !== undefined && <span className={styles.arm}>{port.armName}</span>}
      <small>{portWords(port)}</small>
    </>
  );
}
