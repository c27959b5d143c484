// Every operation of the contract with an API key: without its scope, with it, and where no key will do. The operations
// and their scopes come from the contract: a new one is held to this before anybody thinks of it.
import { loadContract, type ContractOperation } from '../../../api/contract';
import type { Problem } from '../../../clients/typescript';
import type { ApiKeyScope } from '../../../models/identity/api-key';
import { createKey } from '../../factories/api-key';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';
import { exampleRequest } from './example-request';

const contract = loadContract();
const byName = (one: ContractOperation) => [one.id, one] as const;
const secured = contract.operations.filter((one) => one.secured);
const reachable = secured.filter((one) => one.keyScope !== null);
const withheld = secured.filter((one) => one.keyScope === null);
const scopes = [...new Set(reachable.map((one) => one.keyScope as ApiKeyScope))];

let api: TestApi;
let admin: Person;
beforeAll(async () => {
  api = await startTestApi();
  admin = await newPerson(api, 'admin');
});
afterAll(() => api.close());

const keyWith = async (wanted: ApiKeyScope[]): Promise<string> => {
  const { row, key } = await createKey(api.services.database, admin.id, wanted);
  await api.services.database('api_keys').whereNot({ id: row.id }).delete();
  return key;
};

async function call(operation: ContractOperation, key: string) {
  const { path, init } = exampleRequest(contract.document, operation);
  const headers = { ...init.headers, authorization: `Bearer ${key}` };
  const response = await api.fetch(path, { ...init, headers });
  const isProblem = response.headers.get('content-type')?.includes('problem') ?? false;
  const body = isProblem ? ((await response.json()) as Problem) : undefined;
  if (!body) await response.arrayBuffer();
  const challenge = response.headers.get('www-authenticate');
  return { status: response.status, code: body?.code, challenge };
}

describe('an API key without the scope', () => {
  it.each(reachable.map(byName))('is refused %s', async (_id, operation) => {
    const key = await keyWith(scopes.filter((scope) => scope !== operation.keyScope));
    expect(await call(operation, key)).toEqual({
      status: 403,
      code: 'insufficient_scope',
      challenge: `Bearer error="insufficient_scope", scope="${operation.keyScope}"`,
    });
  });
});

describe('an API key with only the scope', () => {
  it.each(reachable.map(byName))('comes to %s as its owner would', async (_id, operation) => {
    const key = await keyWith([operation.keyScope as ApiKeyScope]);
    const { code, status } = await call(operation, key);
    expect(['unauthenticated', 'insufficient_scope', 'forbidden']).not.toContain(code);
    expect(status).not.toBe(401);
  });
});

describe('an API key with every scope', () => {
  it.each(withheld.map(byName))('is refused %s', async (_id, operation) => {
    const answer = await call(operation, await keyWith(scopes));
    expect(answer).toMatchObject({ status: 401, code: 'unauthenticated' });
  });
});
