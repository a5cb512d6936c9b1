import type { Language, LocalText } from '@guichet/protocol';
import type { DemoLogin } from './demo-secrets.ts';

/** Columns that one character takes in a terminal: two for Chinese and full-width forms (UAX #11, wide). */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

export type TableRow = readonly [label: string, value: string];

/** Lines up labels and values in a frame, Chinese included. An empty row is a rule between two groups. */
export function renderTable(rows: readonly (TableRow | undefined)[]): string {
  const filled = rows.filter((row) => row !== undefined);
  const labelWidth = Math.max(...filled.map(([label]) => columns(label)));
  const valueWidth = Math.max(...filled.map(([, value]) => columns(value)));
  const rule = (left: string, middle: string, right: string) =>
    left + '─'.repeat(labelWidth + 2) + middle + '─'.repeat(valueWidth + 2) + right;
  const lines = rows.map((row) => {
    if (!row) return rule('├', '┼', '┤');
    const [label, value] = row;
    return `│ ${label}${' '.repeat(labelWidth - columns(label))} │ ${value}${' '.repeat(valueWidth - columns(value))} │`;
  });
  return [rule('┌', '┬', '┐'), ...lines, rule('└', '┴', '┘')].join('\n');
}

function columns(text: string): number {
  return [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}

const ROLE_NAMES: Readonly<Record<string, LocalText>> = {
  agent: { en: 'agent', 'zh-CN': '坐席' },
  supervisor: { en: 'supervisor', 'zh-CN': '班长' },
  designer: { en: 'designer', 'zh-CN': '流程设计' },
  reviewer: { en: 'reviewer', 'zh-CN': '复核' },
  admin: { en: 'administrator', 'zh-CN': '管理员' },
};

export type Addresses = { readonly customer: string; readonly console: string; readonly trust?: string | undefined };

/** The one table that `npm start` ends with. */
export function renderAddresses(
  { customer, console: consoleUrl, trust }: Addresses,
  logins: readonly DemoLogin[],
  language: Language,
): string {
  const say = (texts: LocalText) => texts[language];
  const rows: (TableRow | undefined)[] = [
    [say({ en: 'Customer page', 'zh-CN': '客户页面' }), customer],
    [say({ en: 'Agent console', 'zh-CN': '坐席工作台' }), consoleUrl],
  ];
  if (trust !== undefined) rows.push([say({ en: 'Trust this machine', 'zh-CN': '信任证书' }), trust]);
  if (logins.length > 0) rows.push(undefined);
  for (const { role, username, password } of logins) {
    rows.push([
      say(ROLE_NAMES[role] ?? { en: role, 'zh-CN': role }),
      `${username}  ${password ?? say({ en: '(own password)', 'zh-CN': '（自设密码）' })}`,
    ]);
  }
  return renderTable(rows);
}
