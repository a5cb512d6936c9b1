import { z } from 'zod';
import { text } from '../shared/text.ts';

export const Challenge = z.enum(['turn_left', 'turn_right', 'nod', 'open_mouth', 'blink', 'hand_before_face', 'read_digits']);
export type Challenge = z.infer<typeof Challenge>;

export const challengeTitles: Readonly<Record<Challenge, ReturnType<typeof text>>> = {
  turn_left: text('请向左转头', 'Please turn your head to the left'),
  turn_right: text('请向右转头', 'Please turn your head to the right'),
  nod: text('请点点头', 'Please nod'),
  open_mouth: text('请张开嘴', 'Please open your mouth'),
  blink: text('请眨眨眼', 'Please blink'),
  hand_before_face: text('请用手在脸前挥动', 'Please wave a hand before your face'),
  read_digits: text('请念出屏幕上的数字', 'Please read the digits aloud'),
};

/** What an engine can see to be followed; of all others the agent says so. They are the other way for whoever cannot move their head. */
export const WATCHED: ReadonlySet<Challenge> = new Set(['turn_left', 'turn_right', 'nod', 'open_mouth', 'blink']);

/** What has its time: these, and digits, which are listened to as well. */
export const TIMED: ReadonlySet<Challenge> = new Set([...WATCHED, 'read_digits']);

/** What an engine found, where the agent has to know. */
export const livenessFindings = {
  followed: text('系统看到了该动作', 'An engine saw it'),
  not_followed: text('系统没有看到该动作', 'An engine did not see it'),
  motionless: text('画面静止，可能是照片', 'Nothing moved: it may be a picture'),
  flat_picture: text('像是翻动的平面照片', 'It moved like a flat picture'),
  several_people: text('画面里不止一人', 'More than one person in the picture'),
  face_changed: text('前后不是同一张脸', 'Another face than before'),
  face_unsure: text('不能确定前后是同一人，请核对', 'It may be another face than before: look closely'),
  face_not_visible: text('看不清人脸', 'The face cannot be seen'),
  no_picture: text('没有取到画面', 'There was no picture'),
  silent: text('没有听到声音', 'Nothing was heard'),
  heard: text('听到了声音，没有系统转写，请坐席判断', 'Somebody spoke; no engine wrote down what they said: it is for you to hear'),
  other_digits: text('念的不是屏幕上的数字', 'Other digits were read than those shown'),
  unsure_words: text('听不清念的数字，请坐席判断', 'An engine is not sure what was said: it is for you to hear'),
  words_away: text('转写没有应答，请坐席判断', 'The engine that writes down speech did not answer: it is for you to hear'),
  no_sound: text('没有取到声音，请坐席判断', 'No sound could be taken: it is for you to hear'),
  mouth_still: text('数字正确，但没有看到本人张口', 'The digits are right, but this mouth was not seen to move'),
  for_a_person: text('此动作由坐席判断', 'This one is for the agent to see'),
  engine_away: text('系统没有参与判断', 'No engine judged it'),
} as const;

export const livenessRejections = {
  not_followed: text('没有按要求做动作', 'Did not do what was asked'),
  replay_suspected: text('疑似翻拍或合成画面', 'Suspected replay or synthetic picture'),
  prompted: text('旁边有人提示', 'Prompted by somebody'),
  several_people: text('画面里不止一人', 'More than one person in the picture'),
  not_visible: text('看不清人脸', 'The face cannot be seen'),
} as const;
