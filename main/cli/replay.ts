import type { ReplayStatus } from '../../shared/contract/frames';
import { locateEpisode } from './locate';
import { exitCodes, type ReplayOptions } from './program';
import type { ProgramHost } from './program-host';

/** `tempera replay`: plays a recorded episode on an arm, through the supervisor; Ctrl-C holds the arm. */
export async function replay(episode: string, options: ReplayOptions, host: ProgramHost): Promise<number> {
  const { library, episodeId } = locateEpisode(episode, options.library, host);
  const lab = await host.openLab({ library });
  let stopListening: () => void = () => undefined;
  try {
    await lab.call('arm.connect', { address: options.arm });
    const ended = new Promise<ReplayStatus>((resolve) => {
      lab.subscribe({
        wantsLens: false,
        ready: () => true,
        send: ({ lab: snapshot }) => {
          const status = snapshot?.replay;
          if (status !== undefined) show(status, options, host);
          if (status?.state === 'done' || status?.state === 'stopped') resolve(status);
          // A lost control process or cable ends the replay without a status of its own.
          else if (snapshot?.arm.mode === 'disconnected') resolve({ episodeId, speed: options.speed, stepIndex: 0, steps: 0, state: 'stopped' });
        },
      });
    });
    let interrupted = false;
    stopListening = host.onInterrupt(() => {
      if (interrupted) host.exitNow(exitCodes.failure);
      interrupted = true;
      lab.call('arm.stop').catch((error: unknown) => host.errors.write(`tempera: ${String(error)}\n`));
    });
    await lab.call('replay.start', { episodeId, speed: options.speed });
    const { state } = await ended;
    const stop = (await lab.call('lab.snapshot')).arm.stop;
    if (options.json === true) host.output.write(`${JSON.stringify({ type: state, episode: episodeId, ...(stop === undefined ? {} : { stop }) })}\n`);
    else if (state === 'done') host.output.write(`Episode ${episodeId} was played; the arm holds.\n`);
    else host.errors.write(`tempera: Episode ${episodeId} was stopped and the arm holds. ${stop?.sentence ?? ''} ${stop?.remedy ?? ''}`.trimEnd() + '\n');
    return state === 'done' || interrupted ? exitCodes.success : exitCodes.failure;
  } finally {
    stopListening();
    await lab.close();
  }
}

function show(status: ReplayStatus, options: ReplayOptions, host: ProgramHost): void {
  if (options.json === true) host.output.write(`${JSON.stringify({ type: 'replay', ...status })}\n`);
  else if (host.errors.isTerminal) {
    const ends = status.state === 'done' || status.state === 'stopped';
    host.errors.write(`\r\u001b[2K${status.state} ${status.stepIndex}/${status.steps}${ends ? '\n' : ''}`);
  }
}
