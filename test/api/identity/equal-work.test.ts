// The time of an answer must not tell whether an address or a name is known. No clock is asked here: the same statements
// in the same order are the same work.
import {
  loginUser,
  registerUser,
  requestPasswordReset,
  resendOtp,
} from '../../../clients/typescript';
import { newUser, signedInUser } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^identity\//);
});
afterAll(() => api.close());

/** The statements that a call runs; savepoints are named by chance, and end in one of two ways. */
async function statementsOf(call: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const note = ({ sql }: { sql: string }): void => {
    const plain = sql.trim().replaceAll(/trx\w+/g, 'trx');
    statements.push(plain.replace(/^(RELEASE|ROLLBACK TO) (SAVEPOINT )?(\w+);?$/i, 'end of $3'));
  };
  api.services.database.on('query', note);
  await call();
  api.services.database.off('query', note);
  return statements;
}

const client = () => api.client();
const nobody = 'nobody-at-all@example.org';

async function proven(): Promise<ReturnType<typeof newUser>> {
  const { user } = await signedInUser(api);
  const { username } = user;
  const email_verified_at = new Date();
  await api.services.database('users').where({ username }).update({ email_verified_at });
  return user;
}

test('asking for a new password is the same work for known and unknown addresses', async () => {
  const { user } = await signedInUser(api);
  const ask = (email: string) => () => requestPasswordReset({ client: client(), body: { email } });
  const known = await statementsOf(ask(user.email));
  expect(known.filter((sql) => sql.includes('into mails'))).toHaveLength(1);
  expect(await statementsOf(ask(nobody))).toEqual(known);
});

test('asking for a code is the same work for addresses that are proven or unknown', async () => {
  const ask = (email: string) => () => resendOtp({ client: client(), body: { email } });
  const known = await statementsOf(ask((await proven()).email));
  expect(known.filter((sql) => sql.includes('into mails'))).toHaveLength(1);
  expect(await statementsOf(ask(nobody))).toEqual(known);
});

test('registering is the same work for known and unknown addresses', async () => {
  const { email } = await proven();
  const register = (body: ReturnType<typeof newUser>) => () =>
    registerUser({ client: client(), body });
  const unknown = await statementsOf(register(newUser()));
  expect(unknown.filter((sql) => sql.includes('into mails'))).toHaveLength(2);
  const known = await statementsOf(register(newUser({ email })));
  expect(known).toEqual(unknown);
});

test('a refused sign-in is the same work for known and unknown names', async () => {
  const { user } = await signedInUser(api);
  const guess = (username: string) => () =>
    loginUser({ client: client(), body: { username, password: 'not the password' } });
  const known = await statementsOf(guess(user.username));
  expect(await statementsOf(guess('nobody-here'))).toEqual(known);
});

test('a sign-in that is held back is the same work for known and unknown names, also the second time', async () => {
  const { user } = await signedInUser(api);
  const guess = (username: string) => () =>
    loginUser({ client: client(), body: { username, password: 'not the password' } });
  const heldBack = async (username: string): Promise<string[][]> => {
    for (let wrong = 0; wrong < 10; wrong++) await guess(username)();
    return [await statementsOf(guess(username)), await statementsOf(guess(username))];
  };
  const [first, second] = await heldBack(user.username);
  expect(first?.filter((sql) => sql.includes('into mails'))).toHaveLength(1);
  expect(second).toEqual(first);
  expect(await heldBack('nobody-there')).toEqual([first, second]);
});
