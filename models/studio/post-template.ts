import { BaseModel } from '../../foundation/base-model';
import type { TemplateVariables } from './template-text';

/** A text to make posts of, with variables. */
export class PostTemplate extends BaseModel {
  static override readonly tableName = 'post_templates';

  declare id: string;
  declare owner_id: string;
  declare name: string;
  declare caption: string;
  declare hashtags: string[];
  declare variables: TemplateVariables;
  declare version: number;
  declare created_at: Date;
  declare updated_at: Date;
}
