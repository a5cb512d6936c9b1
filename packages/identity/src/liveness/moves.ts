import type { FaceShape } from '../face/engine.ts';

/** How a face moved while a challenge stood. All figures are shares of the face itself, so that its distance to the camera says nothing. */
export interface Move {
  readonly steps: readonly { readonly atMs: number; readonly shape: FaceShape }[];
  /** Where the tip of the nose stands when the face looks ahead. */
  readonly restAside: number;
  /** How far apart closed lips are to the measure, whenever they were: whoever is quick has them open before the first picture. */
  readonly restMouth: number;
  readonly restEyes: number;
  /** From the nose's farthest place on one side to that on the other. */
  readonly swing: number;
  /** How far the eyes came together against the length of the face: a sheet that turns does so, and a head. With the mouth closed, as an open one makes a face longer. */
  readonly sheetTurn: number;
  /** How far any of the five points went, over the distance of the eyes. */
  readonly stir: number;
}

/** A head looks ahead when the challenge comes, or is still turned from the one before: what counts as ahead lies near the middle. */
const AHEAD = 0.08;
const AT_FIRST = 3;
/** Calibrated on moved heads (`testing/faces`): 20° to a side shift the nose by 0.1 to 0.2, a sheet turned by 40° by less than 0.09. */
const TURNED = 0.12;
/** Whoever looks aside all the time, as on a photograph, has not turned. */
const SWUNG = 0.1;
const NODDED = 0.09;
const OPENED = 0.22;
/** A mouth that is open on every picture may be one of paper: it has to be seen closed as well. Moved heads have 0.02 to 0.06 when it is. */
const CLOSED = 0.2;
/** Far more than the measure of a closed mouth trembles by, and a third of what counts as an open one. */
const SPOKE = 0.07;
/** A blink is over within two pictures of a burst: what is not seen is not missed. */
const BLINKED = 0.6;
/** What one picture says can be a slip of the measure. */
const IN_PICTURES = 2;

export function moveOf(steps: Move['steps']): Move {
  const early = steps.slice(0, AT_FIRST).map(({ shape }) => shape);
  const restAside = clamp(middle(early.map(({ noseAside }) => noseAside)), -AHEAD, AHEAD);
  const asides = steps.map(({ shape }) => shape.noseAside);
  const restMouth = steps.map(({ shape }) => shape.mouthOpen).toSorted((one, other) => one - other)[IN_PICTURES - 1] ?? 0;
  const spans = steps.flatMap(({ shape }) => (isMouthOpen(shape, restMouth) ? [] : shape.eyeDistancePx / faceLength(shape)));
  const [first] = steps;
  const stir = first === undefined ? 0 : Math.max(...steps.map(({ shape }) => farthest(first.shape, shape)));
  return {
    steps,
    restAside,
    restMouth,
    restEyes: middle(steps.map(({ shape }) => shape.eyesOpen)),
    swing: steps.length === 0 ? 0 : Math.max(...asides) - Math.min(...asides),
    sheetTurn: spans.length === 0 ? 0 : 1 - Math.min(...spans) / Math.max(...spans),
    stir,
  };
}

/** When it was followed; false: it was not; null: no engine here can tell, a person has to. */
export function isFollowed(challenge: string, move: Move): number | false | null {
  switch (challenge) {
    case 'turn_left':
      return move.swing >= SWUNG && since(move, ({ noseAside }) => noseAside - move.restAside >= TURNED);
    case 'turn_right':
      return move.swing >= SWUNG && since(move, ({ noseAside }) => move.restAside - noseAside >= TURNED);
    case 'open_mouth':
      return move.restMouth < CLOSED && since(move, (shape) => isMouthOpen(shape, move.restMouth));
    case 'nod':
      return nodded(move);
    case 'read_digits':
      return spoke(move);
    case 'blink':
      return since(move, ({ eyesOpen }) => eyesOpen < move.restEyes * BLINKED, 1) || null;
    default:
      return null;
  }
}

const isMouthOpen = ({ mouthOpen }: FaceShape, restMouth: number): boolean => mouthOpen - restMouth >= OPENED;

/** Whoever speaks opens and closes the mouth all the time, by little: it is wider than its own middle and narrower, one after the other. */
function spoke({ steps }: Move): number | false {
  const open = middle(steps.map(({ shape }) => shape.mouthOpen));
  const moved = steps.filter(({ shape }) => Math.abs(shape.mouthOpen - open) >= SPOKE);
  return moved.length >= IN_PICTURES ? (moved[0]?.atMs ?? false) : false;
}

function since({ steps }: Move, is: (shape: FaceShape) => boolean, inPictures = IN_PICTURES): number | false {
  const followed = steps.filter(({ shape }) => is(shape));
  return followed.length >= inPictures ? (followed[0]?.atMs ?? false) : false;
}

/** The nose goes down the face or up and the mouth stays closed, as an open one moves it too. */
function nodded({ steps, restMouth, restAside }: Move): number | false {
  const closed = steps.filter(({ shape }) => !isMouthOpen(shape, restMouth) && Math.abs(shape.noseAside - restAside) < TURNED);
  const rest = middle(closed.slice(0, AT_FIRST).map(({ shape }) => shape.noseDown));
  const moved = closed.filter(({ shape }) => Math.abs(shape.noseDown - rest) >= NODDED);
  return moved.length >= IN_PICTURES ? (moved[0]?.atMs ?? false) : false;
}

/** From between the eyes to the middle of the mouth, in pixels. */
function faceLength({ five: [left, right, , mouthLeft, mouthRight] }: FaceShape): number {
  const [x, y] = [half(left, right, 0) - half(mouthLeft, mouthRight, 0), half(left, right, 1) - half(mouthLeft, mouthRight, 1)];
  return Math.max(1, Math.hypot(x, y));
}

const half = (one: readonly number[] | undefined, other: readonly number[] | undefined, axis: 0 | 1): number =>
  ((one?.[axis] ?? 0) + (other?.[axis] ?? 0)) / 2;

function farthest(from: FaceShape, to: FaceShape): number {
  const ways = from.five.map(([x, y], index) => Math.hypot(x - (to.five[index]?.[0] ?? 0), y - (to.five[index]?.[1] ?? 0)));
  return Math.max(0, ...ways) / Math.max(1, from.eyeDistancePx);
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
const middle = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
