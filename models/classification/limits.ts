/** What one batch may hold. Sizes in bytes. */
export const batchLimits = {
  maxFiles: 10_000,
  /** A picture of 40 megapixels stays below this even as a careless PNG. */
  maxFileSize: 50 * 1024 * 1024,
  /** All files of a batch together, unpacked. */
  maxTotalSize: 20 * 1024 * 1024 * 1024,
} as const;

/** The pixels that a picture may have; more is refused before anything is decoded. */
export const maxPixels = 40_000_000;
