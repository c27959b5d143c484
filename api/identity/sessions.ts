import { creationOrders } from '../../foundation/keyset';
import { transaction } from '../../foundation/transaction';
import { ownerScope, visible } from '../../models/identity/can';
import { endSession } from '../../models/identity/end-session';
import { findLiveSession, listLiveSessions } from '../../models/identity/session.queries';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { sessionView } from './session.view';
import { me, refresh, register, signIn, signOut } from './account';

export const registerUser = operation('registerUser', async (context) =>
  reply(201, await register(context)),
);

export const loginUser = operation('loginUser', async (context) =>
  reply(200, await signIn(context)),
);

export const refreshToken = operation('refreshToken', async (context) =>
  reply(200, await refresh(context)),
);

export const logoutUser = operation('logoutUser', async (context) => {
  await signOut(context);
  return reply(204);
});

export const getMe = operation('getMe', async (context) => reply(200, await me(context)));

export const listSessions = operation('listSessions', async (context) => {
  const { query, services, user } = context;
  const owner = ownerScope(user, query.owner_id);
  const page = pageRequest(context, query.sort, creationOrders[query.sort]);
  const rows = await listLiveSessions(services.database, owner, services.clock.now(), page);
  return reply(
    200,
    pageBody(context, query.sort, rows, (row) => sessionView(row, user.session_id)),
  );
});

export const exportSessions = exportOf('exportSessions', listSessions);

export const deleteSession = operation('deleteSession', async ({ params, services, user }) => {
  const { database, clock, sessions } = services;
  const session = visible(user, await findLiveSession(database, params.id, clock.now()));
  const end = transaction(database, (tx) => endSession(tx, session, user.id, clock.now()));
  sessions.forget(await end);
  return reply(204);
});
