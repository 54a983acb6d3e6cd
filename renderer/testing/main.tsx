import { startWindow } from '../start-window';
import { SyntheticBridge, syntheticSituations } from './synthetic-bridge';

const asked = new URLSearchParams(location.search).get('situation');
startWindow(new SyntheticBridge(syntheticSituations.find((situation) => situation === asked) ?? 'training'));
