import { BesideCheck, type CheckHint } from '../shared/check-result.ts';
import { text } from '../shared/text.ts';

/** What is held against a document beside what stands on one side of it, in the order in which it is shown. */
export const besideTitles = {
  sides_agree: text('两面为同一证件', 'Both sides are of one document'),
  duplicate: text('没有他人使用过', 'Nobody else has shown it'),
  block_list: text('不在禁用名单上', 'Not on the block list'),
  number_read: text('念出的号码与证件一致', 'The number was read aloud as it stands'),
} as const;
const NAMES = Object.keys(besideTitles) as (keyof typeof besideTitles)[];
/** Those that a number and a name are looked up for. */
export const LOOKED_UP = ['duplicate', 'block_list'] as const;

/** What was found, in words for the agent. */
const details: Readonly<Record<string, ReturnType<typeof text>>> = {
  differs: text('两面的内容不一致', 'The sides say different things'),
  elsewhere: text(
    '签发机关不在号码或住址所属地区，请核对',
    'Issued in another region than that of the number and the address: look closely',
  ),
  issued_before_birth: text('签发日期早于出生日期', 'Issued before its holder was born'),
  one_side: text('另一面还没有识读', 'The other side has not been read'),
  nothing_in_common: text('两面没有可比对的内容', 'The sides have nothing in common that could be compared'),
  not_read: text('需要的内容没有识读出来', 'What is needed for it was not read'),
  other_name: text('同一号码曾以另一姓名办理', 'The same number was shown under another name'),
  held_by_another: text('同一证件曾由另一客户使用', 'Another customer of the bank has shown it'),
  too_often: text('同一证件短期内使用次数过多', 'It was shown too often lately'),
  shown_before: text('以前见过此证件', 'It was shown before'),
  lost: text('名单原因：已挂失', 'On the list: lost'),
  stolen: text('名单原因：被盗', 'On the list: stolen'),
  withdrawn: text('名单原因：已作废', 'On the list: withdrawn'),
  fraud: text('名单原因：涉嫌欺诈', 'On the list: fraud'),
  other: text('名单原因：其他', 'On the list: another reason'),
  read_said: text('系统听到的号码一致', 'An engine heard the same number'),
  read_other: text('系统听到的号码不同，请核对', 'An engine heard another number: look closely'),
  read_unsure: text('系统听不清，请坐席判断', 'An engine is not sure what was said: it is for you to hear'),
  read_heard: text('听到了声音，系统没有比对，请坐席判断', 'Somebody spoke; no engine compared what they said: it is for you to hear'),
  read_engine_away: text('转写没有应答，请坐席判断', 'The engine that writes down speech did not answer: it is for you to hear'),
  read_silent: text('没有听到声音', 'Nothing was heard'),
  read_no_sound: text('没有取到声音，请坐席判断', 'No sound could be taken: it is for you to hear'),
  not_looked_up: text('未能查询', 'It could not be looked up'),
};

/** What a hint says of these: its fact `check.<name>` is `<result>: <detail>`. */
export function besideIn(hint: CheckHint | null): BesideCheck[] {
  return NAMES.flatMap((name) => {
    const value = hint?.fields.find((field) => field.name === `check.${name}`)?.value;
    if (value === null || value === undefined) return [];
    const [result, detail = null] = value.split(': ');
    const found = BesideCheck.safeParse({ name, result, detail });
    return found.success ? [found.data] : [];
  });
}

/** Each of them once, whoever made it; what nobody could make is `not_evaluated` and never left out. */
export function allBeside(found: readonly BesideCheck[], asked: { readonly sides: number; readonly readNumber: boolean }): BesideCheck[] {
  const isAsked = { sides_agree: asked.sides > 1, duplicate: true, block_list: true, number_read: asked.readNumber };
  return NAMES.filter((name) => isAsked[name]).map(
    (name) => found.find((check) => check.name === name) ?? { name, result: 'not_evaluated', detail: null },
  );
}

/** For the agent's page. */
export const besideView = (checks: readonly BesideCheck[]) =>
  checks.map(({ name, result, detail }) => ({
    key: name,
    title: besideTitles[name as keyof typeof besideTitles],
    result,
    finding: detail !== null && Object.hasOwn(details, detail) ? (details[detail] ?? null) : null,
  }));
