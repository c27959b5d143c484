const longestStep = 300;

/**
 * Seconds by which a signed GET URL stays the same, so that lists repeat the URL of a picture and browsers keep it.
 * At most a quarter of its life: a short-lived link stays short-lived.
 */
export function expiryStep(expiresIn: number): number {
  return Math.max(1, Math.min(longestStep, Math.floor(expiresIn / 4)));
}
