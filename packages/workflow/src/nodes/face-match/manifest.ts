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

/** What an engine found, where the agent has to know. */
export const faceFindings = {
  match: text('系统认为是同一人', 'An engine takes them for one person'),
  person: text('相似度不足以判断，请仔细核对', 'Not alike enough to tell: look closely'),
  no_match: text('系统认为不是同一人', 'An engine takes them for two people'),
  other_than_before: text('与活体检测时不是同一张脸', 'Another face than in the check of presence'),
  unsure_as_before: text('不能确定与活体检测时是同一人，请核对', 'It may be another face than in the check of presence: look closely'),
  no_reference_face: text('证件照片上没有找到人脸', 'No face was found on the photograph'),
  several_reference_faces: text('证件照片上不止一张脸', 'More than one face on the photograph'),
  no_live_face: text('画面里没有找到人脸', 'No face was found in the picture'),
  face_too_small: text('人脸太小，请靠近镜头', 'The face is too small: come closer'),
  face_unclear: text('画面模糊', 'The picture is blurred'),
  no_reference: text('没有可比对的照片', 'There is no photograph to compare with'),
  no_picture: text('没有取到画面', 'There was no picture'),
  engine_away: text('系统没有参与比对', 'No engine compared them'),
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
  reference: explained(
    z.string().max(200_000).nullable().default(null),
    text('银行留存的照片', 'A picture that the bank has'),
    text(
      '图片文件的 base64，通常引用系统调用返回的变量；为空时与证件照片比对。',
      'A picture file in base64, usually a variable that the bank’s system gave. Empty: compared with the photograph of the document.',
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
