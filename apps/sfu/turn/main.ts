import { readLanguage } from '../native/worker-config.ts';
import { daemon, ensureCoturn, hasSystemd, installService } from './service.ts';
import { help, texts } from './texts.ts';
import { readTurnOptions, type TurnOptions, TurnOptionsError } from './turn-options.ts';
import { writeTurnFiles } from './write-turn-files.ts';

const language = readLanguage();

try {
  const options = readTurnOptions(process.argv.slice(2));
  if (options) await setUp(options);
  else console.log(help[language]);
} catch (error) {
  if (error instanceof TurnOptionsError) console.error(`${texts.wrongOptions[language]}\n${error.message}`);
  else console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

async function setUp(options: TurnOptions): Promise<void> {
  const obstacle = await ensureCoturn();
  if (obstacle === 'not-root') throw new Error(texts.notRoot[language]);
  if (obstacle === 'not-debian') throw new Error(texts.notDebian[language]);
  if (obstacle) throw new Error(`${texts.installFailed[language]}\n${obstacle.failure}`);

  const { configPath, secretPath } = await writeTurnFiles(options);
  if (options.asService && hasSystemd()) {
    await installService(configPath);
    console.log(texts.runningAsService[language]);
  } else {
    console.log(`${texts.startByHand[language]}\n  ${daemon} -c ${configPath} --pidfile=`);
  }
  console.log(`${texts.tellCounter[language]}\n  TURN_URLS=${turnUrls(options).join(',')}`);
  console.log(`  TURN_SECRET=<${texts.secretIsIn[language]} ${secretPath}>`);
}

/** RFC 7065 addresses, the encrypted one first. */
function turnUrls({ realm, tlsPort, plainPort }: TurnOptions): string[] {
  const tls = `turns:${realm}:${tlsPort}?transport=tcp`;
  return plainPort === null ? [tls] : [tls, `turn:${realm}:${plainPort}?transport=udp`];
}
