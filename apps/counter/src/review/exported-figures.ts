import type { Language, LocalText, ReviewFigures } from '@guichet/protocol';
import { type Block, TextTemplate } from '../documents/document-template.ts';
import { typeset } from '../documents/typeset.ts';
import { csvText } from '../http/csv-text.ts';
import type { Period, ReviewedRecording } from './figures.ts';

/** Who takes a file away, and when: stands on every page and in every line of it. */
export interface TakenBy {
  readonly name: string;
  readonly at: number;
}

const text = (chinese: string, english: string): LocalText => ({ 'zh-CN': chinese, en: english });
const same = (value: string | number): LocalText => text(String(value), String(value));
const DECISIONS = {
  pass: text('通过', 'Pass'),
  pass_with_remark: text('通过（有备注）', 'Pass with remark'),
  rectify: text('整改', 'Rectify'),
  reject: text('不通过', 'Reject'),
} as const;
const HEADINGS = {
  'zh-CN': ['会话', '日期', '坐席', '流程', '版本', '不通过的规则数', '是否抽中', '复核状态', '复核结论', '导出人', '导出时间'],
  en: ['Session', 'Day', 'Agent', 'Flow', 'Version', 'Rules failed', 'Drawn', 'Review', 'Decision', 'Exported by', 'Exported at'],
} as const;

export function figuresCsv(
  rows: readonly ReviewedRecording[],
  names: ReadonlyMap<string, string>,
  language: Language,
  taken: TakenBy,
): string {
  const at = new Date(taken.at).toISOString();
  return csvText([
    HEADINGS[language],
    ...rows.map((row) => [
      row.sessionNumber,
      row.day,
      row.agentId === null ? null : (names.get(row.agentId) ?? null),
      row.flowKey,
      row.flowVersion,
      row.inspectionId === null ? null : row.failedRules,
      row.drawn === null ? null : row.drawn ? 1 : 0,
      row.reviewStatus,
      row.decision,
      taken.name,
      at,
    ]),
  ]);
}

/** The period's figures as a PDF. */
export async function figuresPdf(figures: ReviewFigures, period: Period, language: Language, taken: TakenBy): Promise<Uint8Array> {
  const pdf = await typeset(
    TextTemplate.parse({
      formatVersion: 1,
      title: text('复核与质检统计', 'Reviews and inspections'),
      blocks: blocksOf(figures, period, taken),
    }),
    language,
    {},
  );
  return pdf.save();
}

function blocksOf(figures: ReviewFigures, { serviceTypeId, agentId }: Period, taken: TakenBy): Block[] {
  const heading = (title: LocalText): Block => ({ kind: 'heading', text: title });
  const field = (label: LocalText, value: LocalText): Block => ({ kind: 'field', label, value });
  const rules = figures.rules.filter(({ failed, warned }) => failed + warned > 0);
  const { agreement, timeToReviewMs: time, choices } = figures;
  const service = choices.services.find((choice) => choice.serviceTypeId === serviceTypeId);
  const agent = choices.agents.find(({ staffId }) => staffId === agentId);
  return [
    { kind: 'paragraph', text: text(`${figures.from} 至 ${figures.to}`, `${figures.from} to ${figures.to}`) },
    {
      kind: 'paragraph',
      text: text(
        `导出：${taken.name}，${new Date(taken.at).toISOString()}`,
        `Exported by ${taken.name}, ${new Date(taken.at).toISOString()}`,
      ),
    },
    ...(serviceTypeId === undefined ? [] : [field(text('业务', 'Service'), service?.title ?? same(serviceTypeId))]),
    ...(agentId === undefined ? [] : [field(text('坐席', 'Agent'), same(agent?.name ?? agentId))]),
    heading(text('概况', 'Overview')),
    field(text('录像', 'Recordings'), same(figures.recordings)),
    ...(figures.leftOut === 0 ? [] : [field(text('未计入（本人或本组）', 'Not counted (own team)'), same(figures.leftOut))]),
    field(text('已质检', 'Inspected'), same(figures.inspected)),
    field(text('抽中复核', 'Drawn for review'), same(figures.drawn)),
    field(text('已复核', 'Reviewed'), same(figures.reviewed)),
    field(text('通过率', 'Pass rate'), same(figures.reviewed === 0 ? '–' : `${((100 * figures.passed) / figures.reviewed).toFixed(1)} %`)),
    field(text('待复核 / 逾期', 'Open / overdue'), same(`${figures.waiting} / ${figures.overdue}`)),
    field(
      text('复核用时（中位 / 90%）', 'Time to review (median / 90 %)'),
      time === null ? same('–') : text(`${hours(time.median)} / ${hours(time.p90)} 小时`, `${hours(time.median)} / ${hours(time.p90)} h`),
    ),
    field(
      text('双人一致性（Cohen κ）', 'Agreement of two (Cohen’s κ)'),
      text(
        `${agreement.kappa === null ? '–' : agreement.kappa.toFixed(2)}（${agreement.same} / ${agreement.pairs} 一致）`,
        `${agreement.kappa === null ? '–' : agreement.kappa.toFixed(2)} (${agreement.same} of ${agreement.pairs} the same)`,
      ),
    ),
    heading(text('复核结论', 'Decisions')),
    ...Object.entries(DECISIONS).map(([kind, title]) => field(title, same(figures.decisions[kind as keyof typeof DECISIONS]))),
    ...(rules.length === 0 ? [] : [heading(text('规则问题', 'Findings by rule'))]),
    ...rules.map(({ ruleId, title, failed, warned }) =>
      field(same(ruleId), text(`${title['zh-CN']}：不通过 ${failed}，提示 ${warned}`, `${title.en}: ${failed} failed, ${warned} warned`)),
    ),
    ...(figures.agents.length === 0 ? [] : [heading(text('坐席', 'Agents'))]),
    ...figures.agents.map(({ name, reviewed, passed, inspected, failedRules }) =>
      field(
        same(name),
        text(
          `复核 ${reviewed}，通过 ${passed}；质检 ${inspected}，问题 ${failedRules}`,
          `${reviewed} reviewed, ${passed} passed; ${inspected} inspected, ${failedRules} failures`,
        ),
      ),
    ),
    ...(figures.flowVersions.length === 0 ? [] : [heading(text('流程版本', 'Versions of flows'))]),
    ...figures.flowVersions.map(({ key, version, reviewed, passed, inspected, failedRules }) =>
      field(
        same(`${key} ${version}`),
        text(
          `复核 ${reviewed}，通过 ${passed}；质检 ${inspected}，问题 ${failedRules}`,
          `${reviewed} reviewed, ${passed} passed; ${inspected} inspected, ${failedRules} failures`,
        ),
      ),
    ),
  ];
}

const hours = (ms: number): string => (ms / 3_600_000).toFixed(1);
