// Posts whose words a template makes: the words are put together when the post is checked, by whatever way it comes.
import type { Knex } from 'knex';
import type { ErrorDetail } from '../../foundation/errors';
import { isTimeZone } from '../../foundation/local-time';
import type { NewPost } from './new-post';
import { PostTemplate } from './post-template';
import {
  knownOf,
  longestCaption,
  renderTemplate,
  sayTemplateFault,
  valueFaults,
} from './template-text';

/** A post with its words, and what is wrong with how it uses its template. */
export interface ExpandedPost {
  post: NewPost;
  findings: ErrorDetail[];
}

/** Puts the words of posts together that are made of templates; the others stay as they are. */
export async function expandTemplates(
  database: Knex,
  posts: NewPost[],
  now: Date,
): Promise<ExpandedPost[]> {
  const using = posts.filter(({ template_id }) => template_id !== undefined);
  if (using.length === 0) return posts.map((post) => ({ post, findings: valuesAlone(post) }));
  const templates = await PostTemplate.query(database).findByIds(
    using.flatMap(({ template_id }) => template_id ?? []),
  );
  const [languages, titles] = await Promise.all([
    textsOf(database('users'), 'language', new Set(using.map(({ owner_id }) => owner_id))),
    textsOf(
      database('studio_images'),
      'title',
      new Set(using.flatMap((post) => post.image_ids[0] ?? [])),
    ),
  ]);
  return posts.map((post) => {
    if (post.template_id === undefined) return { post, findings: valuesAlone(post) };
    const template = templates.find(({ id, owner_id }) => {
      return id === post.template_id && owner_id === post.owner_id;
    });
    const findings = templateFindings(template, post);
    if (!template || findings.length > 0) return { post, findings };
    const timezone = isTimeZone(post.timezone) ? post.timezone : 'UTC';
    const speaking = { timezone, language: languages.get(post.owner_id) ?? 'en' };
    const title = titles.get(post.image_ids[0] ?? '') ?? '';
    const known = knownOf(post.scheduled_time ?? now, speaking, title);
    const { variables } = template;
    const caption = renderTemplate(template.caption, variables, post.variables ?? {}, known);
    if (caption.length > longestCaption) return { post, findings: [tooLong] };
    const hashtags = [...template.hashtags, ...post.hashtags];
    return { post: { ...post, caption, hashtags }, findings };
  });
}

const tooLong: ErrorDetail = {
  ...{ pointer: '/variables', code: 'caption_too_long' },
  detail: `With these values the text has more than ${longestCaption} characters.`,
};

/** What is wrong with the use of a template; one of others is not there. */
function templateFindings(
  template: PostTemplate | undefined,
  { owner_id, caption, variables = {} }: Pick<NewPost, 'owner_id' | 'caption' | 'variables'>,
): ErrorDetail[] {
  if (template?.owner_id !== owner_id) {
    const detail = 'There is no such template of yours.';
    return [{ pointer: '/template_id', code: 'unknown_template', detail }];
  }
  const detail = 'The template makes the caption.';
  const twice = { pointer: '/caption', code: 'caption_and_template', detail };
  const faults = valueFaults(template.variables, variables).map((fault) => ({
    pointer: `/variables/${fault.name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    ...{ code: fault.code, detail: sayTemplateFault(fault) },
  }));
  return [...(caption === '' ? [] : [twice]), ...faults];
}

/** Values for variables without a template. */
function valuesAlone({ variables = {} }: Pick<NewPost, 'variables'>): ErrorDetail[] {
  if (Object.keys(variables).length === 0) return [];
  const detail = 'Only a template has variables.';
  return [{ pointer: '/variables', code: 'unknown_variable', detail }];
}

async function textsOf(
  table: Knex.QueryBuilder,
  column: string,
  ids: Set<string>,
): Promise<Map<string, string>> {
  const rows = await table.whereIn('id', [...ids]).select<Record<string, string>[]>('id', column);
  return new Map(rows.map((row) => [row['id'] ?? '', row[column] ?? '']));
}
