import { newUser } from './client.mjs';
import { figure, median } from './figure.mjs';
import { distinctPictures } from './pictures.mjs';

/** How long people wait: for `running`, for the first result, for the standstill after a cancel. */
export async function measureLatency(stack, { images, quick }) {
  const pictures = await distinctPictures(images, 400);
  const heard = { running: [], first: [], cancelled: [] };
  for (let round = 0; round < (quick ? 3 : 9); round++) {
    const user = await newUser(stack.urls.api);
    await user.listen();
    const { id } = await user.startBatch(pictures);
    const posted = performance.now();
    heard.running.push((await user.event('batch.running', id)) - posted);
    heard.first.push((await user.progress(id)) - posted);
    const asked = performance.now();
    await user.post(`/api/classification/batches/${id}/cancel`);
    heard.cancelled.push((await user.event('batch.cancelled', id)) - asked);
    user.close();
  }
  return [
    figure('running_event_after_post', Math.max(0, median(heard.running)), 'ms', { most: 300 }),
    figure('first_finished_item', median(heard.first), 'ms', { most: 1_000 }),
    figure('cancel_to_standstill', median(heard.cancelled), 'ms', { most: 2_000 }),
  ];
}
