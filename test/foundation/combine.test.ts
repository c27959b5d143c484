import { combine } from '../../foundation/combine';

const combining = { most: 10, report: () => undefined };

/** Work that a test lets go on, batch after batch. */
function heldWork(most: number, apartMs = 0) {
  const batches: number[][] = [];
  const ends: (() => void)[] = [];
  const work = async (items: number[]): Promise<string[]> => {
    batches.push(items);
    await new Promise<void>((resolve) => ends.push(resolve));
    return items.map(String);
  };
  return {
    ask: combine(work, { ...combining, most, apartMs }),
    batches,
    end: () => ends.shift()?.(),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('combined work', () => {
  it('begins at once for who comes first, and takes those together that come meanwhile', async () => {
    const { ask, batches, end } = heldWork(10);
    const answers = [1, 2, 3].map((item) => ask(item));
    expect(batches).toEqual([[1]]);
    end();
    await settled();
    expect(batches).toEqual([[1], [2, 3]]);
    answers.push(ask(4));
    end();
    await settled();
    end();
    expect(await Promise.all(answers)).toEqual(['1', '2', '3', '4']);
    expect(batches).toEqual([[1], [2, 3], [4]]);
  });

  it('lets more come together after a batch of several, and never keeps a lone one waiting', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const { ask, batches, end } = heldWork(10, 100);
      for (const item of [1, 2, 3]) void ask(item);
      end();
      await settled();
      end();
      await settled();
      for (const item of [4, 5]) void ask(item);
      jest.advanceTimersByTime(99);
      expect(batches).toEqual([[1], [2, 3]]);
      jest.advanceTimersByTime(1);
      expect(batches).toEqual([[1], [2, 3], [4, 5]]);
      end();
      await settled();
      jest.advanceTimersByTime(100);
      void ask(6);
      expect(batches).toHaveLength(4);
      end();
      await settled();
      void ask(7);
      expect(batches).toHaveLength(5);
    } finally {
      jest.useRealTimers();
    }
  });

  it('takes no more together than it may', async () => {
    const { ask, batches, end } = heldWork(2);
    const answers = [1, 2, 3, 4, 5, 6].map((item) => ask(item));
    for (let nth = 0; nth < 4; nth += 1) {
      end();
      await settled();
    }
    expect(await Promise.all(answers)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(batches).toEqual([[1], [2, 3], [4, 5], [6]]);
  });

  it('does each alone where a batch fails, so that one harms no other', async () => {
    const batches: number[][] = [];
    const report = jest.fn();
    const ask = combine(
      async (items: number[]) => {
        batches.push(items);
        await settled();
        if (items.includes(3)) throw new Error('not 3');
        return items.map((item) => item * 10);
      },
      { most: 10, report },
    );
    const answers = await Promise.allSettled([1, 2, 3, 4].map((item) => ask(item)));
    expect(batches).toEqual([[1], [2, 3, 4], [2], [3], [4]]);
    expect(answers.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    ]);
    expect(await ask(5)).toBe(50);
    expect(report.mock.calls).toEqual([[new Error('not 3')]]);
  });

  it('goes on after a lone item that fails', async () => {
    const ask = combine(async (items: number[]) => {
      if (items[0] === 1) throw new Error('not 1');
      return items;
    }, combining);
    await expect(ask(1)).rejects.toThrow('not 1');
    expect(await ask(2)).toBe(2);
  });

  it('waits no longer than its patience for a batch that does not end', async () => {
    const never = new Promise<never>(() => undefined);
    const work = (items: number[]) => (items.includes(1) ? never : Promise.resolve(items));
    const ask = combine(work, { ...combining, patienceMs: 1 });
    void ask(1);
    expect(await Promise.all([ask(2), ask(3)])).toEqual([2, 3]);
  });

  it('holds work to an answer for each item', async () => {
    const ask = combine((_: number[]) => Promise.resolve<number[]>([]), combining);
    await expect(ask(1)).rejects.toThrow('answers each');
  });
});
