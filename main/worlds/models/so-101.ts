import { armMjcf } from './arm-mjcf';
import type { ArmModel } from './arm-model';
import { so101Gains, so101Links, so101Tip } from './so-101-links';

/**
 * SO-101 on a table.
 *
 * Motion limits: the STS3215 turns at 52 rpm (5.4 rad/s) without load at 7.4 V. 3 rad/s leaves it the torque to carry
 * the arm; 20 rad/s² reaches that speed in 0.15 s and stops from it within 0.23 rad, and at the shoulder it takes about
 * a third of the 2.94 Nm that the servo has, so gravity and acceleration together stay within its torque.
 */
export const so101: ArmModel = {
  name: 'so-101',
  title: 'SO-101',
  mjcf: armMjcf({
    name: 'so-101',
    links: so101Links,
    gains: so101Gains,
    tip: { link: 'gripper', at: so101Tip },
    // The shoulder turns on the base and the upper arm swings beside it: their housings overlap by construction.
    excluded: [['base', 'shoulder']],
  }),
  tipSite: 'tip',
  maxVelocityRadS: 3,
  maxAccelerationRadS2: 20,
};
