import { AppError, ERRORS, type ErrorCode, Language } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { errorText } from './error-text.ts';
import { languageFromTag } from './set-up.ts';
import { zhCn } from './zh-cn.ts';

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe('the shared texts', () => {
  it('leave the same holes open in both languages', () => {
    for (const [key, text] of Object.entries(zhCn)) expect(holes(text), key).toEqual(holes(en[key as keyof typeof en]));
  });
});

describe('errorText', () => {
  it('has a sentence for every code in every language', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      for (const language of Language.options) expect(errorText(new AppError(code), language)).toBe(ERRORS[code].text[language]);
    }
  });

  it('names the wait that the server named', () => {
    expect(errorText(new AppError('login_locked', { retryAfterMs: 120_000 }), 'zh-CN')).toContain('2 分钟');
    expect(errorText(new AppError('login_locked', { retryAfterMs: 45_000 }), 'en')).toContain('45 seconds');
  });

  it('tells nothing of an error that nobody foresaw', () => {
    expect(errorText(new Error('connect ECONNREFUSED 10.0.0.7'), 'en')).toBe(ERRORS.internal.text.en);
  });
});

describe('languageFromTag', () => {
  it('takes any Chinese for zh-CN and refuses what it does not know', () => {
    expect(['zh', 'zh-Hans-CN', 'zh-TW', 'en-GB', 'fr', '', null].map(languageFromTag)).toEqual([
      'zh-CN',
      'zh-CN',
      'zh-CN',
      'en',
      null,
      null,
      null,
    ]);
  });
});
