import { Language } from '@guichet/protocol';
import { SPEECH_ENGINE_NAMES, type SpeechSettings } from '@guichet/speech';
import { z } from 'zod';

/** Where Debian's packages put them. */
const POCKETSPHINX = { programPath: '/usr/bin/pocketsphinx_batch', modelDir: '/usr/share/pocketsphinx/model/en-us' } as const;

const Languages = z
  .string()
  .default(Language.options.join(','))
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(Language).min(1));

/** The variables that say who recognises speech; `path` reads one that names a file or folder. */
export const speechFields = <Path extends z.ZodType<string, string>>(path: Path) => ({
  SPEECH_ENGINE: z.enum([...SPEECH_ENGINE_NAMES, 'none']).default('none'),
  SPEECH_MODEL: path.optional(),
  SPEECH_PROGRAM: path.optional(),
  SPEECH_SERVICE_URL: z.url({ protocol: /^https?$/ }).optional(),
  SPEECH_SERVICE_AUTHORIZATION: path.optional(),
  SPEECH_SERVICE_CA: path.optional(),
  SPEECH_SERVICE_CERT: path.optional(),
  SPEECH_SERVICE_KEY: path.optional(),
  SPEECH_SERVICE_TIMEOUT_MS: z.coerce.number().int().min(100).max(120_000).default(30_000),
  SPEECH_SERVICE_LANGUAGES: Languages,
});
type Values = z.output<z.ZodObject<ReturnType<typeof speechFields<z.ZodType<string, string>>>>>;

export function speechContradictions(values: Values, isLoopback: (url: string) => boolean): string[] {
  const { SPEECH_ENGINE: engine, SPEECH_SERVICE_URL: url, SPEECH_SERVICE_CERT: cert, SPEECH_SERVICE_KEY: key } = values;
  const problems: string[] = [];
  if ((engine === 'http') !== (url !== undefined)) problems.push('SPEECH_SERVICE_URL: must be set with SPEECH_ENGINE=http, and only then');
  const forService = [values.SPEECH_SERVICE_AUTHORIZATION, values.SPEECH_SERVICE_CA, cert, key];
  if (url === undefined && forService.some((path) => path !== undefined)) {
    problems.push(
      'SPEECH_SERVICE_AUTHORIZATION, SPEECH_SERVICE_CA, SPEECH_SERVICE_CERT, SPEECH_SERVICE_KEY: useless without SPEECH_SERVICE_URL',
    );
  }
  if ((cert === undefined) !== (key === undefined)) problems.push('SPEECH_SERVICE_CERT and SPEECH_SERVICE_KEY: set both or neither');
  if (url?.startsWith('http:') === true && !isLoopback(url)) problems.push('SPEECH_SERVICE_URL: must begin with https:');
  if (engine === 'sherpa-onnx' && values.SPEECH_MODEL === undefined)
    problems.push('SPEECH_MODEL: must be set with SPEECH_ENGINE=sherpa-onnx');
  if (engine !== 'sherpa-onnx' && engine !== 'pocketsphinx' && values.SPEECH_MODEL !== undefined) {
    problems.push('SPEECH_MODEL: useless without SPEECH_ENGINE=sherpa-onnx or pocketsphinx');
  }
  if (engine !== 'pocketsphinx' && values.SPEECH_PROGRAM !== undefined)
    problems.push('SPEECH_PROGRAM: useless without SPEECH_ENGINE=pocketsphinx');
  return problems;
}

/** Null: nobody recognises speech, and what was said is put to a person. */
export function speechOf(values: Values): SpeechSettings | null {
  const { SPEECH_ENGINE: engine, SPEECH_MODEL: modelDir, SPEECH_SERVICE_URL: url } = values;
  if (engine === 'pocketsphinx')
    return { name: engine, programPath: values.SPEECH_PROGRAM ?? POCKETSPHINX.programPath, modelDir: modelDir ?? POCKETSPHINX.modelDir };
  if (engine === 'sherpa-onnx' && modelDir !== undefined) return { name: engine, modelDir };
  if (engine !== 'http' || url === undefined) return null;
  return {
    name: engine,
    url,
    authorizationPath: values.SPEECH_SERVICE_AUTHORIZATION ?? null,
    tls: {
      caPath: values.SPEECH_SERVICE_CA ?? null,
      certPath: values.SPEECH_SERVICE_CERT ?? null,
      keyPath: values.SPEECH_SERVICE_KEY ?? null,
    },
    deadlineMs: values.SPEECH_SERVICE_TIMEOUT_MS,
    languages: values.SPEECH_SERVICE_LANGUAGES,
  };
}
