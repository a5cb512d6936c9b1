import type { FaceResult } from '@vladmandic/human';
import type { RgbPicture } from '../../pool/open-picture.ts';
import { type EngineInfo, type FaceEngines, type FoundFace, normalised } from '../engine.ts';
import { HUMAN_VERSION, type LoadedHuman, loadHuman } from './load-human.ts';
import { shapeOf } from './mesh-points.ts';

const LICENCE = 'MIT (@vladmandic/human, its models included)';
const info = (model: string): EngineInfo => ({ name: `human-${model}`, version: HUMAN_VERSION, licence: LICENCE });

/**
 * For `faceres`, by what its package ships: of 775 pairs of two people 0.13 % reach 0.70, 20 % lie between and 80 % below 0.45 (`demo/facematch/faces.json` of the package). It tells
 * people apart less surely than engines that cost money, so the band in which a person decides is wide.
 */
export const FACERES_THRESHOLDS = { match: 0.7, person: 0.45 } as const;
const REAL_FROM = 0.4;

/** The engines that ship: everything of one face is measured in one go, so each picture is looked at once, whoever asks. */
export async function humanEngines(): Promise<FaceEngines> {
  const human = await loadHuman();
  const seen = new WeakMap<RgbPicture, Promise<Looked>>();
  const look = (picture: RgbPicture, embed: boolean): Promise<Looked> => {
    const looking = lookAt(human, picture, embed);
    seen.set(picture, looking);
    return looking;
  };
  const resultOf = async (picture: RgbPicture, face: FoundFace): Promise<FaceResult | undefined> => (await seen.get(picture))?.get(face);

  return {
    finder: {
      info: info('blazeface'),
      find: async ({ rgb, heightPx, widthPx }) => {
        const tensor = human.tensorOf(rgb, heightPx, widthPx);
        try {
          const results = await human.find(tensor);
          return results.map((result) => ({ box: boxOf(result), confidence: result.boxScore }));
        } finally {
          human.dispose(tensor);
        }
      },
    },
    detector: { info: info('blazeface'), detect: async (picture, willEmbed) => [...(await look(picture, willEmbed)).keys()] },
    landmarks: {
      info: info('facemesh'),
      measure: async (picture, face) => {
        const result = await resultOf(picture, face);
        return result === undefined ? null : shapeOf(result.mesh);
      },
    },
    embedder: {
      info: info('faceres'),
      thresholds: FACERES_THRESHOLDS,
      embed: async (picture, face) => normalised((await resultOf(picture, face))?.embedding ?? []),
    },
    attackDetector: {
      info: info('antispoof+liveness'),
      threshold: REAL_FROM,
      judge: async (picture, face) => {
        const result = await resultOf(picture, face);
        return result?.real === undefined || result.live === undefined ? null : Math.min(result.real, result.live);
      },
    },
  };
}

type Looked = ReadonlyMap<FoundFace, FaceResult>;

async function lookAt(human: LoadedHuman, { rgb, heightPx, widthPx }: RgbPicture, embed: boolean): Promise<Looked> {
  const tensor = human.tensorOf(rgb, heightPx, widthPx);
  try {
    const results = await human.detect(tensor, embed);
    const faces = results.map((result): [FoundFace, FaceResult] => {
      return [{ box: boxOf(result), confidence: result.boxScore }, result];
    });
    return new Map(faces.toSorted(([one], [other]) => other.box.width * other.box.height - one.box.width * one.box.height));
  } finally {
    human.dispose(tensor);
  }
}

/** From brow to chin and ear to ear, as the mesh lies; the detector's own square is much wider. */
function boxOf({ meshRaw, boxRaw }: FaceResult): FoundFace['box'] {
  const points = meshRaw.length > 0 ? meshRaw : [[boxRaw[0], boxRaw[1]] as const, [boxRaw[0] + boxRaw[2], boxRaw[1] + boxRaw[3]] as const];
  const [x, right] = spanOf(points.map(([along]) => along));
  const [y, bottom] = spanOf(points.map(([, down]) => down));
  return { x, y, width: right - x, height: bottom - y };
}

const spanOf = (shares: readonly number[]): readonly [number, number] => {
  const inside = shares.map((share) => Math.min(1, Math.max(0, share)));
  return [Math.min(...inside), Math.max(...inside)];
};
