import { Job } from '../../../worker/inference/job';
import { JobQueue } from '../../../worker/inference/job-queue';
import { shippedModel } from './pool-setup';

function job(
  name: string,
  count: number,
  options: { run_id?: string; urgent?: boolean } = {},
): Job {
  const requests = Array.from({ length: count }, (_, n) => ({ id: `${name}${n}`, object_key: '' }));
  return new Job(requests, {
    model: shippedModel(),
    priority: options.urgent ? 'interactive' : 'batch',
    signal: new AbortController().signal,
    onResult: () => undefined,
    ...(options.run_id && { run_id: options.run_id }),
  });
}

/** The ids in the order in which two at a time are handed out. */
function order(queue: JobQueue): string[] {
  const ids: string[] = [];
  for (let work = queue.take(2); work.length > 0; work = queue.take(2)) {
    ids.push(...work.map(({ id }) => id));
  }
  return ids;
}

describe('the queue of the pool', () => {
  it('serves the jobs of one run in order', () => {
    const queue = new JobQueue();
    queue.add(job('a', 3, { run_id: 'one' }));
    queue.add(job('b', 2, { run_id: 'one' }));
    expect(order(queue)).toEqual(['a0', 'a1', 'a2', 'b0', 'b1']);
  });

  it('lets runs take turns, however many jobs each has', () => {
    const queue = new JobQueue();
    queue.add(job('a', 4, { run_id: 'one' }));
    queue.add(job('b', 2, { run_id: 'one' }));
    queue.add(job('c', 3, { run_id: 'two' }));
    expect(order(queue)).toEqual(['a0', 'a1', 'c0', 'c1', 'a2', 'a3', 'c2', 'b0', 'b1']);
  });

  it('hands urgent images out first, and jobs without a run in turns', () => {
    const queue = new JobQueue();
    queue.add(job('a', 2, { run_id: 'one' }));
    queue.add(job('u', 4, { urgent: true }));
    queue.add(job('v', 2, { urgent: true }));
    expect(queue.hasUrgent).toBe(true);
    expect(order(queue)).toEqual(['u0', 'u1', 'v0', 'v1', 'u2', 'u3', 'a0', 'a1']);
    expect(queue.hasUrgent).toBe(false);
  });

  it('passes over a job that nobody waits for any more', () => {
    const queue = new JobQueue();
    const left = job('a', 2, { run_id: 'one' });
    left.done.catch(() => undefined);
    queue.add(left);
    queue.add(job('b', 2, { run_id: 'one' }));
    left.fail(new Error('aborted'));
    expect(queue.waiting).toEqual({ interactive: 0, batch: 2 });
    expect(order(queue)).toEqual(['b0', 'b1']);
  });
});
