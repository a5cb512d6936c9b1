import { AppError } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

function capture(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = '';
  write(createLog('trace', { write: (line) => (text += line) }));
  return text;
}

describe('the log', () => {
  it('cuts out what is personal, at the top and one level down, in children too', () => {
    const text = capture((log) => {
      log.info({ pii: { name: 'MARKED-NAME' } }, 'one');
      log.info({ customer: { pii: { phone: 'MARKED-PHONE' } } }, 'two');
      log.child({ part: 'x' }).info({ pii: 'MARKED-VALUE' }, 'three');
    });
    expect(text).not.toMatch(/MARKED/);
    expect(text).toMatch(/"pii":"\[pii\]"/);
  });

  it('tells of an error what it is, where it arose and what caused it, but not what it says', () => {
    const cause = Object.assign(new Error('duplicate key (name)=(MARKED-NAME)'), { code: '23505' });
    const text = capture((log) => log.error({ err: new AppError('internal', { cause }) }, 'failed'));
    expect(text).not.toMatch(/MARKED/);
    expect(JSON.parse(text)).toMatchObject({ err: { type: 'AppError', code: 'internal', cause: { type: 'Error', code: '23505' } } });
  });
});
