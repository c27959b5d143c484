// The parts of a multipart form against the schema that the contract publishes for them.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { fail } from '../foundation/errors';
import { dereference, type Document, type OperationObject, type Schema } from './document';

export type Fields = Record<string, unknown>;

export interface FormCheck {
  /** Names of the parts that are files, and which of them may come several times. */
  files: Map<string, { many: boolean }>;
  /** The text parts as values of their types; throws what is wrong with them. */
  texts(parts: Map<string, string[]>): Fields;
  /** Throws unless the texts and the files that came make up the whole form. */
  whole(fields: Fields, files: Map<string, number>): void;
}

const formType = 'multipart/form-data';
const ajvs = new WeakMap<Document, Ajv2020>();

function ajvOf(document: Document): Ajv2020 {
  let ajv = ajvs.get(document);
  if (!ajv) {
    ajv = new Ajv2020({
      strict: false,
      allErrors: true,
      coerceTypes: 'array',
      useDefaults: true,
      validateSchema: false,
    });
    addFormats(ajv);
    ajv.addFormat('binary', true);
    ajv.addFormat('password', true);
    ajv.addSchema(document, 'contract');
    ajvs.set(document, ajv);
  }
  return ajv;
}

/** The check of an operation's form, if it takes one. */
export function createFormCheck(
  document: Document,
  operation: OperationObject,
): FormCheck | undefined {
  const body = operation.requestBody && dereference(document, operation.requestBody);
  const published = body?.content[formType]?.schema;
  if (!published?.$ref) return undefined;
  const schema = dereference<Schema>(document, published);
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const resolved = properties.map(
    ([name, property]) => [name, dereference<Schema>(document, property)] as const,
  );
  const files = new Map(
    resolved.flatMap(([name, property]) => {
      const many = property['type'] === 'array';
      const item = many ? dereference(document, property['items'] as Schema) : property;
      return item['format'] === 'binary' ? [[name, { many }] as const] : [];
    }),
  );
  const ajv = ajvOf(document);
  const checkTexts = ajv.compile(textSchema(schema, properties, files));
  const checkWhole = ajv.compile({ $ref: `contract${published.$ref}` });
  const types = new Map(resolved.map(([name, property]) => [name, property['type']]));
  return {
    files,
    texts: (parts) => check(checkTexts, valuesOf(parts, types)),
    whole: (fields, counts) => {
      // A file stands as an empty text: how many there are is what the schema can say about them.
      const standIns = [...counts].map(([name, count]) => [
        name,
        files.get(name)?.many ? Array<string>(count).fill('') : '',
      ]);
      check(checkWhole, { ...fields, ...(Object.fromEntries(standIns) as Fields) });
    },
  };
}

function textSchema(
  schema: Schema,
  properties: [string, Schema][],
  files: Map<string, unknown>,
): Schema {
  const texts = properties.filter(([name]) => !files.has(name));
  const rooted = texts.map(([name, property]) => [name, withRoot(property)]);
  const required = ((schema['required'] ?? []) as string[]).filter((name) => !files.has(name));
  return {
    type: 'object',
    properties: Object.fromEntries(rooted) as Schema,
    required,
    additionalProperties: false,
  };
}

/** References of a property lead into the contract. */
function withRoot(property: Schema): Schema {
  const text = JSON.stringify(property).replaceAll('"$ref":"#/', '"$ref":"contract#/');
  return JSON.parse(text) as Schema;
}

function valuesOf(parts: Map<string, string[]>, types: Map<string, unknown>): Fields {
  const entries = [...parts].map(([name, texts]) => {
    const value = texts.length === 1 ? texts[0] : texts;
    return [name, types.get(name) === 'object' ? fromJson(value) : value];
  });
  return Object.fromEntries(entries) as Fields;
}

/** A part that holds an object is JSON; what is none stays a text, which the schema refuses. */
function fromJson(value: unknown): unknown {
  try {
    return typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
  } catch {
    return value;
  }
}

function check(validate: ValidateFunction, fields: Fields): Fields {
  if (validate(fields)) return fields;
  throw fail('validation_failed', undefined, (validate.errors ?? []).slice(0, 50).map(detailOf));
}

/** What a failed rule of a schema says, and where. */
export function detailOf({ instancePath, keyword, message, params }: ErrorObject): {
  pointer: string;
  code: string;
  detail: string;
} {
  const { missingProperty, additionalProperty } = params as Record<string, string | undefined>;
  const named = missingProperty ?? additionalProperty;
  const pointer = named === undefined ? instancePath : `${instancePath}/${named}`;
  return { pointer, code: keyword, detail: message ?? keyword };
}
