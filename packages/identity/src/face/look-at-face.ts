import type { RgbPicture } from '../pool/open-picture.ts';
import type { EngineInfo, FaceEngines, FaceShape, FoundFace, LikenessThresholds } from './engine.ts';
import { type PictureQuality, qualityOf } from './picture-quality.ts';

/** What is seen of one face. */
export interface SeenFace extends FoundFace {
  /** Width of the face, in pixels of the picture as it was looked at. */
  readonly widthPx: number;
  readonly shape: FaceShape | null;
  readonly quality: PictureQuality;
  /** Of length 1; null where none was asked for or none could be made. */
  readonly embedding: Float32Array | null;
  /** 0 … 1: how likely it is no picture of a face; null where no engine judged. */
  readonly genuine: number | null;
}

/** What is seen of faces on a picture, the largest first. */
export interface FaceLook {
  readonly faces: readonly SeenFace[];
  readonly engines: { readonly [Part in 'detector' | 'landmarks' | 'embedder' | 'attackDetector']: EngineInfo | null };
  readonly thresholds: LikenessThresholds;
  readonly genuineFrom: number | null;
}

/** Others in the background are counted, the first ones are measured. */
const MEASURED = 2;

/** Looks at the faces of a picture; only the largest is embedded. */
export async function lookAtFaces(engines: FaceEngines, picture: RgbPicture, embed: boolean): Promise<FaceLook> {
  const { detector, landmarks, embedder, attackDetector } = engines;
  const found = await detector.detect(picture, embed);
  const faces: SeenFace[] = [];
  for (const [index, face] of found.entries()) {
    const shape = index < MEASURED ? await landmarks.measure(picture, face) : null;
    const isMain = index === 0 && shape !== null;
    faces.push({
      ...face,
      widthPx: face.box.width * picture.widthPx,
      shape,
      quality: qualityOf(picture, face.box),
      embedding: isMain && embed ? await embedder.embed(picture, face, shape) : null,
      genuine: isMain ? ((await attackDetector?.judge(picture, face, shape)) ?? null) : null,
    });
  }
  return {
    faces,
    engines: { detector: detector.info, landmarks: landmarks.info, embedder: embedder.info, attackDetector: attackDetector?.info ?? null },
    thresholds: embedder.thresholds,
    genuineFrom: attackDetector?.threshold ?? null,
  };
}
