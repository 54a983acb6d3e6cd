import { describe, expect, it } from 'vitest';
import { learnerSettingsSchema } from '../../shared/training';
import { createArmTask, createLoneEnvironment, createProjection, findTask, taskDescriptions } from './task-registry';
import { loadTwin } from './twin';

describe('the task registry', () => {
  it('knows its tasks by different names, with settings that the training schema accepts', () => {
    const names = taskDescriptions.map((task) => task.name);
    expect(names.slice(0, 2)).toEqual(['reach', 'pendulum']);
    expect(new Set(names).size).toBe(names.length);
    for (const { presets } of taskDescriptions) {
      expect(presets.map((preset) => preset.name)).toContain('standard');
      for (const { hyper } of presets) expect(learnerSettingsSchema.parse(hyper)).toEqual(hyper);
    }
  });

  it('refuses an unknown task everywhere, and names the known ones', async () => {
    const sentence = `There is no task "juggle". Use one of ${taskDescriptions.map(({ name }) => `"${name}"`).join(', ')}.`;
    expect(() => findTask('juggle')).toThrow(sentence);
    await expect(createLoneEnvironment('juggle')).rejects.toThrow(sentence);
    await expect(createProjection('juggle')).rejects.toThrow(sentence);
  });

  it('makes of each task what its description promises', async () => {
    const twin = await loadTwin('so-101');
    for (const description of taskDescriptions) {
      const projection = await createProjection(description.name);
      projection?.close();
      if (description.usesArm) {
        expect(createArmTask(description.name, twin).description).toBe(description);
        await expect(createLoneEnvironment(description.name)).rejects.toThrow('needs an arm');
      } else {
        const environment = await createLoneEnvironment(description.name);
        expect(environment.task).toBe(description);
        expect((await environment.reset(1)).length).toBe(description.observation.reduce((size, field) => size + field.size, 0));
        await environment.close();
        expect(() => createArmTask(description.name, twin)).toThrow('uses no arm');
      }
    }
    twin.close();
  });
});
