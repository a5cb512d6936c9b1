/** Whose signature stands under packages, who is asked for the time, and under which name the log of seals is known. Paths are absolute. */
export interface SealingSettings {
  /** The institution's key and its certificates, the seal's own first. Null: one is made at the first start, and says in its name that nobody vouches for it. */
  readonly own: {
    readonly key:
      | { readonly kind: 'file'; readonly path: string; readonly passphrasePath: string | null }
      | { readonly kind: 'http'; readonly url: string; readonly tokenPath: string };
    readonly certificatesPath: string;
  } | null;
  /** Where what is made stands: the seal where there is no other, and the local authority of time. */
  readonly madePath: string;
  readonly logKeyPath: string;
  /** The log's name (C2SP: a URL without its scheme); null: one made from its key. */
  readonly logOrigin: string | null;
  /** Authorities of time (RFC 3161 over HTTP); empty: the local one. */
  readonly timeAuthorities: readonly string[];
}
