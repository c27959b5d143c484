const patterns = [
  'bad[_ ]alloc',
  'out of memory',
  'allocate memory',
  'memory allocation',
  'allocation failed',
];

const pattern = new RegExp(patterns.join('|'), 'i');

/** Whether a message of the runtime or of Node says that memory ran out. */
export function speaksOfMemory(said: string): boolean {
  return pattern.test(said);
}
