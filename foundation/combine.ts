export interface Combining {
  /** How many items a batch has at most. */
  most: number;
  /** Is told why a batch of several failed. */
  report: (error: unknown) => void;
  /** How long after a batch of several the next begins at the earliest: fewer and larger ones cost less. */
  apartMs?: number;
  /** After that others no longer wait for a batch that does not end, as when a server went away in silence. */
  patienceMs?: number;
}

/**
 * Makes work on many items at once of calls that bring one each, as databases commit groups: the first call begins at once,
 * alone, and those that come while it is under way are the next batch. A lone caller waits for nobody, and under load a batch
 * costs little more than a single item.
 *
 * When a batch of several fails, each of its items is done alone: nobody suffers from what another brought. `work` is therefore
 * all or nothing, and answers each item at its place.
 */
export function combine<T, R>(
  work: (items: T[]) => Promise<R[]>,
  { most, report, apartMs = 0, patienceMs = 1_000 }: Combining,
): (item: T) => Promise<R> {
  const waiting: Call<T, R>[] = [];
  let isUnderWay = false;
  let earliest = 0;
  const next = (): void => {
    if (isUnderWay || waiting.length === 0) return;
    isUnderWay = true;
    const early = earliest - performance.now();
    if (early > 0) setTimeout(begin, early);
    else begin();
  };
  const begin = (): void => {
    const calls = waiting.splice(0, most);
    if (calls.length > 1) earliest = performance.now() + apartMs;
    let isAwaited = true;
    const goOn = (): void => {
      if (!isAwaited) return;
      isAwaited = false;
      isUnderWay = false;
      clearTimeout(timer);
      next();
    };
    const timer = setTimeout(goOn, patienceMs);
    void doAll(work, calls, report).then(goOn);
  };
  return (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      next();
    });
}

interface Call<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/** Answers all calls of a batch; what is done alone after a failure holds up no other batch. */
async function doAll<T, R>(
  work: (items: T[]) => Promise<R[]>,
  calls: Call<T, R>[],
  report: Combining['report'],
): Promise<void> {
  try {
    const results = await work(calls.map(({ item }) => item));
    if (results.length !== calls.length) throw new Error('a batch answers each of its items');
    results.forEach((result, index) => calls[index]?.resolve(result));
  } catch (error) {
    const [lone, ...more] = calls;
    if (more.length === 0) return lone?.reject(error);
    report(error);
    for (const call of calls) void doAll(work, [call], report);
  }
}
