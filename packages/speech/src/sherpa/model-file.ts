import { Language } from '@guichet/protocol';
import { z } from 'zod';

/** What the operator writes beside the model's files, as `guichet-model.json`. */
export const ModelFile = z.strictObject({
  formatVersion: z.literal(1),
  /** Of the model, as it stands in results. */
  name: z.string().min(1).max(64),
  version: z.string().min(1).max(64),
  licence: z.string().min(1).max(300),
  languages: z.array(Language).min(1),
  /** sherpa-onnx's own configuration of an offline recogniser; file names are relative to this folder. */
  recogniser: z.object({ modelConfig: z.record(z.string(), z.json()) }).loose(),
});
export type ModelFile = z.infer<typeof ModelFile>;
