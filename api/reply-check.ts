// In tests every answer is held to the contract, with response schemas closed: a field that the contract does not know
// has leaked. In production nothing is checked and nothing is paid.
import { Readable } from 'node:stream';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Contract, ContractOperation } from './contract';
import { dereference, type Document, type Schema } from './document';
import type { Reply } from './operation';

export type ReplyCheck = (operation: ContractOperation, reply: Reply) => void;

/** Accepts every reply. */
export const unchecked: ReplyCheck = () => undefined;

/** Throws where a reply is none that the contract describes. */
export function createReplyCheck(contract: Contract): ReplyCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  const compiled = new Map<Schema, ValidateFunction>();
  return (operation, { status, body }) => {
    const answer = operation.answers[status];
    if (!answer) throw new Error(`${operation.id}: the contract has no status ${status}`);
    const schema =
      answer.content?.['application/json']?.schema ??
      answer.content?.['application/problem+json']?.schema;
    // Bytes are checked by the tests that read them.
    if (!schema || isBytes(body)) return;
    let validate = compiled.get(schema);
    if (!validate) {
      validate = ajv.compile(closed(contract.document, schema, []));
      compiled.set(schema, validate);
    }
    // What the client will see: dates as texts, no undefined.
    if (validate(JSON.parse(JSON.stringify(body ?? null)))) return;
    throw new Error(`${operation.id} ${status}: ${ajv.errorsText(validate.errors)}`);
  };
}

function isBytes(body: unknown): boolean {
  return body instanceof Readable || Buffer.isBuffer(body) || typeof body === 'string';
}

/** The schema with its references resolved and every object closed; members of an `allOf` share one closure. */
export function closed(document: Document, schema: Schema, above: string[], open = false): Schema {
  if (schema.$ref !== undefined) {
    if (above.includes(schema.$ref)) return {};
    const { $ref, ...siblings } = schema;
    const target = dereference<Schema>(document, { $ref });
    return closed(document, { ...target, ...siblings }, [...above, $ref], open);
  }
  const result: Schema = { ...schema };
  const inside = (child: unknown, stay = false): unknown =>
    typeof child === 'object' && child !== null
      ? closed(document, child as Schema, above, stay)
      : child;
  if (schema['properties']) {
    const entries = Object.entries(schema['properties']);
    result['properties'] = Object.fromEntries(
      entries.map(([name, child]) => [name, inside(child)]),
    );
  }
  if (schema['items']) result['items'] = inside(schema['items']);
  if (schema['additionalProperties']) {
    result['additionalProperties'] = inside(schema['additionalProperties']);
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const members = schema[keyword] as unknown[] | undefined;
    if (members) result[keyword] = members.map((member) => inside(member, keyword === 'allOf'));
  }
  const isObject = schema['properties'] !== undefined || schema['allOf'] !== undefined;
  if (isObject && !open && schema['additionalProperties'] === undefined) {
    result['unevaluatedProperties'] = false;
  }
  return result;
}
