import { AppError } from '@guichet/protocol';
import { expect, test } from 'vitest';
import type { CommandModule } from './command.ts';
import { exitCode } from './exit-code.ts';
import { runProgram } from './program.ts';

const parity: CommandModule = {
  register(program, { say }, run) {
    program
      .command('even')
      .argument('<number>')
      .option('--json')
      .description(say({ en: 'whether a number is even', 'zh-CN': '判断偶数' }))
      .addHelpText('after', '\nExample: guichet even 4')
      .action((text: string, options: { json?: boolean }) =>
        run(async () => {
          const number = Number(text);
          if (Number.isNaN(number)) throw new AppError('bad_request');
          const even = number % 2 === 0;
          return { exitCode: even ? exitCode.yes : exitCode.no, json: { number, even }, text: even ? 'even' : 'odd' };
        }, options),
      );
  },
};

async function guichet(...args: string[]) {
  const results: string[] = [];
  const notes: string[] = [];
  const output = { result: (text: string) => void results.push(text), note: (text: string) => void notes.push(text) };
  const code = await runProgram(args, { output, language: 'en', modules: [parity] });
  return { code, stdout: results.join('\n'), stderr: notes.join('\n') };
}

test('the answer yes exits 0 and the answer no exits 1', async () => {
  expect(await guichet('even', '4')).toMatchObject({ code: 0, stdout: 'even' });
  expect(await guichet('even', '5')).toMatchObject({ code: 1, stdout: 'odd' });
});

test('--json prints one object and nothing else, when the command fails too', async () => {
  expect(await guichet('even', '5', '--json')).toEqual({ code: 1, stdout: '{"number":5,"even":false}', stderr: '' });
  const failed = await guichet('even', 'five', '--json');
  expect(failed.code).toBe(2);
  expect(JSON.parse(failed.stdout)).toMatchObject({ error: 'bad_request' });
});

test.each([[['odd', '4']], [['even']], [['even', '4', '--loud']], [[]]])('what is not a command line of ours exits 2: %j', async (args) => {
  const { code, stdout, stderr } = await guichet(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).not.toBe('');
});

test('help exits 0 and shows the commands, their examples and the exit codes', async () => {
  const top = await guichet('--help');
  expect(top).toMatchObject({ code: 0, stderr: '' });
  expect(top.stdout).toContain('even');
  expect(top.stdout).toContain('2 could not run');
  expect((await guichet('even', '--help')).stdout).toContain('Example: guichet even 4');
});
