import type { KeyObject } from 'node:crypto';
import { newId, type ServiceTypeId, type StaffId } from '@guichet/protocol';
import { PersonalVault } from '../../sessions/personal-vault.ts';
import { maskName } from '../../sessions/views/masking.ts';
import type { Database } from '../../database/database.ts';
import { searchNamePlace } from '../../search/search-index.ts';
import { SearchTokens } from '../../search/search-tokens.ts';

const FAMILY = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const GIVEN = [...'明华建国军志强秀英丽娟芳敏静伟勇艳杰涛磊娜燕红梅'];
const SAID = [
  '我想买稳健一点的理财产品',
  '请问这款产品保本吗',
  '资金来源是工资和奖金',
  '卖房所得转入定期',
  '电话换了请更新一下',
  '风险我已经了解清楚',
  '收益打到原来的账户',
  '需要邮寄合同到单位',
  '家里老人想一起听一听',
  '上次的产品到期想续买',
];
const RULES = ['CN-B2', 'CN-B3', 'CN-B4', 'CN-S1', 'OWN-3'];
const BATCH = 1_000;

interface Order {
  readonly count: number;
  readonly serviceTypeIds: readonly ServiceTypeId[];
  readonly staffIds: readonly StaffId[];
  readonly until: number;
}

/** Ended sessions with what the index holds of them, as many as a branch has in years; there is no recording behind them. The same each time. */
export async function seedSearchEntries(
  database: Database,
  dataKey: KeyObject,
  { count, serviceTypeIds, staffIds, until }: Order,
): Promise<void> {
  const tokens = new SearchTokens(dataKey);
  const vault = new PersonalVault({ dataKey, clock: Date.now });
  const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;
  for (let first = 0; first < count; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - first) }, (_, index) => {
      const at = first + index;
      const name = `${pick(FAMILY, at)}${pick(GIVEN, at * 7)}${pick(GIVEN, at * 13 + 5)}`;
      const openedAt = new Date(until - at * 20 * 60_000);
      const sessionId = newId('ses');
      const said = [pick(SAID, at), pick(SAID, at * 3 + 1), pick(SAID, at * 5 + 2)].join('。');
      const fails = at % 17 === 0;
      const warns = at % 11 === 0;
      const shared = {
        openedAt,
        serviceTypeId: pick(serviceTypeIds, at),
        agentId: pick(staffIds, at * 3),
        status: 'ended',
        endReason: 'completed',
      };
      const number = `S-${String(10_000 + at)}`;
      return {
        session: {
          id: sessionId,
          number,
          openedOn: openedAt.toISOString().slice(0, 10),
          language: 'zh-CN',
          expiresAt: openedAt,
          endedAt: openedAt,
          ...shared,
        },
        entry: {
          sessionId,
          indexedSeq: 1,
          sessionNumber: number,
          recordingStatus: 'ready',
          flowKey: 'wealth-sale',
          flowVersion: 1,
          product: pick(['wealth_product', 'insurance', 'credit'], at),
          outcome: at % 9 === 0 ? 'declined' : 'completed',
          durationMs: 300_000 + (at % 40) * 30_000,
          gapCount: at % 23 === 0 ? 1 : 0,
          rules: [...(fails ? [pick(RULES, at)] : []), ...(warns ? ['OWN-7'] : [])],
          inspection: fails ? 'fail' : warns ? 'warn' : at % 5 === 0 ? 'not_evaluated' : 'pass',
          tokens: [
            ...new Set([
              ...tokens.words(said),
              ...tokens.words(name),
              tokens.name(name),
              tokens.number(`138${String(10_000_000 + at)}`),
              ...tokens.words(number),
            ]),
          ],
          customerName: vault.sealAt(searchNamePlace(sessionId), maskName(name)),
          ...shared,
        },
      };
    });
    await database.prisma.session.createMany({ data: rows.map(({ session }) => session) });
    await database.prisma.searchEntry.createMany({ data: rows.map(({ entry }) => entry) });
  }
  await database.prisma.$executeRaw`analyze "SearchEntry"`;
}
