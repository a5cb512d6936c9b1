import { z } from 'zod';
import { text } from '../shared/text.ts';

export const DocumentType = z.enum(['cn_resident_id', 'passport', 'hk_macau_permit', 'taiwan_permit', 'foreign_permanent_resident']);
export type DocumentType = z.infer<typeof DocumentType>;

/** What has to be shown of each, in this order. */
export const documentSides: Readonly<Record<DocumentType, readonly string[]>> = {
  cn_resident_id: ['portrait', 'emblem'],
  passport: ['data_page'],
  hk_macau_permit: ['portrait', 'back'],
  taiwan_permit: ['portrait', 'back'],
  foreign_permanent_resident: ['portrait', 'back'],
};

export const documentTitles: Readonly<Record<DocumentType, ReturnType<typeof text>>> = {
  cn_resident_id: text('居民身份证', 'Resident identity card'),
  passport: text('护照', 'Passport'),
  hk_macau_permit: text('港澳居民来往内地通行证', 'Mainland permit for Hong Kong and Macau residents'),
  taiwan_permit: text('台湾居民来往大陆通行证', 'Mainland permit for Taiwan residents'),
  foreign_permanent_resident: text('外国人永久居留身份证', 'Foreign permanent resident card'),
};

/** Ways to tilt it, so that what shows only in some light is pictured: holograms, inks, engravings. */
export const Tilt = z.enum(['left', 'right', 'up', 'down']);
export type Tilt = z.infer<typeof Tilt>;
export const tiltSide = (tilt: Tilt): string => `tilt_${tilt}`;
export const isTilt = (side: string): boolean => side.startsWith('tilt_');

export const sideTitles: Readonly<Record<string, ReturnType<typeof text>>> = {
  portrait: text('人像面', 'the side with the portrait'),
  emblem: text('国徽面', 'the side with the emblem'),
  data_page: text('资料页', 'the page with the data'),
  back: text('背面', 'the back'),
  tilt_left: text('向左倾斜', 'tilted to the left'),
  tilt_right: text('向右倾斜', 'tilted to the right'),
  tilt_up: text('上缘向后倾斜', 'tilted back at the top'),
  tilt_down: text('上缘向前倾斜', 'tilted forward at the top'),
};

export const DocumentField = z.enum([
  'name',
  'sex',
  'nationality',
  'birthDate',
  'address',
  'idNumber',
  'issuer',
  'validFrom',
  'validUntil',
]);
export type DocumentField = z.infer<typeof DocumentField>;

export const fieldTitles: Readonly<Record<DocumentField, ReturnType<typeof text>>> = {
  name: text('姓名', 'Name'),
  sex: text('性别', 'Sex'),
  nationality: text('民族或国籍', 'Nationality'),
  birthDate: text('出生日期', 'Date of birth'),
  address: text('住址', 'Address'),
  idNumber: text('证件号码', 'Number'),
  issuer: text('签发机关', 'Issued by'),
  validFrom: text('有效期起', 'Valid from'),
  validUntil: text('有效期至', 'Valid until'),
};

/** A card without an end of validity says so in this place. */
export const LONG_TERM = 'long_term';

/** Why the customer is asked to show it again. */
export const retakeReasons = {
  glare: text('反光，请稍微倾斜证件', 'There is glare: tilt it a little'),
  blurred: text('不够清晰，请拿稳', 'It is blurred: hold it still'),
  cut_off: text('没有拍全，请露出四角', 'It is cut off: show all four corners'),
  covered: text('手指遮住了内容', 'A finger covers it'),
  wrong_side: text('不是需要的这一面', 'This is not the side that is needed'),
} as const;

export const documentRejections = {
  not_readable: text('无法看清', 'Cannot be read'),
  not_original: text('不是原件', 'Not an original'),
  not_genuine: text('疑似伪造或涂改', 'Suspected forgery or alteration'),
  expired: text('已过有效期', 'Out of date'),
  blocked: text('在禁用名单上', 'On the block list'),
  shown_by_others: text('他人使用过的证件', 'Somebody else’s, as other sessions show'),
  wrong_person: text('不是本人证件', 'Belongs to somebody else'),
  refused_to_show: text('客户不出示', 'The customer does not show it'),
} as const;
