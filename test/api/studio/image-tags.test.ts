import {
  createImageTag,
  deleteImageTag,
  exportImageTags,
  getStudioImage,
  listImageTags,
  type ListImageTagsData,
  updateStudioImage,
} from '../../../clients/typescript';
import { createStudioImage } from '../../factories/studio-image';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';

let api: TestApi;
let amina: Person;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging|studio\/(images|tags))/);
});
beforeEach(async () => {
  amina = await newPerson(api);
});
afterAll(() => api.close());

const create = (name: string, person = amina) =>
  createImageTag({ client: person.client, body: { name } });
const list = async (query: NonNullable<ListImageTagsData['query']> = {}, person = amina) => {
  const { data } = await listImageTags({ client: person.client, query, throwOnError: true });
  return data.results.map(({ name, images }) => [name, images]);
};

describe('tags of pictures', () => {
  it('are exported as they are listed', async () => {
    await create('autumn');
    const query = { format: 'json' as const };
    const { data } = await exportImageTags({ client: amina.client, query, throwOnError: true });
    expect(data.results).toMatchObject([{ name: 'autumn', images: 0 }]);
  });

  it('are one, however they are written', async () => {
    const made = await create('Été ');
    expect(made.response?.status).toBe(201);
    expect(made.data).toMatchObject({ name: 'été', images: 0, owner_id: amina.id });
    const again = await create('E\u0301TE\u0301');
    expect(again.response?.status).toBe(200);
    expect(again.data?.id).toBe(made.data?.id);
    expect(await list()).toEqual([['été', 0]]);
  });

  it('are made once by many at the same time', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => create('autumn')));
    const statuses = answers.map(({ response }) => response?.status).sort();
    expect(statuses).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map(({ data }) => data?.id)).size).toBe(1);
  });

  it('are made by pictures that get them, counted, and listed page by page', async () => {
    const { database } = api.services;
    const images = await Promise.all([1, 2].map(() => createStudioImage(database, amina.id)));
    for (const [at, { id }] of images.entries()) {
      await updateStudioImage({
        ...{ client: amina.client, path: { id }, headers: { 'If-Match': '*' } },
        ...{ body: { tags: at === 0 ? ['plums', 'dawn'] : ['plums'] }, throwOnError: true },
      });
    }
    await create('winter');
    await create('plums', await newPerson(api));
    expect(await list()).toEqual([
      ['dawn', 1],
      ['plums', 2],
      ['winter', 0],
    ]);
    expect(await list({ search: 'LUM' })).toEqual([['plums', 2]]);
    const { data } = await listImageTags({
      ...{ client: amina.client, query: { limit: 2 }, throwOnError: true },
    });
    const cursor = new URL(data.next ?? '').searchParams.get('cursor') ?? '';
    expect(await list({ limit: 2, cursor })).toEqual([['winter', 0]]);
    await database('studio_images').where({ id: images[0]?.id }).update({ deleted_at: new Date() });
    expect(await list({ search: 'plums' })).toEqual([['plums', 1]]);
  });

  it('go from their pictures when they are deleted, and from nobody else’s', async () => {
    const { database } = api.services;
    const other = await newPerson(api);
    const theirs = await createStudioImage(database, other.id, { tags: ['plums'] });
    const { id } = await createStudioImage(database, amina.id, { tags: ['dawn', 'plums'] });
    await create('plums');
    const remove = (name: string) => deleteImageTag({ client: amina.client, query: { name } });
    expect((await remove('PLUMS')).response?.status).toBe(204);
    const image = await getStudioImage({ client: amina.client, path: { id } });
    expect(image.data?.tags).toEqual(['dawn']);
    expect(image.response?.headers.get('etag')).toBe('"2"');
    const kept = await getStudioImage({ client: other.client, path: { id: theirs.id } });
    expect(kept.data?.tags).toEqual(['plums']);
    expect((await remove('plums')).error).toMatchObject({ status: 404 });
  });

  it.each(['', '  ', 'a,b', 'x'.repeat(51), 'a\nb'])('are not %j', async (name) => {
    expect((await create(name)).error).toMatchObject({ status: 400, code: 'validation_failed' });
  });
});
