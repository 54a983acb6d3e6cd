import { expect, test } from '../fixtures/desktop-test';
import { Shell } from '../pages/shell';
import { Train } from '../pages/train';

test('the serial port’s native part loads: a port that is not there is refused by its name', async ({ window }) => {
  await new Shell(window).go('Bench');
  await window.getByLabel('Connect to').selectOption({ label: 'Serial port' });
  await window.getByLabel('Path of the port').fill('/dev/tempera-no-such-port');
  await window.getByRole('button', { name: 'Connect', exact: true }).click();
  const refusal = window.getByRole('region', { name: 'Arm' }).getByRole('alert');
  await expect(refusal).toContainText('/dev/tempera-no-such-port');
  await expect(refusal).not.toContainText(/error of its own|Cannot find module/);
});

test('TensorFlow.js finds its WebAssembly, for whoever chooses that executor', async ({ window }) => {
  const train = new Train(window);
  await window.getByLabel('Task').selectOption({ label: 'Pendulum' });
  await window.getByLabel('Executor').selectOption('tensorflow-wasm');
  await window.getByText('Hyper-parameters').click();
  await window.getByLabel(/^Random steps/).fill('100');
  await window.getByLabel(/^Batch size/).fill('32');
  await train.start.click();
  await expect.poll(() => train.points('Entropy')).toBeGreaterThan(1);
  await expect(new Shell(window).header).toContainText('tensorflow-wasm');
});

test('updates run on two threads, for whoever asks for them', async ({ window }) => {
  const train = new Train(window);
  await window.getByLabel('Task').selectOption({ label: 'Pendulum' });
  await window.getByLabel('Executor').selectOption('onnx-cpu');
  await window.getByLabel('Threads').fill('2');
  await window.getByText('Hyper-parameters').click();
  await window.getByLabel(/^Random steps/).fill('100');
  await train.start.click();
  await expect.poll(() => train.points('Entropy')).toBeGreaterThan(1);
  await expect(new Shell(window).header).toContainText('onnx-cpu (2 threads)');
});
