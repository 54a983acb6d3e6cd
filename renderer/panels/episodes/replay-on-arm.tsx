import { Bot, Square } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { KeyboardKey } from '../../design/keyboard-key';
import { Slider } from '../../design/slider';
import { formatFixed } from '../../plots/format-number';
import { whyNotJog } from '../../shell/arm-words';
import { useLab, useLabClient } from '../../state/lab-context';
import styles from './replay-on-arm.module.css';
import type { PlaybackStore } from './use-playback';

interface ReplayOnArmProps {
  readonly episodeId: string;
  readonly playback: PlaybackStore;
}

const stateWords = { 'easing-in': 'easing in to the start', playing: 'playing', done: 'done', stopped: 'stopped' } as const;

/** Plays the recorded motion on the connected arm, after a question that says what will move. */
export function ReplayOnArm({ episodeId, playback }: ReplayOnArmProps) {
  const client = useLabClient();
  const arm = useLab((state) => state.lab?.arm);
  const connected = useLab((state) => state.connection.type === 'connected');
  const replay = useLab((state) => (state.lab?.replay?.episodeId === episodeId ? state.lab.replay : undefined));
  const [asking, setAsking] = useState(false);
  const [speed, setSpeed] = useState(1);
  const running = replay !== undefined && (replay.state === 'easing-in' || replay.state === 'playing');
  const start = () => {
    setAsking(false);
    playback.setState({ playing: false });
    void client.call('replay.start', { episodeId, speed });
  };
  return (
    <div className={styles.corner}>
      {replay !== undefined && (
        <span className={styles.state} role="status">
          On the arm: {stateWords[replay.state]}{' '}
          <span className="number">
            {replay.stepIndex} / {replay.steps} · {formatFixed(replay.speed, 2)} ×
          </span>
        </span>
      )}
      {running ? (
        <Button icon={<Square aria-hidden="true" />} onClick={() => void client.call('replay.stop')}>
          End replay
        </Button>
      ) : (
        <Button icon={<Bot aria-hidden="true" />} disabledReason={whyNotJog(arm, connected)} onClick={() => { setAsking(true); }}>
          Replay on arm
        </Button>
      )}
      {asking && (
        <Dialog
          title="Replay on the arm?"
          onClose={() => { setAsking(false); }}
          actions={
            <>
              <Button onClick={() => { setAsking(false); }}>Cancel</Button>
              <Button kind="primary" onClick={start}>
                Move the arm
              </Button>
            </>
          }
        >
          <p>
            {arm?.description?.title ?? 'The arm'} eases in to the first posture of the episode and then follows the recorded goals, within all limits. Clear its
            workspace first. STOP or <KeyboardKey>space</KeyboardKey> holds it at any time.
          </p>
          <Slider label="Speed" value={speed} min={0.1} max={2} step={0.05} format={(value) => `${formatFixed(value, 2)} ×`} onChange={setSpeed} />
        </Dialog>
      )}
    </div>
  );
}
