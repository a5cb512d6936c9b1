import { expect, test } from 'vitest';
import { tryAgain, type VitestReport } from './vitest-report.ts';

const file = (name: string, tests: Readonly<Record<string, 'passed' | 'failed'>>): VitestReport['testResults'][number] => ({
  name,
  status: Object.values(tests).includes('failed') ? 'failed' : 'passed',
  assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
});
const run = (...testResults: VitestReport['testResults']) => ({
  report: { testResults },
  exitCode: testResults.some(({ status }) => status === 'failed') ? 1 : 0,
});
const never = () => Promise.reject(new Error('was run again'));

test('nothing is tried again where nothing failed', async () => {
  const first = run(file('a', { one: 'passed' }), file('b', { two: 'passed' }));
  expect(await tryAgain(first, never)).toEqual({ tally: { passed: 2, failed: 0, unsteady: [] }, exitCode: 0 });
});

test('what passes the second time counts, and is named', async () => {
  const first = run(file('a', { one: 'passed' }), file('b', { two: 'failed', three: 'passed' }));
  const asked: string[] = [];
  const counted = await tryAgain(first, (files) => {
    asked.push(...files);
    return Promise.resolve(run(file('b', { two: 'passed', three: 'passed' })));
  });
  expect(asked).toEqual(['b']);
  expect(counted).toEqual({ tally: { passed: 3, failed: 0, unsteady: ['two'] }, exitCode: 0 });
});

test('what fails twice has failed', async () => {
  const first = run(file('a', { one: 'passed' }), file('b', { two: 'failed' }), file('c', { three: 'failed' }));
  const counted = await tryAgain(first, () => Promise.resolve(run(file('b', { two: 'failed' }), file('c', { three: 'passed' }))));
  expect(counted).toEqual({ tally: { passed: 2, failed: 1, unsteady: ['three'] }, exitCode: 1 });
});

test('a file that did not load is tried again as well', async () => {
  const first = { report: { testResults: [{ name: 'a', status: 'failed', assertionResults: [] }] }, exitCode: 1 };
  const counted = await tryAgain(first, () => Promise.resolve(run(file('a', { one: 'passed' }))));
  expect(counted).toEqual({ tally: { passed: 1, failed: 0, unsteady: ['a'] }, exitCode: 0 });
});

test('where much is broken, nothing is tried again', async () => {
  const first = run(...['a', 'b', 'c', 'd'].map((name) => file(name, { [name]: 'failed' })));
  expect(await tryAgain(first, never)).toEqual({ tally: { passed: 0, failed: 4, unsteady: [] }, exitCode: 1 });
});

test('a run that left no report is none', async () => {
  expect(await tryAgain({ report: undefined, exitCode: 1 }, never)).toEqual({ tally: undefined, exitCode: 1 });
});
