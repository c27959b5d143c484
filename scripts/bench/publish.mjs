// How late posts are: one alone, a hundred in one second, a thousand at one instant; and what publishing costs beside a
// bare timer with an activity. They go to the platform that publishes nowhere: what is measured is everything but it.
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { startStack } from '../stack/stack.mjs';
import { temporaryStateDir } from '../stack/temporary.mjs';
import { runBareTimers } from './bare-timer.mjs';
import { newUser } from './client.mjs';
import { figure, median } from './figure.mjs';

const product = createRequire(import.meta.url);
const many = 1_000;
// What can be prepared is prepared until then, as it is two minutes ahead.
const leadMs = { one: 4_000, some: 20_000, many: 90_000 };

export async function run({ quick, report, note }) {
  note('measuring publish ...');
  const stack = await startStack({
    stateDir: await temporaryStateDir('bench'),
    services: ['postgres', 'temporal', 'api', 'worker'],
    env: { LOG_LEVEL: 'warn' },
    temporary: true,
  });
  const times = createTimes(stack);
  try {
    const author = await newAuthor(stack);
    const lone = [];
    for (let round = 0; round < (quick ? 3 : 9); round++) {
      lone.push(...(await publish(author, times, { count: 1, lead: leadMs.one })));
    }
    report(figure('publish_lone_post', median(lone) / 1_000, 's', { most: 1 }));
    const some = await publish(author, times, { count: 100, lead: leadMs.some, apart: 10 });
    report(
      figure('publish_100_in_one_second_p99', some.sort(byValue)[98] / 1_000, 's', { most: 10 }),
    );
    await measureMany(stack, { author, times, rounds: quick ? 1 : 3, report, note });
  } finally {
    await times.close();
    await stack.stop();
  }
}

/** The thousand, in turns with as many bare timers. */
async function measureMany(stack, { author, times, rounds, report, note }) {
  const [posts, bare] = [[], []];
  for (let round = 0; round < rounds; round++) {
    note(`a thousand posts, round ${round + 1} of ${rounds} ...`);
    posts.push(await publish(author, times, { count: many, lead: leadMs.many }));
    bare.push(await runBareTimers(stack, { count: many, leadMs: leadMs.many }));
  }
  const last = (all) => Math.max(...all);
  const first = Math.min(...posts.map((all) => Math.min(...all)));
  const ratios = posts.map((all, round) => last(bare[round]) / last(all));
  const rate = (rounds) => median(rounds.map((all) => many / (last(all) / 1_000)));
  report(
    figure('publish_1000_last_of_one_instant', median(posts.map(last)) / 1_000, 's', { most: 90 }),
  );
  report(figure('publish_1000_earliest_after_due', first / 1_000, 's', { least: 0 }));
  report(
    figure('publish_against_bare_timer_and_activity', median(ratios), 'ratio', { least: 0.7 }),
  );
  report(figure('publish_posts_per_second', rate(posts), 'posts/s', { least: 0 }));
  report(figure('publish_bare_timers_per_second', rate(bare), 'timers/s', { least: 0 }));
}

/** Somebody with an account to publish through. */
async function newAuthor(stack) {
  const user = await newUser(stack.urls.api);
  const json = { identifier: 'bench' };
  await user.post('/api/scheduler/accounts/dry-run/connect', { json });
  const { id } = await user.get('/api/auth/me');
  return { user, id };
}

/** Schedules posts, `apart` milliseconds from each other; milliseconds by which each was late. */
async function publish({ user, id }, times, { count, lead, apart = 0 }) {
  const due = Date.now() + lead;
  const posts = Array.from({ length: count }, (_, nth) => ({
    platform: 'dry-run',
    caption: `Post ${nth} of ${due}`,
    scheduled_time: new Date(due + nth * apart).toISOString(),
  }));
  const { lines } = await user.post('/api/scheduler/posts/bulk', { json: { posts } });
  return await times.lateness(
    id,
    lines.map(({ post_id }) => post_id),
  );
}

/** Looks into the database when each post was said to be live. */
function createTimes({ env }) {
  const { openDatabase } = product('../../dist/foundation/database.js');
  const { createLogger } = product('../../dist/foundation/logging.js');
  const settings = { databaseUrl: env.DATABASE_URL, databasePoolSize: 1, logLevel: 'error' };
  const database = openDatabase(settings, createLogger(settings, 'bench'));
  const read = (owner, ids) =>
    database('events')
      .join('posts', 'posts.id', 'events.subject_id')
      .where({ 'events.owner_id': owner, type: 'post.posted' })
      .whereIn('posts.id', ids)
      .select('events.created_at', 'posts.scheduled_time');
  return {
    lateness: async (owner, ids) => {
      for (;;) {
        const rows = await read(owner, ids);
        if (rows.length >= ids.length) {
          return rows.map(({ created_at, scheduled_time }) => created_at - scheduled_time);
        }
        await pause(1_000);
      }
    },
    close: () => database.destroy(),
  };
}

function byValue(a, b) {
  return a - b;
}
