import type { ModelRow } from '../../models/classification/model.queries';
import type { ClassificationModel } from '../../openapi/generated/types';
import { etag } from '../etag';
import { type Context, type Headers, reply, type Reply } from '../operation';
import { languageOf } from '../problem';
import { modelView } from './model.view';

/** The answer that shows a version of the model. */
export function modelReply<S extends 200 | 202>(
  status: S,
  { request }: Pick<Context<'getModel'>, 'request'>,
  row: ModelRow,
): Reply<S, ClassificationModel> {
  const headers: Headers = { etag: etag(row.revision) };
  if (status === 202) headers['location'] = `/api/classification/models/${row.version}`;
  return reply(status, modelView(row, languageOf(request)), headers);
}
