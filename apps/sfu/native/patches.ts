/** One change to the worker's source. Applied only where `before` stands exactly once. */
export interface SourcePatch {
  /** Relative to the worker's folder. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** Why each is needed is in README.md beside this file, under the same number. */
export const sourcePatches: readonly SourcePatch[] = [
  {
    // Patch 1.
    file: 'meson.build',
    before: "meson_version: '>= 1.1.0',",
    after: "meson_version: '>= 1.0.0',",
  },
  {
    // Patch 2.
    file: 'src/RTC/DtlsTransport.cpp',
    before: 'const long resultOfcallback = (operationType == BIO_CB_RETURN) ? static_cast<long>(ret) : 1;',
    after: 'const long resultOfcallback = (operationType & BIO_CB_RETURN) ? static_cast<long>(ret) : 1;',
  },
];
