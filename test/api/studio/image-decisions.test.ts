import {
  createReviewLink,
  decideReview,
  getStudioImage,
  listReviews,
  type StudioImage,
  updateStudioImage,
  validateStudioImage,
} from '../../../clients/typescript';
import { createStudioImage } from '../../factories/studio-image';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';

const rooms = /^(identity|messaging|operations\/(review|audit)|studio\/(image|tags))/;

let api: TestApi;
let amina: Person;
beforeAll(async () => {
  api = await startTestApi(rooms);
});
beforeEach(async () => {
  amina = await newPerson(api);
});
afterAll(() => api.close());

const make = (columns: Parameters<typeof createStudioImage>[2] = {}, owner = amina.id) =>
  createStudioImage(api.services.database, owner, columns);
const read = async (id: string, person = amina) =>
  (await getStudioImage({ client: person.client, path: { id } })).data as StudioImage;
const validate = (id: string, action: 'validate' | 'reject', person = amina, notes?: string) =>
  validateStudioImage({
    client: person.client,
    path: { id },
    body: { action, ...(notes !== undefined && { validation_notes: notes }) },
    // Owners may leave it out.
    headers: person === amina ? {} : { 'If-Match': '"1"' },
  });
const reviewsOf = async (id: string, person = amina) => {
  const asked = { client: person.client, query: { kind: 'studio_image' as const } };
  const { data } = await listReviews({ ...asked, throwOnError: true });
  return data.results.filter((one) => one.subject_id === id);
};

