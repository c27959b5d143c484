import { explainGraph } from '../../../../activities/clients/platforms/graph-errors';

const answer = (error: object, headers = {}, status = 400) => ({
  ...{ status, headers, body: { error: { message: 'So it is', ...error } } },
});
const usage = (minutes: number) => ({
  'x-business-use-case-usage': JSON.stringify({
    1784: [{ type: 'pages', call_count: 100, estimated_time_to_regain_access: minutes }],
  }),
});

test.each<[object, object]>([
  [
    { code: 190, error_subcode: 463 },
    { kind: 'disconnected', code: 'account_disconnected' },
  ],
  [{ code: 200 }, { kind: 'disconnected', code: 'scope_missing' }],
  [{ code: 10 }, { kind: 'disconnected', code: 'scope_missing' }],
  [{ code: 4 }, { kind: 'later', code: 'rate_limited', scope: 'application' }],
  [
    { code: 4, error_subcode: 2207051 },
    { kind: 'refused', code: 'refused_as_spam' },
  ],
  [{ code: 368 }, { kind: 'later', code: 'account_restricted', retry_after: 21_600 }],
  [
    { code: 100, error_subcode: 33 },
    { kind: 'refused', code: 'not_found' },
  ],
  [{ code: 100 }, { kind: 'refused', code: 'refused_by_platform' }],
  [
    { code: 9007, error_subcode: 2207027 },
    { kind: 'later', code: 'container_not_ready' },
  ],
])('%j is %j', (error, expected) => {
  expect(explainGraph(answer(error), true)).toMatchObject({ ...expected, detail: 'So it is' });
});

test('a proof with the wrong secret refuses no post', () => {
  const message = 'Invalid appsecret_proof provided in the API argument';
  expect(explainGraph(answer({ code: 100, message }), true)).toMatchObject({
    ...{ kind: 'later', code: 'application_refused', scope: 'application' },
  });
});

test('a trouble of their own leaves open what a call that publishes did, and nothing else', () => {
  for (const error of [{ code: 2 }, { code: 1 }, { code: 5_000, is_transient: true }]) {
    expect(explainGraph(answer(error), true)).toMatchObject({ kind: 'unknown' });
    expect(explainGraph(answer(error), false)).toMatchObject({ kind: 'later' });
  }
});

test('too many calls are waited for as long as the header says, or a part of the hour that rolls', () => {
  expect(explainGraph(answer({ code: 80001 }, usage(19)), true)).toMatchObject({
    ...{ retry_after: 1_140, scope: 'account' },
  });
  expect(explainGraph(answer({ code: 32 }, usage(0)), true)).toMatchObject({ retry_after: 900 });
  const garbled = { 'x-business-use-case-usage': '{"a":' };
  expect(explainGraph(answer({ code: 17 }, garbled), true)).toMatchObject({ retry_after: 900 });
});

test('what is said to people is told rather than what is said to programs', () => {
  const words = explainGraph(answer({ code: 100, error_user_msg: 'The link is blocked.' }), true);
  expect(words).toMatchObject({ detail: 'The link is blocked.' });
  expect(explainGraph({ status: 502, headers: {}, body: '<html>' }, true)).toBeNull();
});
