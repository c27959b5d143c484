// The API with its studio, and somebody who has an account at a platform that publishes nowhere and pictures to publish.
import type { Post, Problem } from '../../../clients/typescript';
import { createAccount } from '../../factories/social-account';
import { createStudioImage } from '../../factories/studio-image';
import { startTestApi, type TestApi } from '../../support/api';
import { postDependencies, Publisher as Publishing } from '../../support/publisher';
import { newPerson, type Person } from '../classification/classification-api';

export interface Publisher extends Person {
  account_id: string;
  image_id: string;
}

/** The API's rooms that the studio needs. */
export async function startStudioApi(settings?: NodeJS.ProcessEnv): Promise<TestApi> {
  return await startTestApi(/^(identity|studio|messaging|operations)\//, settings);
}

/** Somebody new with a connected account and a validated picture. */
export async function newPublisher(api: TestApi): Promise<Publisher> {
  const { database } = api.services;
  const person = await newPerson(api);
  const account = await createAccount(database, person.id, { platform: 'dry-run' });
  const image = await createStudioImage(database, person.id, {
    ...{ status: 'validated', width: 1080, height: 1080, alt_text: 'Plums.' },
  });
  return { ...person, account_id: account.id, image_id: image.id };
}

/** What the API says to a body as it is: the status, and of each fault where it is and its code. */
export async function answerTo(
  api: TestApi,
  { access }: Publisher,
  path: string,
  body: unknown,
): Promise<[number, string[]]> {
  const headers = { authorization: `Bearer ${access}`, 'content-type': 'application/json' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await api.fetch(`/api${path}`, { method: 'POST', headers, body: text });
  const { code = '', errors } = (await response.json()) as Partial<Problem>;
  return [response.status, errors?.map((fault) => `${fault.pointer} ${fault.code}`) ?? [code]];
}

/** Whether somebody has no post and no schedule. */
export async function isNothingKept({ services }: TestApi, { id }: Publisher): Promise<boolean> {
  const tables = ['posts', 'posting_schedules'];
  const rows = tables.map((table) => services.database(table).where({ owner_id: id }));
  return (await Promise.all(rows)).flat().length === 0;
}

/** Lets the time of a post for one account come, on the platform that publishes nowhere. */
export async function letPublish({ services, clock }: TestApi, { targets }: Post): Promise<void> {
  const { database, platforms, config } = services;
  const [platform, target] = [platforms.get('dry-run'), targets[0]];
  if (!platform || !target || config.storage.driver !== 'local') throw new Error('nothing is due');
  const dependencies = postDependencies(database, platform, config.storage.directory);
  await new Publishing(dependencies, target.id).finish(clock.now());
}
