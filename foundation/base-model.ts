import { Model } from 'objection';

/** A row of a table. Columns are `declare`d, because class fields would overwrite what the database returned. */
export abstract class BaseModel extends Model {
  static override readonly useLimitInFirst = true;
}
