/** What a model that somebody uploads may be and take. */
export const modelLimits = {
  /** Bytes of the file. */
  maxFileSize: 25 * 1024 * 1024,
  /** Bytes that the process of the check may hold; Node and the runtime take about 150 MiB of it. */
  checkMemory: 1024 * 1024 * 1024,
  /** Milliseconds for the whole check. */
  checkTime: 60_000,
  /** How many times as long as the active version it may take for a picture. */
  slowerAtMost: 4,
  /** Side of its square input, in pixels. */
  inputSize: { least: 64, most: 512 },
} as const;

/** How many pictures a shadow run looks at, at most. */
export const maxShadowImages = 1_000;
