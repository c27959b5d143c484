/** Deeper than anything in the contract. Whatever reads such a value step into step runs out of stack. */
const deepest = 100;

/** Whether lists and objects stand in each other deeper than anything means something. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= deepest; depth += 1) {
    level = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
