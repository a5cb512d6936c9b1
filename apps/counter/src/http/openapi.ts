import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { type RouteSpec, StaffRole, WireError } from '@guichet/protocol';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { cookieName } from './cookies.ts';
import { CSRF_HEADER_NAME } from './route-guard.ts';
import { isChanging } from './route-name.ts';

export const DOCS_PATH = '/v1/docs';

const Bytes = z.any().describe('Bytes of a media file; `Range` requests are answered with 206.');

type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

/** The page that tells a bank's developers how to talk to the counter, and the document behind it, both from the routes' own table. */
export async function addOpenApi(server: FastifyInstance, options: { readonly secure: boolean }): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Guichet counter',
        version: '1.0.0',
        description: `Every request answers errors with a \`code\` of one closed table. Changing requests of staff repeat the login's anti-forgery token in \`${CSRF_HEADER_NAME}\`.`,
      },
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: "API key of a bank's system" },
          staff: { type: 'apiKey', in: 'cookie', name: cookieName('staff', options.secure), description: 'Login of a member of staff' },
          csrf: { type: 'apiKey', in: 'header', name: CSRF_HEADER_NAME, description: 'Anti-forgery token of the login' },
          device: {
            type: 'apiKey',
            in: 'cookie',
            name: cookieName('device', options.secure),
            description: "Binds a customer's device to a session",
          },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  await server.register(swaggerUi, {
    routePrefix: DOCS_PATH,
    uiConfig: { docExpansion: 'list', tryItOutEnabled: false },
    staticCSP: false,
  });
}

/** What a request of the route must show: one of these. */
export function securityOf(spec: RouteSpec): SecurityRequirement[] {
  const requirements: SecurityRequirement[] = [];
  if (spec.roles.includes('public')) requirements.push({});
  if (spec.roles.includes('bank')) requirements.push({ apiKey: [] });
  if (spec.roles.includes('customer')) requirements.push({ device: [] });
  const staffRoles = StaffRole.options.filter((role) => spec.roles.includes(role));
  if (staffRoles.length > 0)
    requirements.push(isChanging(spec) && !spec.roles.includes('public') ? { staff: [], csrf: [] } : { staff: [] });
  return requirements;
}

/** The answers of a route: its own, and the errors that any route can give. */
export function responsesOf(spec: RouteSpec): Record<string, unknown> {
  const errors = { '4xx': WireError.describe('Their mistake'), '5xx': WireError.describe('Ours') };
  if (spec.reply !== null) return { 200: spec.reply, ...errors };
  const media = { description: 'The file', content: { 'application/octet-stream': { schema: Bytes } } };
  return { 200: media, 206: { ...media, description: 'A range of the file' }, ...errors };
}
