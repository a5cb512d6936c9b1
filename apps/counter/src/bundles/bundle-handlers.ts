import type { bundleRoutes } from '@guichet/protocol';
import { type HttpHandlers, languageOf, staffIdOf } from '../http/http-handlers.ts';
import type { Bundles } from './bundles.ts';
import { sendComponentPage } from './component-page.ts';

/** What designers and administrators do with bundles, and the pages of components. */
export function bundleHandlers(bundles: Bundles): HttpHandlers<keyof typeof bundleRoutes> {
  const { keys } = bundles;
  return {
    'bundles.list': async (_input, context) => ({
      bundles: await bundles.list(languageOf(context)),
      keys: await keys.views(null, languageOf(context)),
    }),
    'bundles.inspect': ({ body }) => bundles.inspect(body.file),
    'bundles.install': async ({ body: { file, reason } }, context) => ({
      bundle: await bundles.install(staffIdOf(context), file, reason, languageOf(context)),
    }),
    'bundles.remove': async ({ params: { name, version }, body }, context) => {
      await bundles.remove(staffIdOf(context), name, version, body.reason);
      return {};
    },
    'bundles.trustKey': async ({ body }, context) => {
      const [key] = await keys.views([await keys.trust(staffIdOf(context), body)], languageOf(context));
      return { key: key as NonNullable<typeof key> };
    },
    'bundles.revokeKey': async ({ params, body }, context) => {
      const [key] = await keys.views([await keys.revoke(staffIdOf(context), params.kid, body.reason)], languageOf(context));
      return { key: key as NonNullable<typeof key> };
    },
    'components.list': () => bundles.offered(),
    'components.page': async ({ params }, { raw }) => sendComponentPage(raw.reply, await bundles.page(params.page)),
  };
}
