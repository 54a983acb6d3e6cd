import { describe, expect, it } from 'vitest';
import { Notices } from './notices';
import { ManualClock } from './testing/manual-clock';

function open() {
  const changes = { count: 0 };
  const notices = new Notices(new ManualClock(), () => {
    changes.count += 1;
  });
  return { notices, changes };
}

describe('a notice that is put away', () => {
  it('goes, and the others stay', () => {
    const { notices, changes } = open();
    notices.raise('learner', 'warning', 'The learner was started again.');
    notices.raise('control', 'error', 'The arm was lost.');
    const [first] = notices.list();
    notices.dismiss(first?.id ?? -1);
    expect(notices.list()).toMatchObject([{ sentence: 'The arm was lost.' }]);
    expect(changes.count).toBe(3);
  });

  it('is told again when its matter comes up again', () => {
    const { notices } = open();
    notices.raise('learner', 'warning', 'The learner was started again.');
    notices.dismiss(notices.list()[0]?.id ?? -1);
    notices.raise('learner', 'warning', 'The learner was started again.');
    expect(notices.list()).toHaveLength(1);
  });

  it('may be gone already: another window was quicker', () => {
    const { notices, changes } = open();
    notices.dismiss(7);
    expect(changes.count).toBe(0);
  });
});
