import type { LocalText } from '@guichet/protocol';
import type { ManifestRetention } from '../manifest/manifest.ts';

type Policy = ManifestRetention['policies'][number];

const WAITS: Readonly<Record<ManifestRetention['waitsFor'][number], LocalText>> = {
  recorded: { en: 'the recording', 'zh-CN': '录制' },
  product_end: { en: 'the end of the product', 'zh-CN': '产品到期' },
  contract_end: { en: 'the end of the contract', 'zh-CN': '合同终止' },
};

const SOURCES: Readonly<Record<Policy['source'], LocalText>> = {
  law: { en: 'law', 'zh-CN': '法律' },
  regulator: { en: 'regulator', 'zh-CN': '监管规定' },
  industry: { en: 'industry', 'zh-CN': '行业规范' },
  own: { en: 'chosen by the institution', 'zh-CN': '机构自定' },
};

const UNCHECKED: LocalText = { en: 'not checked against its text', 'zh-CN': '未与原文核对' };

/** Until when (a day in UTC), because of which policies, and whose they are: in one line. What nobody held against its text says so. */
export function retentionText({ until, waitsFor, policies }: ManifestRetention): LocalText {
  const line = (language: keyof LocalText, endless: string): string => {
    const named = policies.map(({ id, version, source, checked }) => {
      const marks = [SOURCES[source][language], ...(checked ? [] : [UNCHECKED[language]])];
      return language === 'en' ? `${id} v${version} (${marks.join(', ')})` : `${id} v${version}（${marks.join('，')}）`;
    });
    return [until === null ? endless : new Date(until).toISOString().slice(0, 10), ...named].join(language === 'en' ? '; ' : '；');
  };
  const events = (language: keyof LocalText) => waitsFor.map((start) => WAITS[start][language]).join(language === 'en' ? ', ' : '、');
  return {
    en: line('en', waitsFor.length === 0 ? 'without an end' : `without an end before: ${events('en')}`),
    'zh-CN': line('zh-CN', waitsFor.length === 0 ? '无截止日' : `无截止日，待：${events('zh-CN')}`),
  };
}
