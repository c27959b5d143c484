import { findModel } from '../../models/classification/model.queries';
import { authorize, widestScope } from '../../models/identity/can';
import { fail } from '../../foundation/errors';
import { operation, reply } from '../operation';
import { reviewedReply } from './export-reviewed';
import { accuracyView } from './model-accuracy.view';
import { sayLabel } from './say-label';
import { imageReply } from './show-image';
import { rangeOf } from '../instant';

const ninetyDays = 90 * 24 * 3_600_000;

export const reviewImage = operation('reviewImage', async (context) => {
  authorize(context.user, 'classification.use');
  return await context.transaction(async (tx) => {
    return await imageReply(200, context, await sayLabel(tx, context));
  });
});

export const getModelAccuracy = operation('getModelAccuracy', async (context) => {
  const { user, services, params, query } = context;
  authorize(user, 'classification.use');
  const owner_id = widestScope(user, 'owners.any', query.owner_id);
  if (!(await findModel(services.database, params.id))) throw fail('not_found');
  const range = rangeOf(query, services.clock.now(), ninetyDays);
  const scope = { model_version: params.id, owner_id };
  return reply(200, await accuracyView(services.database, scope, range));
});

export const exportReviewedImages = operation(
  'exportReviewedImages',
  async (context) => await reviewedReply(context),
);
