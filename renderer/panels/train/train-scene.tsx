import { useState } from 'react';
import { ArmScene } from '../../scene/arm-scene';
import { FanLegend } from '../../scene/fan-legend';
import { defaultLayers } from '../../scene/layers';
import { useLab } from '../../state/lab-context';

/** The arm as it moves now, with the fan of what the policy would do. */
export function TrainScene() {
  const scene = useLab((state) => state.scene);
  const pose = useLab((state) => state.pose);
  const lens = useLab((state) => state.lens);
  const workspace = useLab((state) => state.lab?.arm.workspace);
  const [layers, setLayers] = useState(defaultLayers);
  return (
    <ArmScene
      scene={scene}
      pose={pose}
      lens={lens}
      workspace={workspace}
      layers={layers}
      chips={['fan', 'target', 'trails', 'limits']}
      onLayers={setLayers}
      label="The arm while it trains"
    >
      {lens !== undefined && layers.fan && <FanLegend lens={lens} />}
    </ArmScene>
  );
}
