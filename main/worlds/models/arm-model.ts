/** An arm that can be simulated: its MJCF and what the MJCF does not say. */
export interface ArmModel {
  /** For example "so-101". */
  readonly name: string;
  readonly title: string;
  /** Joints in order from the base; every position actuator drives one hinge joint. */
  readonly mjcf: string;
  /** Name of the site at the gripper's tip. */
  readonly tipSite: string;
  /** What the supervisor lets each joint do; the ranges come from the MJCF. */
  readonly maxVelocityRadS: number;
  readonly maxAccelerationRadS2: number;
}
