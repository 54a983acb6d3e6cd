import type { ArmState } from '../../../shared/arm';
import { Failure } from '../../../shared/contract/failure';
import type { ArmDriver } from '../../../shared/arm-driver';

export type Fault = 'none' | 'silent' | 'no-answer' | 'nan' | 'throws' | 'frozen' | 'unplugged' | 'hot' | 'brown-out' | 'overload';

/** Passes on to a driver of a simulated arm, whose physics go on, with faults on its link. */
export class FaultyArm implements ArmDriver {
  fault: Fault = 'none';
  private lost: ((sentence: string) => void) | undefined;
  private last: ArmState | undefined;

  constructor(private readonly inner: ArmDriver) {}

  get description() {
    return this.inner.description;
  }

  async read(): Promise<ArmState> {
    const state = await this.linked('read', () => this.inner.read());
    const joints = state.positionRad.length;
    if (this.fault === 'frozen') return this.last ?? state;
    this.last = state;
    if (this.fault === 'nan') return { ...state, positionRad: new Float64Array(joints).fill(Number.NaN) };
    if (this.fault === 'hot') return { ...state, temperatureC: new Float64Array(joints).fill(72) };
    if (this.fault === 'brown-out') return { ...state, voltageV: new Float64Array(joints).fill(4.1) };
    if (this.fault === 'overload') return { ...state, load: new Float64Array(joints).fill(1) };
    return state;
  }

  command(goalRad: Float64Array): Promise<void> {
    return this.linked('command', () => this.inner.command(goalRad));
  }

  setTorque(on: boolean): Promise<void> {
    return this.linked('setTorque', () => this.inner.setTorque(on));
  }

  /** The arm itself does not know of faults on its link. */
  advance(periodS: number): Promise<void> {
    return this.inner.advance(periodS);
  }

  async place(positionRad: Float64Array): Promise<void> {
    await this.inner.place?.(positionRad);
  }

  onLost(listener: (sentence: string) => void): () => void {
    this.lost = listener;
    return () => (this.lost = undefined);
  }

  inject(fault: Fault): void {
    this.fault = fault;
    if (fault === 'unplugged') this.lost?.('the device was unplugged.');
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private linked<Result>(name: string, action: () => Promise<Result>): Promise<Result> {
    if (this.fault === 'silent') return new Promise(() => undefined);
    if (this.fault === 'no-answer' || this.fault === 'unplugged') return Promise.reject(new Failure('link-lost', `servo 3 did not answer "${name}".`));
    if (this.fault === 'throws') throw new TypeError(`cannot ${name} a servo of undefined`);
    return action();
  }
}
