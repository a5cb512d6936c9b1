import { expect, test } from 'vitest';
import { readTurnOptions, TurnOptionsError } from './turn-options.ts';

const thisFile = import.meta.filename;
const complete = ['--realm', 'turn.bank.example', '--cert', thisFile, '--key', thisFile, '--node', '10.1.2.3'];

test('TLS on 443 and nothing else is the default', () => {
  expect(readTurnOptions(complete)).toMatchObject({ tlsPort: 443, plainPort: null, nodeAddresses: ['10.1.2.3'], asService: true });
});

test('every missing or wrong option is named at once', () => {
  const wrong = ['--key', '/no/such/file', '--node', '127.0.0.1', '--tls-port', '70000', '--relay-ports', '500-100'];
  const error = (() => {
    try {
      return readTurnOptions(wrong);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(TurnOptionsError);
  for (const option of [
    '--realm: must be given',
    '--cert: must be given',
    '--key: does not exist',
    '--node: must not be loopback',
    '--tls-port',
    '--relay-ports',
  ]) {
    expect((error as Error).message).toContain(option);
  }
});

test('an unknown option is refused, help is no error', () => {
  expect(() => readTurnOptions([...complete, '--static-auth-secret', 'x'])).toThrow(TurnOptionsError);
  expect(readTurnOptions(['--help'])).toBeUndefined();
});
