import type { UnwrapKey } from '@guichet/recording';
import { decodeProtectedHeader } from 'jose';
import { MASTER_WRAP_ALG, type MasterKeys } from '../keys/master-keys.ts';

/** Opens a data key as the node wrapped it, and as the archive has it. */
export const unwrapEither =
  (masterKeys: MasterKeys, unwrapLanded: UnwrapKey): UnwrapKey =>
  (wrapped) =>
    decodeProtectedHeader(wrapped).alg === MASTER_WRAP_ALG ? masterKeys.unwrap(wrapped) : unwrapLanded(wrapped);
