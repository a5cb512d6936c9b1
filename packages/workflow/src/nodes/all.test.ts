import { existsSync, readdirSync, statSync } from 'node:fs';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { nodeRegistry } from './all.ts';
import { effectContracts } from './effect-contracts.ts';
import { engineNodeTypes } from './engine-types.ts';

const here = new URL('.', import.meta.url);
const engineTypes = new Set(engineNodeTypes.map(({ manifest }) => manifest.type));
const components = nodeRegistry.all.filter(({ manifest }) => !engineTypes.has(manifest.type));
const hasChinese = (text: string) => /[一-鿿]/.test(text);

describe.each(components.map((type) => [type.manifest.type, type.manifest] as const))('%s', (type, manifest) => {
  it('has a folder of its name with manifest, behaviour and test', () => {
    for (const file of ['manifest.ts', 'behaviour.ts', `${type}.test.ts`])
      expect(existsSync(new URL(`${type}/${file}`, here)), file).toBe(true);
  });

  it('says in both languages what it is, what it gives and what can be set', () => {
    const texts = [manifest.title, manifest.description, ...Object.values(manifest.outputs).map(({ title }) => title)];
    for (const text of texts) {
      expect(hasChinese(text['zh-CN'])).toBe(true);
      expect(hasChinese(text.en)).toBe(false);
    }
    const { properties = {} } = z.toJSONSchema(manifest.config, { io: 'input', unrepresentable: 'any' }) as {
      properties?: Record<string, { 'x-texts'?: { title: Record<string, string> } }>;
    };
    for (const [name, property] of Object.entries(properties))
      expect(property['x-texts']?.title, name).toMatchObject({ 'zh-CN': expect.any(String), en: expect.any(String) });
  });

  it('names who acts for every action', () => {
    for (const [name, { roles }] of Object.entries(manifest.actions)) expect(roles.length, name).toBeGreaterThan(0);
  });
});

it('every folder beside is registered', () => {
  const folders = readdirSync(here).filter((name) => statSync(new URL(name, here)).isDirectory() && !['shared', 'testing'].includes(name));
  expect(folders.toSorted()).toEqual(nodeRegistry.all.map(({ manifest }) => manifest.type).toSorted());
});

it('what nodes ask of the outside has a shape that goes into JSON', () => {
  for (const { payload, answer } of Object.values(effectContracts)) {
    expect(() => [z.toJSONSchema(payload), z.toJSONSchema(answer, { io: 'input' })]).not.toThrow();
  }
});
