// The API with the shipped model, people who use it, and a look at what it stored.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { getMe } from '../../../clients/typescript';
import type { Client } from '../../../clients/typescript/client';
import { registerModels } from '../../../models/classification/register-models';
import { signedInUser } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';

export interface Person {
  id: string;
  access: string;
  client: Client;
  /** Sends parts as a form; the answer as it came. */
  send(path: string, parts: [string, Blob | string, string?][], key?: string): Promise<Response>;
}

/** The API's rooms that classification needs, with a model. */
export async function startClassificationApi(settings?: NodeJS.ProcessEnv): Promise<TestApi> {
  const api = await startTestApi(/^(identity|classification|messaging)\//, settings);
  await registerModels(api.services.database, join(__dirname, '../../../ml/models'));
  return api;
}

/** Somebody new who is signed in, with another role if one is named. */
export async function newPerson(api: TestApi, role?: string): Promise<Person> {
  const { access, user } = await signedInUser(api);
  const { database } = api.services;
  if (role) {
    await database.raw(
      `insert into user_roles (user_id, role_id)
       select users.id, roles.id from users cross join roles
       where users.username = ? and roles.name = ?`,
      [user.username, role],
    );
  }
  const client = api.client(access);
  const { data } = await getMe({ client, throwOnError: true });
  return {
    id: data.id,
    access,
    client,
    send: (path, parts, key) => {
      const body = new FormData();
      for (const [name, value, filename] of parts) {
        if (typeof value === 'string') body.append(name, value);
        else body.append(name, value, filename);
      }
      const headers = {
        authorization: `Bearer ${access}`,
        ...(key !== undefined && { 'idempotency-key': key }),
      };
      return api.fetch(`/api${path}`, { method: 'POST', body, headers });
    },
  };
}

/** A part of a form that is a file. */
export function filePart(name: string, bytes: Buffer, filename: string): [string, Blob, string] {
  return [name, new Blob([new Uint8Array(bytes)]), filename];
}

/** How many objects the store holds for somebody, whatever for. */
export async function storedObjects(api: TestApi, ownerId: string): Promise<string[]> {
  const { storage } = api.services.config;
  if (storage.driver !== 'local') throw new Error('the tests keep objects in a folder');
  const all = await readdir(storage.directory, { recursive: true, withFileTypes: true });
  const files = all.filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return paths.filter((path) => path.includes(ownerId) || path.includes('.unfinished'));
}
