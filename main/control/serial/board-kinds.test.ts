import { expect, it } from 'vitest';
import { connectArm } from '../connect-arm';
import { systemTime } from '../control-time';

it('moves the simulated arm on the emulated board through the supervisor, and holds it on STOP', async () => {
  const connected = await connectArm('emulated-board', systemTime);
  const { arm } = connected;
  try {
    const targetRad = Float64Array.from(arm.description.joints, (_, joint) => (joint === 0 ? 0.5 : 0));
    arm.take('jog');
    for (let tick = 0; tick < 60; tick += 1) {
      await arm.tick({ type: 'travel', owner: 'jog', targetRad }, 0.05);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(arm.status()).toMatchObject({ mode: expect.stringMatching(/holding|moving/), description: { title: 'Tempera board (emulated)' } });
    expect(arm.state.positionRad[0]).toBeGreaterThan(0.1);
    await arm.stop({ code: 'operator', sentence: 'The operator pressed STOP.', remedy: 'Press Engage.' });
    await arm.tick({ type: 'hold' }, 0.05);
    expect(arm.status().mode).toBe('stopped');
  } finally {
    await connected.close();
  }
});