describe('the decision on a picture', () => {
  it('is its owner’s by validate, and closes the review', async () => {
    const { id } = await make();
    const decided = await validate(id, 'validate', amina, 'the light is right');
    expect(decided.data).toMatchObject({
      ...{ status: 'validated', validated_by: amina.id, validation_notes: 'the light is right' },
    });
    expect(decided.data?.validated_at).not.toBeNull();
    expect(await reviewsOf(id)).toMatchObject([
      { state: 'approved', votes: [{ note: 'the light is right' }] },
    ]);
    for (const action of ['validate', 'reject'] as const) {
      const { error } = await validate(id, action);
      expect(error).toMatchObject({ status: 409, code: 'already_reviewed' });
    }
  });

  it('is made once, however many decide at the same time', async () => {
    const { id } = await make();
    const reviewer = await newPerson(api, 'reviewer');
    const [open] = await reviewsOf(id);
    const body = { decision: 'approve' as const, content_hash: open?.content_hash ?? '' };
    const answers = await Promise.all([
      validate(id, 'validate'),
      validate(id, 'reject'),
      validate(id, 'reject', reviewer),
      decideReview({ client: reviewer.client, path: { id: open?.id ?? '' }, body }),
    ]);
    const statuses = answers.map(({ response }) => response?.status).sort();
    expect(statuses).toEqual([200, 409, 409, 409]);
    const [closed] = await reviewsOf(id);
    expect(closed?.votes).toHaveLength(1);
    const { status } = await read(id);
    expect(status).toBe(closed?.state === 'approved' ? 'validated' : 'rejected');
  });

  it('is a reviewer’s too, which leaves an audit row, and nobody else’s', async () => {
    const { id } = await make();
    const stranger = await newPerson(api);
    expect((await validate(id, 'validate', stranger)).error).toMatchObject({ status: 404 });
    const reviewer = await newPerson(api, 'reviewer');
    const decided = await validate(id, 'reject', reviewer);
    expect(decided.data).toMatchObject({ status: 'rejected', validated_by: reviewer.id });
    const rows = await api.services
      .database('audit_entries')
      .where({ actor_id: reviewer.id, owner_id: amina.id });
    expect(rows).toMatchObject([{ action: 'review.reject', changes: { subject_id: id } }]);
  });

  it('may come by a review, which shows the picture, or by the page of its link', async () => {
    const { id } = await make({ title: 'Plums', alt_text: 'a basket' });
    const [open] = await reviewsOf(id);
    expect(open?.subject).toMatchObject({
      ...{ title: 'Plums', answer: { prompt: 'a basket of plums', alt_text: 'a basket' } },
    });
    const asked = { client: amina.client, path: { id: open?.id ?? '' } };
    const corrected = await decideReview({
      ...asked,
      body: { decision: 'approve', content_hash: open?.content_hash ?? '', correction: { x: 1 } },
    });
    expect(corrected.error).toMatchObject({ status: 400, code: 'validation_failed' });
    const { data } = await createReviewLink({ ...asked, body: {}, throwOnError: true });
    const path = data.url.replace(api.services.config.api.publicUrl, '');
    expect(await (await api.fetch(path)).text()).toContain('a basket of plums');
    const body = new URLSearchParams({ decision: 'approve' });
    expect((await api.fetch(path, { method: 'POST', body })).status).toBe(200);
    expect(await read(id)).toMatchObject({ status: 'validated', validated_by: amina.id });
  });

  it('is withdrawn when what is published with the picture changes, and not by other words', async () => {
    const { id } = await make();
    const update = (body: Parameters<typeof updateStudioImage>[0]['body']) =>
      updateStudioImage({ client: amina.client, path: { id }, body, headers: { 'If-Match': '*' } });
    await validate(id, 'validate');
    expect((await update({ title: 'Plums', tags: ['x'] })).data?.status).toBe('validated');
    expect((await update({ alt_text: 'a basket' })).data).toMatchObject({
      ...{ status: 'generated', validated_by: null, validated_at: null, validation_notes: null },
    });
    expect((await reviewsOf(id)).map(({ state }) => state).sort()).toEqual(['approved', 'open']);
    expect((await validate(id, 'reject')).data?.status).toBe('rejected');
  });

  it('is refused on what somebody has changed meanwhile', async () => {
    const { id } = await make();
    const [open] = await reviewsOf(id);
    const body = { alt_text: 'a basket' };
    await updateStudioImage({
      client: amina.client,
      path: { id },
      body,
      headers: { 'If-Match': '*' },
    });
    const stale = await decideReview({
      ...{ client: amina.client, path: { id: open?.id ?? '' } },
      body: { decision: 'approve', content_hash: open?.content_hash ?? '' },
    });
    expect(stale.error).toMatchObject({ status: 409, code: 'review_stale' });
    const seen = await validateStudioImage({
      ...{ client: amina.client, path: { id }, body: { action: 'validate' } },
      headers: { 'If-Match': '"1"' },
    });
    expect(seen.error).toMatchObject({ status: 412 });
  });

  it('is a reviewer’s only on what they have seen, whoever is first', async () => {
    const reviewer = await newPerson(api, 'reviewer');
    const seen = { client: reviewer.client, body: { action: 'validate' as const } };
    for (let round = 0; round < 5; round += 1) {
      const { id } = await make({ alt_text: 'a basket' });
      const blind = await validateStudioImage({ ...seen, path: { id } });
      expect(blind.error).toMatchObject({ status: 428, code: 'precondition_required' });
      const [changed, decided] = await Promise.all([
        updateStudioImage({
          ...{ client: amina.client, path: { id }, headers: { 'If-Match': '*' } },
          body: { alt_text: 'a crate' },
        }),
        validate(id, 'validate', reviewer),
      ]);
      expect(changed.response.status).toBe(200);
      expect([200, 412]).toContain(decided.response.status);
      const found = await read(id);
      expect(found).toMatchObject({ status: 'generated', alt_text: 'a crate', validated_by: null });
    }
  });

  it.each([
    ['pending', null],
    ['failed', 'provider_refused'],
  ] as const)('waits for a picture: one that is %s has none', async (status, error_code) => {
    const { id } = await make({ status, error_code, object_key: null, sha256: null });
    const { error } = await validate(id, 'validate');
    expect(error).toMatchObject({ status: 409, code: 'image_not_made' });
  });

  it('may be made after its review has expired undecided', async () => {
    const { id } = await make();
    await api.services.database('reviews').where({ subject_id: id }).update({ state: 'expired' });
    expect((await validate(id, 'validate')).data?.status).toBe('validated');
  });
});
