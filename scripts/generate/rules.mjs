// The rules of the house over the contract, beside those of redocly.yaml: every finding is reported, any fails.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { methods, operationsOf, resolve } from './contract.mjs';

/** Throws with the list of everything that breaks a rule. */
export async function checkRules(root, bundle) {
  const findings = [
    ...(await roomFindings(root)),
    ...operationsOf(bundle).flatMap((found) => operationFindings(bundle, found)),
    ...schemaFindings(bundle),
    ...requestFindings(bundle),
  ];
  if (findings.length > 0) throw new Error(`The contract breaks rules:\n${findings.join('\n')}`);
}

/** Paths are references only, and a file's operations carry its path as their one tag and their handler's room. */
async function roomFindings(root) {
  const { parse } = await import('yaml');
  const read = (name) => parse(readFileSync(join(root, 'openapi', name), 'utf8'));
  const { paths } = read('openapi.yaml');
  return Object.entries(paths).flatMap(([path, entry]) => {
    const match = /^(([a-z-]+\/[a-z-]+)\.yaml)#\/([a-z-]+)$/.exec(entry.$ref ?? '');
    if (!match || Object.keys(entry).length !== 1) {
      return [`${path}: must be one $ref to <domain>/<resource>.yaml#/<item>`];
    }
    const [, file, room, name] = match;
    const item = read(file)[name] ?? {};
    return methods
      .filter((method) => item[method])
      .flatMap((method) => {
        const { tags, 'x-handler': handler } = item[method];
        const agrees = handler === room && tags?.length === 1 && tags[0] === room;
        return agrees ? [] : [`${method} ${path}: tag and x-handler must both be ${room}`];
      });
  });
}

function operationFindings(bundle, { path, method, operation, parameters, security }) {
  const where = `${method} ${path}`;
  const findings = [];
  if (!/^[a-z]+[A-Z][A-Za-z]+$/.test(operation.operationId)) {
    findings.push(`${where}: operationId must be a verb and a noun`);
  }
  for (const { name, description, schema, example } of parameters) {
    if (!description) findings.push(`${where}: parameter ${name} has no description`);
    if (example === undefined && resolve(bundle, schema)?.example === undefined) {
      findings.push(`${where}: parameter ${name} has no example`);
    }
  }
  const declared = new Set(Object.keys(operation.responses));
  const group = bundle.tags.find(({ name }) => name === operation.tags?.[0])?.['x-key-group'];
  const keyed = (security ?? []).length > 0 && group;
  if (keyed && !declared.has('403'))
    findings.push(`${where}: must declare 403 (scopes of API keys)`);
  for (const [status, reason] of expectedProblems(operation, parameters, security)) {
    if (!declared.has(status)) findings.push(`${where}: must declare ${status} (${reason})`);
  }
  return [
    ...findings,
    ...limitFindings(where, operation),
    ...answerFindings(bundle, where, operation),
  ];
}

/** A limit says all that it needs, and counts users only where there is one. */
function limitFindings(where, operation) {
  const open = operation.security?.length === 0;
  return (operation['x-rate-limits'] ?? []).flatMap(({ name, quota, window, per, ...rest }) => {
    const counts = [quota, window].every((value) => Number.isInteger(value) && value > 0);
    const known = per === 'address' || (per === 'user' && !open);
    const whole = /^[a-z][a-z-]*$/.test(name) && counts && known && Object.keys(rest).length === 0;
    return whole ? [] : [`${where}: a rate limit is name, quota, window and per: address or user`];
  });
}

function expectedProblems(operation, parameters, security) {
  const has = (place, name) =>
    parameters.some((parameter) => parameter.in === place && (!name || parameter.name === name));
  return [
    [parameters.length > 0 || operation.requestBody, '400', 'it takes input'],
    [(security ?? []).length > 0, '401', 'it needs a signed-in user'],
    [has('path'), '404', 'its path names a row'],
    [has('header', 'Idempotency-Key'), '409', 'a key may be in flight'],
    [has('header', 'Idempotency-Key'), '422', 'a key may be reused'],
    [has('header', 'If-Match'), '412', 'the row may have changed'],
    [operation['x-rate-limits'], '429', 'it is limited'],
    [operation.requestBody, '413', 'a body may be too large'],
    [operation.requestBody, '415', 'a body has a media type'],
  ]
    .filter(([applies]) => applies)
    .map(([, status, reason]) => [status, reason]);
}

