import type { RgbPicture } from '../pool/open-picture.ts';

/** Who made a figure: it stands in every result, so that it can be judged years later. */
export interface EngineInfo {
  readonly name: string;
  readonly version: string;
  /** As its package declares it, with what is known of the origin of its weights where that says more. */
  readonly licence: string;
}

export interface Engine {
  readonly info: EngineInfo;
}

/** Shares of the picture's width and height from its top left corner. */
export interface FaceBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FoundFace {
  readonly box: FaceBox;
  /** 0 … 1, by the detector's own measure. */
  readonly confidence: number;
}

/** A point in pixels from the top left corner of the picture. */
export type Point = readonly [x: number, y: number];

/** What a face does, in a picture that is not mirrored. */
export interface FaceShape {
  /** How far the tip of the nose stands beside the line from between the eyes to the middle of the mouth, over the distance of the eyes; positive: to the person's own left. */
  readonly noseAside: number;
  /** How far down that line the tip of the nose stands: 0 at the eyes, 1 at the mouth. */
  readonly noseDown: number;
  /** The line of the eyes against the horizon, in degrees. */
  readonly rollDeg: number;
  /** Between the eyes' middles, in pixels. */
  readonly eyeDistancePx: number;
  /** Gap between the lips over the width of the mouth. */
  readonly mouthOpen: number;
  /** Height over width of the eyes' opening, the mean of both. */
  readonly eyesOpen: number;
  /** Eye, eye, nose, corner of the mouth, corner of the mouth: the five that embedders are aligned by; left to right as seen. */
  readonly five: readonly Point[];
}

/** Finds faces, the largest first. */
export interface Detector extends Engine {
  /** `willEmbed`: an embedding of what is found will be asked for, so that engines which do it all in one go look once. */
  detect(picture: RgbPicture, willEmbed: boolean): Promise<readonly FoundFace[]>;
}

/** Null: the face cannot be measured. */
export interface Landmarks extends Engine {
  measure(picture: RgbPicture, face: FoundFace): Promise<FaceShape | null>;
}

/** From `match` two faces are one person's, below `person` they are two people's, and between a person decides. */
export interface LikenessThresholds {
  readonly match: number;
  readonly person: number;
}

/** Turns a face into numbers that can be compared. */
export interface Embedder extends Engine {
  readonly thresholds: LikenessThresholds;
  /** Of length 1, so that the product of two is their cosine; null where the face cannot be used. */
  embed(picture: RgbPicture, face: FoundFace, shape: FaceShape): Promise<Float32Array | null>;
}

/** How likely it is that a face stands before the camera itself, and no picture of one: 0 … 1. A soft signal: none that ships finds a good screen. */
export interface AttackDetector extends Engine {
  /** Below it the face is thought to be a picture. */
  readonly threshold: number;
  judge(picture: RgbPicture, face: FoundFace, shape: FaceShape): Promise<number | null>;
}

/** Says where faces are, and nothing else: for whoever asks every second whether somebody is there. */
export interface Finder extends Engine {
  find(picture: RgbPicture): Promise<readonly FoundFace[]>;
}

/** Engines that work together on one picture. */
export interface FaceEngines {
  readonly finder: Finder;
  readonly detector: Detector;
  readonly landmarks: Landmarks;
  readonly embedder: Embedder;
  readonly attackDetector: AttackDetector | null;
}

/** The cosine of two embeddings of length 1. */
export function likeness(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

/** Scaled to length 1; null for what has none. */
export function normalised(values: ArrayLike<number>): Float32Array | null {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (values[index] ?? 0) ** 2;
  if (!(sum > 0)) return null;
  const scale = 1 / Math.sqrt(sum);
  return Float32Array.from(values, (value) => value * scale);
}
