import { describe, expect, it } from 'vitest';
import { csvTable } from './csv';
import { episodesTable, eventsTable, metricsTable } from './run-tables';
import { metricsEventFile } from './tensorboard-events';

describe('a table', () => {
  it('quotes what needs it and leaves unknown values empty', () => {
    const rows = [['plain', 1.5], ['a "word", and a\nline', undefined], ['', Number.NaN]] as const;
    expect(csvTable<(typeof rows)[number]>([['text', ([text]) => text], ['value', ([, value]) => value]], rows)).toBe('text,value\r\nplain,1.5\r\n"a ""word"", and a\nline",\r\n,\r\n');
  });

  it('has a column for every metric, with those of an evaluation in its own row', () => {
    const evaluation = { step: 200, episodes: 20, meanReturn: -3, returnDeviation: 1, successRate: 0.9, meanLength: 30 };
    const [names = '', first, second] = lines(metricsTable([{ step: 100, updates: 7, elapsedS: 0.5, alpha: 0.2 }, { step: 200, updates: 9, elapsedS: 1, evaluation }]));
    const column = (name: string, line: string | undefined): string | undefined => line?.split(',')[names.split(',').indexOf(name)];
    expect([column('step', first), column('alpha', first), column('evaluation_return', first)]).toEqual(['100', '0.2', '']);
    expect([column('step', second), column('alpha', second), column('evaluation_return', second), column('evaluation_success', second)]).toEqual(['200', '', '-3', '0.9']);
  });

  it('of episodes and of events has one line each', () => {
    expect(lines(episodesTable([]))).toEqual(['number,started_ms,start_step,length,duration_s,return,entropy_sum_nats,alpha,success,end']);
    expect(lines(eventsTable([{ step: 5, atMs: 1000, kind: 'stopped', sentence: 'The cable, "A", was pulled.' }]))[1]).toBe('5,1000,stopped,"The cable, ""A"", was pulled."');
  });
});

it('the curves for TensorBoard lie in a folder of the run, and rows without numbers are left out', () => {
  const run = { id: '0001-reach-sac', createdMs: 1_700_000_000_500 };
  const rows = [{ step: 100, updates: 7, elapsedS: 0.5, alpha: 0.2 }];
  const { name, content } = metricsEventFile(run, rows);
  expect(name).toBe('0001-reach-sac/events.out.tfevents.1700000000.tempera');
  const text = Buffer.from(content).toString('latin1');
  expect(text).toContain('policy/alpha');
  expect(text).toContain('learner/updates');
  expect(text).not.toContain('episode/return');
});

function lines(table: string): string[] {
  return table.trimEnd().split('\r\n');
}
