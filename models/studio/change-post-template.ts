import { type ErrorDetail, fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { checkScheduleWords } from './check-schedule-words';
import type { PostContext } from './new-post';
import { cleanHashtags } from './post-text';
import { PostTemplate } from './post-template';
import { PostingSchedule } from './posting-schedule';
import { sayTemplateFault, type TemplateVariables, templateFaults } from './template-text';

/** More than anybody keeps in mind. */
const mostTemplates = 200;

export interface TemplateWish {
  name: string;
  caption: string;
  hashtags: string[];
  variables: TemplateVariables;
}

/** @throws `template_refused` (422) whose `errors` name the variables, `template_limit` (409) */
export async function createTemplate(
  tx: Transaction,
  owner_id: string,
  wish: TemplateWish,
  now: Date,
): Promise<PostTemplate> {
  refuseFaulty(wish);
  await tx.sql.raw('select from users where id = ? for no key update', [owner_id]);
  const many = await PostTemplate.query(tx.sql).where({ owner_id }).resultSize();
  if (many >= mostTemplates) throw fail('template_limit');
  return await PostTemplate.query(tx.sql).insertAndFetch({
    ...{ id: newId(), owner_id, ...wish, hashtags: cleanHashtags(wish.hashtags) },
    ...{ created_at: now, updated_at: now },
  });
}

/**
 * Changes what is named. Posts that were made of it keep their texts; schedules have to be able to make more.
 * @throws `template_refused` (422)
 */
export async function updateTemplate(
  tx: Transaction,
  template: PostTemplate,
  wish: Partial<TemplateWish>,
  context: PostContext,
): Promise<PostTemplate> {
  refuseFaulty({ ...template, ...wish });
  const changed = await PostTemplate.query(tx.sql).patchAndFetchById(template.id, {
    ...wish,
    ...(wish.hashtags && { hashtags: cleanHashtags(wish.hashtags) }),
    ...{ version: template.version + 1, updated_at: context.now },
  });
  await refuseBroken(tx, changed, context);
  return changed;
}

/** @throws `template_in_use` (409) while a schedule makes its posts of it */
export async function deleteTemplate(tx: Transaction, template: PostTemplate): Promise<void> {
  const using = await PostingSchedule.query(tx.sql)
    .where({ template_id: template.id })
    .resultSize();
  if (using > 0) throw fail('template_in_use');
  await PostTemplate.query(tx.sql).deleteById(template.id);
}

function refuseFaulty({ caption, variables }: Pick<TemplateWish, 'caption' | 'variables'>): void {
  const errors = templateFaults(caption, variables).map((fault): ErrorDetail => {
    const pointer = fault.code === 'reserved_variable' ? `/variables/${fault.name}` : '/caption';
    return { pointer, code: fault.code, detail: sayTemplateFault(fault) };
  });
  if (errors.length > 0) throw fail('template_refused', undefined, errors);
}

/** A schedule without posts would be noticed days later. */
async function refuseBroken(
  tx: Transaction,
  { id }: PostTemplate,
  context: PostContext,
): Promise<void> {
  const using = await PostingSchedule.query(tx.sql)
    .where({ template_id: id, is_active: true })
    .orderBy('id');
  const words = using.flatMap(({ next_slot_at: slot_at, ...words }) =>
    slot_at ? { ...words, slot_at } : [],
  );
  const found = await checkScheduleWords(tx.sql, words, context);
  const errors = found.flatMap((findings, index) =>
    findings.map(({ pointer = '', code, detail }) => ({
      pointer: pointer.startsWith('/variables') ? pointer : '/caption',
      ...{ code, detail: `${words[index]?.name}: ${detail}` },
    })),
  );
  if (errors.length > 0) throw fail('template_refused', undefined, errors);
}
