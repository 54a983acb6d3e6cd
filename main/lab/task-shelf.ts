import path from 'node:path';
import { Failure, failureReport, type FailureReport } from '../../shared/contract/failure';
import type { TaskDescription } from '../../shared/contract/frames';
import { listWorldFiles, type WorldFiles } from '../training/run-folder';
import { describeSource } from '../worlds/custom/custom-world';
import { isWorldFile, readWorldDefinition, readWorldFile, type WorldFile } from '../worlds/custom/world-file';
import { describeTask, findTask, taskDescriptions } from '../worlds/task-registry';

/** A task that a run can be begun with. */
export interface ShelvedTask {
  readonly description: TaskDescription;
  /** The files of its world, for the run to keep; absent for a task of Tempera's own. */
  readonly world?: WorldFiles;
}

export interface TaskListing {
  readonly tasks: readonly TaskDescription[];
  /** What is wrong with worlds of runs that cannot be read; they hide no other task. */
  readonly damaged: readonly FailureReport[];
}

/** The tasks that a lab knows by name: Tempera's own, the worlds that were opened in it, and those of the library's runs. */
export class TaskShelf {
  /** Task files by the name of the task. */
  private readonly opened = new Map<string, string>();

  constructor(private readonly library: string) {}

  /** A world that was opened comes before one of a run of the same name, and the newest run before the others. */
  async list(): Promise<TaskListing> {
    const tasks = [...taskDescriptions];
    const damaged: FailureReport[] = [];
    const names = new Set(tasks.map(({ name }) => name));
    for (const file of [...this.opened.values(), ...(await listWorldFiles(this.library))]) {
      try {
        const { name } = await readWorldDefinition(file);
        if (names.has(name)) continue;
        tasks.push(await describeTask(file));
        names.add(name);
      } catch (thrown) {
        damaged.push(failureReport(thrown));
      }
    }
    return { tasks, damaged };
  }

  /** Opens a task file, by its whole path. Rejects with a `Failure` that says what is wrong with it. */
  async open(file: string): Promise<TaskDescription> {
    if (!path.isAbsolute(file)) throw new Failure('bad-argument', `"${file}" is not the whole path of a task file; give it from the root of the machine that Tempera runs on.`);
    if (!isWorldFile(file)) throw new Failure('bad-argument', `${file} is no task file: the name of one ends in ".json".`);
    const { source } = await readWorldFile(file);
    const description = await describeSource(source);
    requireFreeName(file, description.name);
    this.opened.set(description.name, file);
    return description;
  }

  /** A task by name; its files are read anew. Rejects with a `Failure` when there is none, or it cannot be read any more. */
  async find(name: string): Promise<ShelvedTask> {
    if (taskDescriptions.some((task) => task.name === name)) return { description: findTask(name) };
    const file = this.opened.get(name);
    const { source, files } = file === undefined ? await this.findInRuns(name) : await readWorldFile(file);
    if (source.definition.name !== name) throw new Failure('bad-argument', `${source.file} is the task "${source.definition.name}" now, and not "${name}" any more: open it again.`);
    return { description: await describeSource(source), world: files };
  }

  private async findInRuns(name: string): Promise<WorldFile> {
    let failure: unknown;
    for (const file of await listWorldFiles(this.library)) {
      try {
        if ((await readWorldDefinition(file)).name === name) return await readWorldFile(file);
      } catch (thrown) {
        failure ??= thrown;
      }
    }
    if (failure !== undefined) throw failure;
    const known = taskDescriptions.map((task) => `"${task.name}"`).join(', ');
    throw new Failure('not-found', `There is no task "${name}". Use one of ${known}, or open the file of a task of your own.`);
  }
}

/** Refuses a world with the name of one of Tempera's own tasks: a run could not say which it learns. */
export function requireFreeName(file: string, name: string): void {
  if (!taskDescriptions.some((task) => task.name === name)) return;
  throw new Failure('bad-argument', `${file}: name: "${name}" is a task of Tempera's own; give yours another name.`);
}
