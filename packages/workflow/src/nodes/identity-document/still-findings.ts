import { z } from 'zod';
import { text } from '../shared/text.ts';

/** SHA-256 of a picture, in hexadecimal. */
export const StillHash = z.string().regex(/^[0-9a-f]{64}$/);

/** What was found of the picture that a page sent beside the video: used, or why not, as the agent is told. */
export const stillFindings = {
  recorded: text('手机照片与录像一致，已用于识读', 'The picture from the device shows what was recorded; it was read as well'),
  other_kind: text(
    '手机照片不是录像里的证件，已拒收',
    'Refused: the picture from the device shows another kind of document than the recording',
  ),
  other_values: text('手机照片的内容与录像不同，已拒收', 'Refused: the picture from the device says something else than the recording'),
  other_picture: text('手机照片的图案与录像不同，已拒收', 'Refused: the picture from the device looks different from the recording'),
  other_pose: text('手机照片不是同一时刻拍的，未采用', 'Not used: the picture from the device was not taken at that moment'),
  not_alike_enough: text(
    '无法确定手机照片与录像一致，未采用',
    'Not used: it could not be told that the picture from the device shows what was recorded',
  ),
  no_document: text('手机照片里没有证件，未采用', 'Not used: no document on the picture from the device'),
  nothing_recorded: text('录像里没有找到证件，手机照片未采用', 'Not used: no document was found in the recording'),
  not_judged: text('系统没有核对手机照片，未采用', 'Not used: no engine held the picture from the device against the recording'),
  never_came: text('手机照片没有传到', 'The picture from the device never came'),
} as const;

export const StillFinding = z.enum(Object.keys(stillFindings) as [keyof typeof stillFindings, ...(keyof typeof stillFindings)[]]);
export type StillFinding = z.infer<typeof StillFinding>;

/** It shows something else than was recorded: somebody may have tried to slip it in. */
export const FOREIGN_STILLS: readonly StillFinding[] = ['other_kind', 'other_values', 'other_picture'];
