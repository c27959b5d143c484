// Values that are not a body of their own, such as the lines of a file, held to a schema of the contract.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { ErrorDetail } from '../foundation/errors';
import { type Document, readBundle } from './document';
import { detailOf } from './form-check';

const checks = new Map<string, ValidateFunction>();
let ajv: Ajv2020 | undefined;

/** What is wrong with a value; nothing where it is what the schema wants. */
export function schemaFindings(schema: string, value: unknown): ErrorDetail[] {
  let validate = checks.get(schema);
  if (!validate) {
    ajv ??= ajvOf(readBundle());
    validate = ajv.compile({ $ref: `contract#/components/schemas/${schema}` });
    checks.set(schema, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []).map(detailOf);
}

function ajvOf(document: Document): Ajv2020 {
  const made = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  addFormats(made);
  made.addSchema(document, 'contract');
  return made;
}