function answerFindings(bundle, where, operation) {
  return Object.entries(operation.responses).flatMap(([status, entry]) => {
    const content = resolve(bundle, entry).content ?? {};
    if (/^[45]/.test(status)) {
      // A health check answers 503 with what it found.
      if (status === '503' && operation['x-handler'] === 'operations/health') return [];
      const schema = content['application/problem+json']?.schema;
      const named = schema?.$ref === '#/components/schemas/Problem';
      return named ? [] : [`${where}: ${status} must be a Problem`];
    }
    if (status === '201' || status === '202') {
      const location = resolve(bundle, entry).headers?.Location;
      const starts = status === '202';
      return starts && !location ? [`${where}: 202 must declare Location`] : [];
    }
    return [];
  });
}

/** Every schema is described, and so is every property, with an example. */
function schemaFindings(bundle) {
  return Object.entries(bundle.components.schemas).flatMap(([name, schema]) => {
    const findings = schema.description ? [] : [`${name}: has no description`];
    walk(schema, name, (node, where) => {
      for (const [key, property] of Object.entries(node.properties ?? {})) {
        // A condition over a property that the schema itself declares repeats nothing of it.
        if (node !== schema && schema.properties?.[key]) continue;
        const target = described(bundle, property);
        if (!target.description) findings.push(`${where}.${key}: has no description`);
        if (!target.exemplified) findings.push(`${where}.${key}: has no example`);
      }
    });
    return findings;
  });
}

function described(bundle, property) {
  const target = resolve(bundle, property);
  const choices = (target.oneOf ?? target.anyOf ?? target.allOf ?? []).map((choice) =>
    resolve(bundle, choice),
  );
  const all = [property, target, ...choices];
  const items = target.items ? [resolve(bundle, target.items)] : [];
  return {
    description: all.some((node) => node.description),
    exemplified: [...all, ...items].some(exemplified),
  };
}

// Objects are exemplified by their own properties; a file has no example that helps.
const exemplified = (node) =>
  node.example !== undefined ||
  node.examples !== undefined ||
  node.properties !== undefined ||
  node.allOf !== undefined ||
  node.format === 'binary' ||
  node.contentMediaType !== undefined;

/** Requests are closed; answers stay open, so that a new field breaks no deployed client. */
function requestFindings(bundle) {
  const findings = [];
  for (const { path, method, operation } of operationsOf(bundle)) {
    const body = resolve(bundle, operation.requestBody);
    for (const { schema } of Object.values(body?.content ?? {})) {
      visit(bundle, schema, (node, where) => {
        if (node.type === 'object' && node.additionalProperties === undefined) {
          findings.push(`${method} ${path}: request schema ${where} must be closed`);
        }
      });
    }
    for (const entry of Object.values(operation.responses)) {
      for (const { schema } of Object.values(resolve(bundle, entry).content ?? {})) {
        visit(bundle, schema, (node, where) => {
          if (node.additionalProperties === false || node.unevaluatedProperties === false) {
            findings.push(`${method} ${path}: response schema ${where} must stay open`);
          }
        });
      }
    }
  }
  return [...new Set(findings)];
}

/** Calls back for a schema and everything that it contains, without following references. */
function walk(schema, where, found) {
  if (schema === null || typeof schema !== 'object') return;
  found(schema, where);
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    walk(child, `${where}.${key}`, found);
  }
  for (const key of ['items', 'additionalProperties', 'not']) walk(schema[key], where, found);
  for (const key of ['allOf', 'anyOf', 'oneOf', 'prefixItems']) {
    for (const child of schema[key] ?? []) walk(child, where, found);
  }
}

/** Like walk, following references once each. */
function visit(bundle, schema, found, seen = new Set()) {
  walk(schema, 'inline', (node, where) => {
    if (!node.$ref) return found(node, where);
    if (seen.has(node.$ref)) return undefined;
    seen.add(node.$ref);
    const name = node.$ref.split('/').at(-1);
    const target = resolve(bundle, node);
    return walk(target, name, (inner, place) => {
      if (inner.$ref) visit(bundle, inner, found, seen);
      else found(inner, place);
    });
  });
}
