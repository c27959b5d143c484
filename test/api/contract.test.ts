import { loadContract, MethodNotAllowed } from '../../api/contract';
import { readBundle, type Document } from '../../api/document';
import { assertComplete, operations } from '../../api/operations';
import { createReplyCheck } from '../../api/reply-check';

const contract = loadContract();

describe('the table of handlers', () => {
  test('is complete', () => {
    expect(() => assertComplete(operations, contract)).not.toThrow();
  });

  test('without a handler, with one too many, or under a wrong name keeps the API from starting', () => {
    const { getMe, ...without } = operations;
    expect(() => assertComplete(without, contract)).toThrow('Handlers missing: getMe;');
    const ghost = { ...operations, getGhost: { operationId: 'getGhost' } };
    expect(() => assertComplete(ghost, contract)).toThrow('without operation: getGhost');
    const swapped = { ...operations, getMe: operations.loginUser };
    expect(() => assertComplete(swapped, contract)).toThrow('Handlers missing: getMe;');
    expect(getMe.operationId).toBe('getMe');
  });
});

describe('finding an operation', () => {
  const paths = {
    '/things/{id}': { get: thing('getThing') },
    '/things/new': { get: thing('makeThing') },
  };
  const small = loadContract({ ...readBundle(), paths } as unknown as Document);

  test('prefers concrete paths, and takes a trailing slash', () => {
    expect(small.find('GET', '/things/new').id).toBe('makeThing');
    expect(small.find('GET', '/things/7/').id).toBe('getThing');
  });

  test('tells an unknown address from an unknown method', () => {
    expect(() => small.find('GET', '/things/7/8')).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    );
    expect(() => small.find('PUT', '/things/7')).toThrow(MethodNotAllowed);
  });
});

function thing(operationId: string): object {
  return { operationId, 'x-handler': 'things/things', responses: {} };
}

describe('the check of answers', () => {
  const check = createReplyCheck(contract);
  const operation = contract.find('POST', '/auth/login');
  const pair = { access: 'a', refresh: 'b', expires_in: 900 };
  const reply = (status: number, body: unknown) => () =>
    check(operation, { status, body, headers: {} });

  test('accepts what the contract describes', () => {
    expect(reply(200, pair)).not.toThrow();
  });

  test.each([
    ['a leaked field', reply(200, { ...pair, password_hash: 'x' }), 'unevaluated'],
    ['a missing field', reply(200, { ...pair, expires_in: undefined }), 'expires_in'],
    ['a wrong type', reply(200, { ...pair, expires_in: '900' }), 'integer'],
    ['a status that is not declared', reply(202, pair), 'no status 202'],
  ])('refuses %s', (_what, answer, message) => {
    expect(answer).toThrow(message);
  });

  test('closes what stands behind references, lists and allOf, too', () => {
    const list = contract.find('GET', '/classification/models');
    const page = { count: 0, count_capped: false, next: null, previous: null, results: [] };
    const answer = (body: unknown) => () => check(list, { status: 200, body, headers: {} });
    expect(answer(page)).not.toThrow();
    expect(answer({ ...page, secret: 1 })).toThrow('unevaluated');
  });
});
