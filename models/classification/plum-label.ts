import type { PlumLabel } from '../../openapi/generated/types';

/** The classes, in the order of the contract. */
export const plumLabels = [
  'unaffected',
  'unripe',
  'spotted',
  'cracked',
  'bruised',
  'rotten',
] as const satisfies readonly PlumLabel[];

/** Whether a text names a class. */
export function isPlumLabel(label: unknown): label is PlumLabel {
  return plumLabels.some((known) => known === label);
}
