import { expect, it } from 'vitest';
import { createLatestWins } from './latest-wins';

/** A clock by hand and answers that come when told. */
function bench() {
  const timers = new Set<() => void>();
  const open: { readonly question: number; readonly answer: (value: string) => void }[] = [];
  const told: string[] = [];
  const questions = createLatestWins<number, string>({
    answer: (question) => new Promise((resolve) => open.push({ question, answer: resolve })),
    tell: (answer) => told.push(answer),
    delayMs: 60,
    delay: (callback) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
  });
  const pass = () => {
    const due = [...timers];
    timers.clear();
    for (const callback of due) callback();
  };
  const settle = async () => { for (let turn = 0; turn < 5; turn += 1) await Promise.resolve(); };
  return { questions, open, told, pass, settle };
}

it('asks only the newest of a quick row of questions', async () => {
  const { questions, open, told, pass, settle } = bench();
  for (const question of [1, 2, 3]) questions.ask(question);
  pass();
  expect(open.map(({ question }) => question)).toEqual([3]);
  open[0]?.answer('three');
  await settle();
  expect(told).toEqual(['three']);
});

it('has one question under way, and the newest follows it', async () => {
  const { questions, open, told, pass, settle } = bench();
  questions.ask(1);
  pass();
  questions.ask(2);
  pass();
  questions.ask(3);
  pass();
  expect(open).toHaveLength(1);
  open[0]?.answer('one');
  await settle();
  expect(open.map(({ question }) => question)).toEqual([1, 3]);
  open[1]?.answer('three');
  await settle();
  expect(told).toEqual(['one', 'three']);
});

it('tells nothing after it is closed', async () => {
  const { questions, open, told, pass, settle } = bench();
  questions.ask(1);
  pass();
  questions.close();
  open[0]?.answer('late');
  await settle();
  expect(told).toEqual([]);
  expect(open).toHaveLength(1);
});
