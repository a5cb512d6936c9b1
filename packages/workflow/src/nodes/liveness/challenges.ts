import { z } from 'zod';
import { text } from '../shared/text.ts';

export const Challenge = z.enum(['turn_left', 'turn_right', 'nod', 'open_mouth', 'blink', 'hand_before_face']);
export type Challenge = z.infer<typeof Challenge>;

export const challengeTitles: Readonly<Record<Challenge, ReturnType<typeof text>>> = {
  turn_left: text('请向左转头', 'Please turn your head to the left'),
  turn_right: text('请向右转头', 'Please turn your head to the right'),
  nod: text('请点点头', 'Please nod'),
  open_mouth: text('请张开嘴', 'Please open your mouth'),
  blink: text('请眨眨眼', 'Please blink'),
  hand_before_face: text('请用手在脸前挥动', 'Please wave a hand before your face'),
};

export const livenessRejections = {
  not_followed: text('没有按要求做动作', 'Did not do what was asked'),
  replay_suspected: text('疑似翻拍或合成画面', 'Suspected replay or synthetic picture'),
  prompted: text('旁边有人提示', 'Prompted by somebody'),
  several_people: text('画面里不止一人', 'More than one person in the picture'),
  not_visible: text('看不清人脸', 'The face cannot be seen'),
} as const;
