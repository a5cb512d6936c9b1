import { DEFAULT_PACKS } from '@guichet/rules';
import { describe, expect, it } from 'vitest';
import { allowedOrigins, ConfigError, readConfig } from './config.ts';

const DATABASE_URL = 'postgresql://guichet:hunter2secret@localhost/guichet';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('needs nothing but a database', () => {
    const config = readConfig({ DATABASE_URL });
    expect(config).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:8080',
      secure: false,
      tls: null,
      lifelineFd: null,
    });
    expect(config.dataDir).toMatch(/\/\.data$/);
    expect(config.keys.recordingPath).toBe(`${config.dataDir}/keys/recording.jwk`);
  });

  it('takes the rule packs that a bank is under, and only such as ship', () => {
    expect(readConfig({ DATABASE_URL }).rulePacks).toEqual(DEFAULT_PACKS);
    expect(readConfig({ DATABASE_URL, RULE_PACKS: 'baseline, in-vcip' }).rulePacks).toEqual(['baseline', 'in-vcip']);
    expect(problemsOf({ DATABASE_URL, RULE_PACKS: 'baseline,atlantis' })[0]).toMatch(/^RULE_PACKS/);
  });

  it('names every problem at once and quotes no value', () => {
    const problems = problemsOf({
      MEDIA_SOURCES: "https://media.bank.example, 'unsafe-inline'",
      PORT: '99999',
      DATABASE_URL: 'mysql://root:hunter2secret@host/x',
      TURN_SECRET: 'short',
      LOG_LEVEL: 'loud',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'MEDIA_SOURCES.1',
      'TURN_SECRET',
      'LOG_LEVEL',
    ]);
    expect(problems.join()).not.toMatch(/hunter2secret|short|loud|99999/);
  });

  it('says that the database must be named, also when the variable is empty', () => {
    expect(problemsOf({})).toEqual(['DATABASE_URL: must be set']);
    expect(problemsOf({ DATABASE_URL: '' })).toEqual(['DATABASE_URL: must be set']);
  });

  it.each([
    [{ TLS_CERT: '/c.pem' }, 'TLS_CERT and TLS_KEY'],
    [{ TURN_URLS: 'turn:turn.example.org:443' }, 'TURN_URLS'],
    [{ TURN_SECRET: '0123456789abcdef' }, 'TURN_SECRET'],
    [{ TLS_CERT: '/c.pem', TLS_KEY: '/k.pem', PUBLIC_URL: 'http://bank.example' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'http://bank.example' }, 'PUBLIC_URL'],
    [{ IDENTITY_ENGINE: 'faceplugin' }, 'IDENTITY_MODELS'],
    [{ FACE_SERVICE_URL: 'http://faces.bank.example/compare' }, 'FACE_SERVICE_URL'],
    [{ FACE_SERVICE_URL: 'https://faces.bank.example/', FACE_SERVICE_KEY: '/k.pem' }, 'FACE_SERVICE_CERT and FACE_SERVICE_KEY'],
    [{ SPEECH_ENGINE: 'http' }, 'SPEECH_SERVICE_URL'],
    [{ SPEECH_ENGINE: 'http', SPEECH_SERVICE_URL: 'http://speech.bank.example/' }, 'SPEECH_SERVICE_URL'],
    [{ SPEECH_ENGINE: 'sherpa-onnx' }, 'SPEECH_MODEL'],
    [{ SPEECH_MODEL: '/models/zh' }, 'SPEECH_MODEL'],
    [{ SPEECH_PROGRAM: '/usr/bin/pocketsphinx_batch' }, 'SPEECH_PROGRAM'],
  ])('refuses what contradicts itself: %j', (env, name) => {
    expect(problemsOf({ DATABASE_URL, ...(env as Record<string, string>) }).map((problem) => problem.split(':')[0])).toEqual([name]);
  });

  it('recognises no speech unless it is told by what', () => {
    expect(readConfig({ DATABASE_URL }).speech).toBeNull();
    expect(readConfig({ DATABASE_URL, SPEECH_ENGINE: 'sherpa-onnx', SPEECH_MODEL: '/models/zh' }).speech).toEqual({
      name: 'sherpa-onnx',
      modelDir: '/models/zh',
    });
    const service = { SPEECH_ENGINE: 'http', SPEECH_SERVICE_URL: 'https://speech.bank.example/words', SPEECH_SERVICE_LANGUAGES: 'zh-CN' };
    expect(readConfig({ DATABASE_URL, ...service }).speech).toMatchObject({ name: 'http', languages: ['zh-CN'], deadlineMs: 30_000 });
    expect(problemsOf({ DATABASE_URL, ...service, SPEECH_SERVICE_LANGUAGES: 'fr' })[0]).toMatch(/^SPEECH_SERVICE_LANGUAGES/);
  });

  it('uses secure cookies behind a proxy that speaks TLS', () => {
    expect(readConfig({ DATABASE_URL, PUBLIC_URL: 'https://bank.example/' })).toMatchObject({
      publicUrl: 'https://bank.example',
      secure: true,
      tls: null,
    });
  });

  it("allows the public page, added ones, and this machine's own names on its port", () => {
    const config = readConfig({
      DATABASE_URL,
      PUBLIC_URL: 'https://bank.example',
      ADDITIONAL_ORIGINS: 'https://app.bank.example/path, https://old.bank.example',
    });
    const origins = allowedOrigins(config, 8080);
    for (const own of [
      'https://bank.example',
      'https://app.bank.example',
      'https://old.bank.example',
      'http://localhost:8080',
      'http://127.0.0.1:8080',
    ]) {
      expect(origins.has(own), own).toBe(true);
    }
    for (const foreign of ['https://evil.example', 'http://localhost:8081', 'https://bank.example:8443', 'null']) {
      expect(origins.has(foreign), foreign).toBe(false);
    }
  });
});
