import { authorize, ownerScope } from '../../models/identity/can';
import {
  imageAttemptOrder,
  listImageAttempts as listRows,
} from '../../models/studio/image-attempt.queries';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { languageOf } from '../problem';
import { acceptImages } from './accept-images';
import { imageAttemptView } from './image-attempt.view';

export const generateImage = operation('generateImage', async (context) => {
  authorize(context.user, 'studio.use');
  return await context.transaction((tx) => acceptImages(tx, context));
});

const order = '-started_at';

export const listImageAttempts = operation('listImageAttempts', async (context) => {
  const { user, services, query, request } = context;
  authorize(user, 'studio.use');
  const { cursor: _cursor, limit: _limit, owner_id, ...equal } = query;
  const filters = { ...equal, owner_id: ownerScope(user, owner_id) };
  const page = pageRequest(context, order, imageAttemptOrder);
  const found = await listRows(services.database, filters, page);
  const language = languageOf(request);
  return reply(
    200,
    pageBody(context, order, found, (row) => imageAttemptView(row, language)),
  );
});

export const exportImageAttempts = exportOf('exportImageAttempts', listImageAttempts);
