import { text } from '../shared/text.ts';

/** Why an engine could not take a document as it was shown, in words for the agent, who has the customer show it again or looks for themselves. */
export const readingFindings = {
  no_document: text('画面里没有找到证件', 'No document was found in the picture'),
  cut_off: text('证件没有拍全', 'The document is cut off'),
  covered: text('手指或物品遮住了内容', 'A finger or something else covers it'),
  glare: text('反光', 'There is glare'),
  blurred: text('画面模糊', 'The picture is blurred'),
  moving: text('拍摄时证件在移动', 'The document moved'),
  too_dark: text('光线太暗', 'It is too dark'),
  too_bright: text('光线太亮', 'It is too bright'),
  too_small: text('证件离镜头太远', 'The document is too far away'),
  wrong_side: text('不是需要的这一面', 'It is the other side'),
  wrong_document: text('不是要求的证件', 'It is another document'),
  unreadable: text('无法识读', 'It could not be read'),
  foreign_still: text('手机照片与录像不符', 'The picture from the device is not what was recorded'),
  expiry: text('已过有效期', 'It is out of date'),
  resident_number: text('证件号码不符合编码规则', 'The number is not one that is given out'),
  sides_agree: text('两面不是同一张证件', 'The sides are not of one document'),
  duplicate: text('同一证件在别的业务中用过，请核对', 'Other sessions speak against it: see below'),
  block_list: text('在禁用名单上', 'On the block list'),
  bank_name: text('姓名与银行登记的不同', 'The name is not the one that the bank knows'),
  bank_residentNumber: text('证件号码与银行登记的不同', 'The number is not the one that the bank knows'),
  bank_birthDate: text('出生日期与银行登记的不同', 'The date of birth is not the one that the bank knows'),
} as const;

export const readingFinding = (reason: string | null) =>
  reason !== null && Object.hasOwn(readingFindings, reason) ? readingFindings[reason as keyof typeof readingFindings] : null;
