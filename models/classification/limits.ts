/** What one batch may hold. Sizes in bytes. */
export const batchLimits = {
  maxFiles: 10_000,
  maxFileSize: 25 * 1024 * 1024,
  /** A ZIP as it is sent. */
  maxArchiveSize: 4 * 1024 * 1024 * 1024,
  /** All files of a batch together, unpacked. */
  maxTotalSize: 20 * 1024 * 1024 * 1024,
} as const;

/** The pixels that a picture may have; more is refused before anything is decoded. */
export const maxPixels = 40_000_000;
