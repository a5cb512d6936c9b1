import type { LiveCheck } from '@guichet/protocol';
import { lookAtPictures, PICTURES_EVERY_MS } from '@guichet/recording/look';
import { FaceWatch, PictureWatch, type WatchThresholds } from '@guichet/rules/watch';
import type { FaceEyes } from './face-eyes.ts';
import { type LookedAt, Observed } from './observed.ts';
import { MEASURES, type TrackLook } from './track-look.ts';
import { PersonWatch } from './person-watch.ts';

const OF_PICTURES: readonly LiveCheck[] = ['black', 'camera_covered', 'dark', 'frozen', 'screen_replay'];
const OF_FACES: readonly LiveCheck[] = ['face_absent', 'face_small', 'extra_person'];
const FACES_EVERY_MS = 2_000;
/** However long a recording is, no more pictures of a track are looked at for faces: in an hour, all of them. */
const MOST_FACE_PICTURES = 1_800;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

interface CameraLookOptions extends LookedAt {
  readonly path: string;
  readonly fromMs: number;
  readonly durationMs: number;
  /** Of which nothing is recorded: there the picture stands still because there is none. */
  readonly gaps: readonly Span[];
  readonly thresholds: WatchThresholds;
  /** Null: nobody looks for faces. */
  readonly eyes: FaceEyes | null;
  /** The picture that was identified, as JPEG; null where nobody may or needs to compare. */
  readonly reference: Buffer | null;
  readonly onProgress: (ratio: number) => void;
  readonly signal: AbortSignal;
}

/** Looks at all of a camera's picture, decoded once: at two pictures a second with measures, at one in two seconds for faces. */
export async function lookAtCamera(options: CameraLookOptions): Promise<TrackLook> {
  const { path, fromMs, durationMs, gaps, thresholds, eyes, reference, onProgress, signal, ...track } = options;
  const facesEveryMs = Math.max(FACES_EVERY_MS, Math.ceil(durationMs / MOST_FACE_PICTURES));
  const pictures = new Observed(track, MEASURES);
  const pictureWatch = new PictureWatch(thresholds);
  const faceWatch = new FaceWatch(thresholds);
  const person = reference === null || eyes === null ? null : await PersonWatch.open(track, eyes, reference);
  let faces: Observed | null = null;
  let [measured, seen] = [0, 0];
  const inGap = (atMs: number): boolean => gaps.some((gap) => atMs >= gap.fromMs && atMs <= gap.toMs + PICTURES_EVERY_MS);
  await lookAtPictures(path, {
    facesEveryMs,
    signal,
    onMeasure: (at, measure) => {
      measured += 1;
      const atMs = fromMs + at;
      pictures.take(pictureWatch.push(atMs, measure, inGap(atMs) ? NOT_IN_GAPS : undefined));
    },
    onFacePicture: async (at, jpeg) => {
      onProgress(Math.min(1, at / Math.max(1, durationMs)));
      const found = await eyes?.find(jpeg);
      // What no engine could look at was not looked at; whoever reads the facts sees how much that is.
      if (found == null) return;
      const { name, version } = found.engine;
      faces ??= new Observed(track, { name, version });
      seen += 1;
      const here = (found.faces[0] ?? []).map(({ box, confidence }) => ({ height: box.height, confidence }));
      faces.take(faceWatch.push(fromMs + at, here));
      if (here.length > 0) await person?.look(fromMs + at, jpeg);
    },
  });
  const [picturesMs, facesMs] = [measured * PICTURES_EVERY_MS, seen * facesEveryMs];
  pictures.take(pictureWatch.finish(fromMs + picturesMs));
  const ofFaces = faces as Observed | null;
  ofFaces?.take(faceWatch.finish(fromMs + Math.min(facesMs, durationMs)));
  const ofPerson = person?.end(durationMs) ?? { looks: [], observations: [] };
  return {
    trackId: track.trackId,
    looks: [...pictures.looks(OF_PICTURES, picturesMs), ...(ofFaces?.looks(OF_FACES, facesMs) ?? []), ...ofPerson.looks],
    observations: [...pictures.observations, ...(ofFaces?.observations ?? []), ...ofPerson.observations],
    sound: null,
    speech: [],
  };
}

const NOT_IN_GAPS: ReadonlySet<LiveCheck> = new Set(['frozen', 'screen_replay']);
