import type { Plugin } from 'vite';

interface LeftOut {
  readonly file: RegExp;
  readonly instead: (code: string) => string;
}

/** Names that a module exports one by one, each as a function that says what happened to it. */
function refuseAll(code: string): string {
  const names = [...code.matchAll(/^export (?:const|function|class|let) (\w+)/gm)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
  // What is called `create…` is called whenever a schema is made; only what it returns is never called.
  const exported = names.map((name) => `export const ${name} = ${name.startsWith('create') ? '() => refuse' : 'refuse'};`);
  return ['const refuse = () => { throw new Error("left out of the page"); };', ...exported].join('\n');
}

/** What no page of ours runs, by its package: a fifth of what the check would load. */
const LEFT_OUT: readonly LeftOut[] = [
  // mediasoup-client: handlers for browsers below the floor (`browser-floor.ts`) and React Native, its own tests, data channels, debug output.
  {
    file: /mediasoup-client\/lib\/(handlers\/(ReactNative106|Chrome74|FakeHandler)|test\/fakeParameters)\.js$/,
    instead: () => 'exports.Chrome74 = exports.ReactNative106 = { createFactory() { throw new Error("unsupported browser"); } };',
  },
  { file: /mediasoup-client\/lib\/Data(Producer|Consumer)\.js$/, instead: () => 'exports.DataProducer = exports.DataConsumer = class {};' },
  { file: /\/debug\/src\/browser\.js$/, instead: () => 'module.exports = () => Object.assign(() => undefined, { enabled: false });' },
  // zod: JSON Schema, and the English sentences of issues, which no customer is shown.
  { file: /zod\/v4\/core\/(json-schema-processors|to-json-schema|json-schema-generator)\.js$/, instead: refuseAll },
  { file: /zod\/v4\/locales\/en\.js$/, instead: () => 'export default () => ({ localeError: () => "Invalid input" });' },
];

/** Replaces modules that no page of ours runs. */
export function leaveOut(): Plugin {
  return {
    name: 'leave-out',
    enforce: 'pre',
    transform: (code, id) => {
      const left = LEFT_OUT.find(({ file }) => file.test(id));
      return left ? { code: left.instead(code), map: null } : null;
    },
  };
}
