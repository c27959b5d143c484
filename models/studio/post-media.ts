import { BaseModel } from '../../foundation/base-model';

/** A picture's place in a post. */
export class PostMedia extends BaseModel {
  static override readonly tableName = 'post_media';
  static override readonly idColumn = ['post_id', 'position'];

  declare post_id: string;
  /** From 0. */
  declare position: number;
  declare image_id: string;
}
