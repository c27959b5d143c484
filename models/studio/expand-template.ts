import type { Knex } from 'knex';
import { type ErrorDetail, fail } from '../../foundation/errors';
import type { PostTemplate } from './post-template';
import { findTemplate } from './post-template.queries';
import { knownOf, renderTemplate, sayTemplateFault, valueFaults } from './template-text';

/** A template, and what to put in the places of its variables. */
export interface TemplateUse {
  owner_id: string;
  template_id: string;
  variables: Record<string, string>;
}

/** When and with what the post will be. */
export interface TemplateMoment {
  at: Date;
  timezone: string;
  image_id: string | null;
}

/** The words that a template makes. */
export interface TemplateWords {
  caption: string;
  hashtags: string[];
}

/** The template and what is wrong with its use; a template of others is not there. */
export async function checkTemplateUse(
  database: Knex,
  { owner_id, template_id, variables }: TemplateUse,
): Promise<{ template: PostTemplate | undefined; errors: ErrorDetail[] }> {
  const template = await findTemplate(database, template_id);
  if (template?.owner_id !== owner_id) {
    const detail = 'There is no such template of yours.';
    const errors = [{ pointer: '/template_id', code: 'unknown_template', detail }];
    return { template: undefined, errors };
  }
  const errors = valueFaults(template.variables, variables).map((fault) => ({
    pointer: `/variables/${fault.name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    ...{ code: fault.code, detail: sayTemplateFault(fault) },
  }));
  return { template, errors };
}

/**
 * The words of a template for one post.
 * @throws `template_refused` (422) whose `errors` name what is unknown or missing
 */
export async function expandTemplate(
  database: Knex,
  use: TemplateUse,
  { at, timezone, image_id }: TemplateMoment,
): Promise<TemplateWords> {
  const { template, errors } = await checkTemplateUse(database, use);
  if (!template || errors.length > 0) throw fail('template_refused', undefined, errors);
  const [owner, image] = await Promise.all([
    database('users').where({ id: use.owner_id }).first<{ language: string }>('language'),
    database('studio_images')
      .where({ id: image_id, owner_id: use.owner_id })
      .first<{ title: string } | undefined>('title'),
  ]);
  const known = knownOf(at, { timezone, language: owner.language }, image?.title ?? '');
  const { caption, variables, hashtags } = template;
  return { caption: renderTemplate(caption, variables, use.variables, known), hashtags };
}
