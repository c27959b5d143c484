import { openPage } from '../../../api/operations/review-page.view';
import { listReviews, schedulePost } from '../../../clients/typescript';
import { PostTarget } from '../../../models/studio/post-target';
import { createPicture } from '../../factories/post';
import type { TestApi } from '../../support/api';
import { newPublisher, startStudioApi } from './studio-api';

let api: TestApi;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(async () => await api.close());

test('shows who decides all pictures, the link and the options', async () => {
  const { id: owner, client } = await newPublisher(api);
  const { database } = api.services;
  const pictures = await Promise.all(
    ['Plums.', 'Pears.'].map((alt_text) => createPicture(database, owner, { alt_text })),
  );
  const link = 'https://cider.example.org/';
  const wish = {
    ...{ platform: 'dry-run', caption: 'Ripe plums.', link, approval: {} },
    ...{ images: pictures.map(({ id }) => id) },
    scheduled_time: new Date(api.clock.now().getTime() + 86_400_000).toISOString(),
  };
  const { data: post } = await schedulePost({ client, body: wish, throwOnError: true });
  await PostTarget.query(database)
    .where({ post_id: post.id })
    .patch({ options: { visibility: 'unlisted' } });
  const query = { kind: 'post', state: 'open' } as const;
  const { data } = await listReviews({ client, query, throwOnError: true });
  const review = data.results.find(({ subject_id }) => subject_id === post.id);
  expect(review?.subject?.answer).toMatchObject({
    ...{ link, texts: [{ options: { visibility: 'unlisted' } }] },
    pictures: [{ alt_text: 'Plums.' }, { alt_text: 'Pears.' }],
  });
  if (!review?.subject) throw new Error('there is nothing to decide on');
  const { kind, state, due_at, subject } = review;
  const shown = {
    ...subject,
    answer: {
      ...subject.answer,
      pictures: ['a', 'b'].map((name) => ({
        image_url: `https://pictures.example/${name}`,
        alt_text: `Picture "${name}"`,
      })),
    },
  };
  const expires_at = new Date().toISOString();
  const rest = { kind, state, due_at, expires_at, asked_by: 'Amina' };
  const html = openPage({ ...rest, subject: shown }, 'en');
  for (const name of ['a', 'b']) {
    expect(html).toContain(
      `<img src="https://pictures.example/${name}" alt="Picture &quot;${name}&quot;" />`,
    );
  }
  expect(html).toContain(`<p>Link: <a href="${link}">${link}</a></p>`);
  expect(html).toMatch(/<h2>Dry run @user-\w+<\/h2>\s*<blockquote>Ripe plums\.<\/blockquote>/);
  expect(html).toContain('Asked by <strong>Amina</strong>');
  expect(html).toContain('<dt>visibility</dt><dd>unlisted</dd>');
});
