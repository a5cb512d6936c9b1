import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { RECORDED, needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';

export const faceRejections = {
  different_person: text('不是同一人', 'Not the same person'),
  not_visible: text('看不清人脸', 'The face cannot be seen'),
  photo_not_usable: text('证件照片无法辨认', 'The photograph cannot be used'),
  several_people: text('画面里不止一人', 'More than one person in the picture'),
} as const;

export const FaceMatchConfig = z.object({
  engine: explained(
    z.boolean().default(false),
    text('允许系统比对', 'An engine may compare'),
    text(
      '涉及人脸信息，需先取得单独同意；可引用同意结果的变量。不同意时由坐席目视比对。',
      'It processes the face: take a separate consent first, e.g. by an expression on its result. Without it the agent compares by eye.',
    ),
  ),
  captures: explained(z.number().int().min(1).max(5).default(1), text('至少取几张画面', 'Pictures taken at least')),
  needs: needsField(RECORDED),
});
export type FaceMatchConfig = z.infer<typeof FaceMatchConfig>;

export const FaceRejectInput = z.object({
  reason: z.enum(Object.keys(faceRejections) as [keyof typeof faceRejections, ...(keyof typeof faceRejections)[]]),
});

export const faceMatchManifest: NodeManifest<FaceMatchConfig> = {
  type: 'face-match',
  title: text('人证比对', 'Face match'),
  description: text('比对客户本人与证件照片。', 'Compares the customer with the photograph of the document.'),
  icon: 'user-scan',
  category: 'identity',
  config: FaceMatchConfig,
  outputs: {
    decision: { type: 'string', title: text('结论', 'Decision') },
    result: { type: 'object', personal: true, title: text('完整结果', 'Whole result') },
  },
  ports: () => ['confirmed', 'rejected'],
  actors: () => ['agent', 'customer'],
  needs: ({ needs }) => needs,
  actions: {
    capture: { roles: ['agent'], input: z.null() },
    confirm: { roles: ['agent'], input: z.null() },
    reject: { roles: ['agent'], input: FaceRejectInput },
  },
  waits: true,
};
