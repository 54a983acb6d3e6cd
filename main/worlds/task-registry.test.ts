import { describe, expect, it } from 'vitest';
import { sacSettingsSchema } from '../../shared/training';
import { createArmTask, createLoneEnvironment, createProjection, findTask, taskDescriptions } from './task-registry';
import { loadTwin } from './twin';

describe('the task registry', () => {
  it('knows reach and pendulum, with settings that the training schema accepts', () => {
    expect(taskDescriptions.map((task) => task.name)).toEqual(['reach', 'pendulum']);
    for (const { presets } of taskDescriptions) {
      expect(presets.map((preset) => preset.name)).toContain('standard');
      for (const { hyper } of presets) expect(sacSettingsSchema.parse(hyper)).toEqual(hyper);
    }
  });

  it('refuses an unknown task everywhere, and names the known ones', async () => {
    const sentence = 'There is no task "juggle". Use one of "reach", "pendulum".';
    expect(() => findTask('juggle')).toThrow(sentence);
    expect(() => createLoneEnvironment('juggle')).toThrow(sentence);
    await expect(createProjection('juggle')).rejects.toThrow(sentence);
  });

  it('makes of each task what its description promises', async () => {
    const twin = await loadTwin('so-101');
    for (const description of taskDescriptions) {
      const projection = await createProjection(description.name);
      projection.close();
      if (description.usesArm) {
        expect(createArmTask(description.name, twin).description).toBe(description);
        expect(() => createLoneEnvironment(description.name)).toThrow('needs an arm');
      } else {
        expect(createLoneEnvironment(description.name).task).toBe(description);
        expect(() => createArmTask(description.name, twin)).toThrow('uses no arm');
      }
    }
    twin.close();
  });
});
