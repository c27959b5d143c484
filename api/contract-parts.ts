// Parts of the bundle: what the validator of a domain's requests needs of it, and no more.
import { dereference, methods, type Document, type PathItem } from './document';

/**
 * A document of one domain's operations without their answers. Multipart schemas are emptied: without its own uploader
 * the validator refuses typed ones, and api/multipart.ts checks them as the parts arrive.
 */
export function pruneDocument(document: Document, domain: string): Document {
  const copy = structuredClone(document);
  const paths: Record<string, PathItem> = {};
  for (const [path, item] of Object.entries(copy.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (!operation?.['x-handler'].startsWith(`${domain}/`)) {
        delete item[method];
        continue;
      }
      operation.responses = { default: {} };
      if (operation.requestBody) {
        operation.requestBody = dereference(document, structuredClone(operation.requestBody));
        const form = operation.requestBody.content['multipart/form-data'];
        if (form) form.schema = {};
      }
    }
    if (methods.some((method) => item[method])) paths[path] = item;
  }
  return { ...copy, paths, components: usedComponents(copy, paths) };
}

/** The components that the paths refer to, directly or through others. */
function usedComponents(document: Document, paths: unknown): Document['components'] {
  const used: Document['components'] = {
    securitySchemes: document.components['securitySchemes'] ?? {},
  };
  const pending = [...referencesIn(paths)];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [, section, name] = /^#\/components\/([^/]+)\/([^/]+)/.exec(next) ?? [];
    if (!section || !name || used[section]?.[name] !== undefined) continue;
    const component = document.components[section]?.[name];
    (used[section] ??= {})[name] = component;
    pending.push(...referencesIn(component));
  }
  return used;
}

function referencesIn(node: unknown): string[] {
  const found = JSON.stringify(node).matchAll(/"\$ref":"([^"]+)"/g);
  return [...found].map((match) => match[1] ?? '');
}
