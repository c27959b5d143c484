import type { PostTemplate as TemplateRow } from '../../models/studio/post-template';
import type { PostTemplate } from '../../openapi/generated/types';
import { etag } from '../etag';
import { type Headers, reply, type Reply } from '../operation';
import { templateView } from './template.view';

/** A template with its version, and where it is if it is new. */
export function templateReply<S extends 200 | 201>(
  status: S,
  template: TemplateRow,
): Reply<S, PostTemplate> {
  const headers: Headers = { etag: etag(template.version) };
  if (status === 201) headers['location'] = `/api/scheduler/templates/${template.id}`;
  return reply(status, templateView(template), headers);
}
