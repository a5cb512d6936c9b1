import type { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { type CodeFact, codeChannels } from '../facts.ts';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

const REASONS: Readonly<Record<string, LocalText>> = {
  too_many: text('多次输入错误', 'typed wrongly too often'),
  expired: text('已过期', 'run out'),
  not_received: text('没有收到', 'not received'),
  not_wanted: text('客户不愿意', 'not wanted'),
};

/** The customer confirmed by a code of a second channel, which the system checked. A flow without such a step leaves it to a person. */
export const codeConfirmed = defineEvaluator({
  parameters: z.object({
    /** What counts as a second channel. */
    channels: z.array(z.enum(codeChannels)).min(1),
    /** While it was recorded: what was confirmed is in sound and picture. */
    recorded: z.boolean().default(true),
  }),
  needs: () => ['codes', 'durationMs'] as const,
  evaluate: ({ codes, durationMs }, { channels, recorded }) => {
    const last = codes.at(-1);
    if (last === undefined)
      return found(
        'not_evaluated',
        text('流程没有核对验证码的步骤，请人工查看。', 'No step of the flow checks a code; a person looks how it was confirmed.'),
      );
    const moments = codes.map((code) => moment(code, labelOf(code)));
    const counts = codes.some(
      ({ confirmed, channel, atMs }) => confirmed && channels.includes(channel) && (!recorded || (atMs >= 0 && atMs <= durationMs)),
    );
    if (counts)
      return found('pass', text('验证码由客户输入并经系统核对。', 'The customer typed the code and the system checked it.'), moments);
    if (codes.some(({ confirmed }) => confirmed))
      return found(
        'fail',
        text('验证码的渠道或时间不符合要求。', 'The code came by another channel, or while nothing was recorded.'),
        moments,
      );
    const why = REASONS[last.reason ?? ''];
    return found(
      'fail',
      text(
        `客户没有用验证码确认${why === undefined ? '' : `：${why['zh-CN']}`}。`,
        `The customer did not confirm by a code${why === undefined ? '' : `: ${why.en}`}.`,
      ),
      moments,
    );
  },
});

const labelOf = ({ confirmed }: CodeFact): LocalText =>
  confirmed ? text('验证码已确认', 'Confirmed by a code') : text('验证码未确认', 'Not confirmed by a code');
