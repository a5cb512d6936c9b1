import type { StaffId, StaffView } from '@guichet/protocol';

/** A member of staff as their cookie shows them. */
export interface SignedInStaff {
  readonly staff: StaffView;
  /** Names the login without being able to use it. */
  readonly cookieHash: string;
  readonly csrfToken: string;
  readonly expiresAt: Date;
  /** Has a password that was handed out: until it is replaced, nothing else is open to them. */
  readonly passwordChangeDue: boolean;
}

/** What the sockets of the console need of the staff's logins. */
export interface StaffIdentity {
  /** Null for an unknown, expired, malformed or doubled cookie, and for somebody who is no longer active. */
  authenticate(cookieHeader: string | undefined): Promise<SignedInStaff | null>;
  /** After a sign-out: sockets of that login must be told (`signed.out`) and closed. */
  onSignedOut(handler: (signedOut: { readonly staffId: StaffId; readonly cookieHash: string }) => void): void;
}
