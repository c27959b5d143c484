// How to walk the bundled contract; used by the rules and by the table of operations.

export const methods = ['get', 'put', 'post', 'delete', 'patch'];

/** The thing that a local `$ref` names, or the thing itself. */
export function resolve(bundle, node) {
  if (typeof node?.$ref !== 'string') return node;
  const target = node.$ref
    .replace(/^#\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((at, part) => at?.[part], bundle);
  if (target === undefined) throw new Error(`${node.$ref} leads nowhere`);
  return resolve(bundle, target);
}

/** Every operation with its path, method and resolved parameters. */
export function operationsOf(bundle) {
  return Object.entries(bundle.paths).flatMap(([path, entry]) => {
    const item = resolve(bundle, entry);
    return methods
      .filter((method) => item[method])
      .map((method) => {
        const operation = item[method];
        const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(
          (parameter) => resolve(bundle, parameter),
        );
        return {
          path,
          method,
          operation,
          parameters,
          security: operation.security ?? bundle.security,
        };
      });
  });
}

/** The schema of a JSON body or answer, unresolved. */
export function jsonSchema(content) {
  return content?.['application/json']?.schema;
}
