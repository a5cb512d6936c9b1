import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compareFaces, type FaceComparison } from '../face/compare-faces.ts';
import { type FaceLook, lookAtFaces } from '../face/look-at-face.ts';
import { faceEngines } from '../face/registry.ts';
import { openPicture } from './open-picture.ts';
import type { ResultOf, TaskOf } from './work.ts';
import { workerSettings } from './worker-settings.ts';

/** Enough for a face on a document that fills a third of the picture; more only costs time. */
const MAX_SIDE_PX = 1280;

const { faces: settings } = workerSettings();
const engines = () => faceEngines(settings);

export async function analyse({ pictures, embedEvery }: TaskOf<'face.analyse'>): Promise<readonly FaceLook[]> {
  const looks: FaceLook[] = [];
  for (const [index, picture] of pictures.entries()) {
    const embed = embedEvery > 0 && index % embedEvery === 0;
    looks.push(await lookAtFaces(await engines(), await openPicture(picture, MAX_SIDE_PX), embed));
  }
  return looks;
}

export async function look({ pictures }: TaskOf<'face.look'>): Promise<ResultOf<'face.look'>> {
  const { finder } = await engines();
  const faces = [];
  for (const picture of pictures) faces.push(await finder.find(await openPicture(picture, MAX_SIDE_PX)));
  return { faces, engine: finder.info };
}

export async function compare({ reference, live }: TaskOf<'face.compare'>): Promise<FaceComparison> {
  const opened = [];
  for (const picture of [reference, ...live]) opened.push(await openPicture(picture, MAX_SIDE_PX));
  const [first, ...others] = opened;
  if (first === undefined) throw new TypeError('Nothing to compare');
  return compareFaces(await engines(), first, others);
}

/** Some people on a stage, from the package of the engine that ships: what looks at faces is opened by a face. */
const PEOPLE = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/human')), '../assets/samples.jpg');

export async function warmFaces(): Promise<void> {
  await lookAtFaces(await engines(), await openPicture(await readFile(PEOPLE), MAX_SIDE_PX), true);
}
