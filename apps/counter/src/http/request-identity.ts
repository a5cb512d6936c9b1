import { API_KEY_SCHEME, type ApiClientId, type Role, type SessionId } from '@guichet/protocol';
import type { Guest, GuestIdentity } from '../guests/guest-cookies.ts';
import type { SignedInStaff, StaffIdentity } from '../staff/staff-identity.ts';

export interface DeviceIdentity {
  /** The session that the device cookie names; null where it names none, or none any more. */
  sessionOf(cookieHeader: string | undefined): Promise<SessionId | null>;
}

export interface ApiClientIdentity {
  /** Null for a key that nobody holds (any more). */
  authenticate(apiKey: string): Promise<ApiClientId | null>;
}

export interface Identities {
  readonly staff: StaffIdentity;
  readonly devices: DeviceIdentity;
  readonly guests: GuestIdentity;
  readonly apiClients: ApiClientIdentity;
}

/** Everything that a request shows of its sender. */
export interface RequestIdentity {
  readonly roles: readonly Role[];
  readonly staff: SignedInStaff | null;
  readonly customerSessionId: SessionId | null;
  readonly guest: Guest | null;
  readonly apiClientId: ApiClientId | null;
}

/**
 * Who sent a request. A request with an `Authorization` header stands on that alone: its cookies are not looked at, so that no page can
 * dress up a cookie request as a machine's. Everyone may do what the public may.
 */
export async function identify(
  headers: { readonly authorization?: string | undefined; readonly cookie?: string | undefined },
  identities: Identities,
): Promise<RequestIdentity> {
  if (headers.authorization !== undefined) {
    const apiKey = readApiKey(headers.authorization);
    const apiClientId = apiKey === null ? null : await identities.apiClients.authenticate(apiKey);
    return {
      roles: apiClientId === null ? ['public'] : ['public', 'bank'],
      staff: null,
      customerSessionId: null,
      guest: null,
      apiClientId,
    };
  }
  const [staff, customerSessionId, guest] = await Promise.all([
    identities.staff.authenticate(headers.cookie),
    identities.devices.sessionOf(headers.cookie),
    identities.guests.guestOf(headers.cookie),
  ]);
  const roles: Role[] = [
    'public',
    ...(customerSessionId === null ? [] : ['customer' as const]),
    ...(guest === null ? [] : ['guest' as const]),
    ...(staff?.staff.roles ?? []),
  ];
  return { roles, staff, customerSessionId, guest, apiClientId: null };
}

function readApiKey(header: string): string | null {
  const [scheme, key, ...more] = header.split(' ');
  // RFC 9110 §11.1: the name of a scheme is case-insensitive.
  if (scheme?.toLowerCase() !== API_KEY_SCHEME.toLowerCase() || key === undefined || more.length > 0) return null;
  return key;
}
