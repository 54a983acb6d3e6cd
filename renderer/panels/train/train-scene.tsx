import { useState } from 'react';
import { ArmScene } from '../../scene/arm-scene';
import { FanLegend } from '../../scene/fan-legend';
import { defaultLayers } from '../../scene/layers';
import { lensPicture, oldAfterPoses } from '../../scene/lens-picture';
import { HealthStrip } from '../health/health-strip';
import { useLab } from '../../state/lab-context';

/** The arm as it moves now, with the fan of what the policy would do. */
export function TrainScene() {
  const scene = useLab((state) => state.scene);
  const pose = useLab((state) => state.pose);
  const lens = useLab((state) => state.lens);
  const follows = useLab((state) => state.lab?.training?.state === 'training' && state.posesSinceLens < oldAfterPoses);
  const workspace = useLab((state) => state.lab?.arm.workspace);
  const [layers, setLayers] = useState(defaultLayers);
  const picture = layers.fan ? lensPicture(pose, lens, follows) : { pose, ghost: undefined };
  return (
    <ArmScene
      scene={scene}
      pose={picture.pose}
      ghost={picture.ghost}
      lens={lens}
      workspace={workspace}
      layers={layers}
      chips={['fan', 'target', 'trails', 'limits']}
      onLayers={setLayers}
      label="The arm while it trains"
    >
      {lens !== undefined && layers.fan && <FanLegend lens={lens} left={picture.ghost !== undefined} />}
      <HealthStrip />
    </ArmScene>
  );
}
