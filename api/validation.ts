// express-openapi-validator over the bundle. Each domain gets an instance with its own operations only: the validator
// looks paths up one by one on each request, and compiles every schema together with its whole document. An instance
// per file of the contract would be faster still on a request, but each costs a tenth of a second at the start.
import type { Application, NextFunction, Request, RequestHandler, Response } from 'express';
import { middleware } from 'express-openapi-validator';
import { pruneDocument } from './contract-parts';
import type { Contract, ContractOperation } from './contract';

export interface RequestValidation {
  /** Checks parameters and JSON body, fills in defaults, turns texts into numbers; throws the validator's errors. */
  check(operation: ContractOperation, request: Request, response: Response): Promise<void>;
  /** Compiles every validator, so that no request waits for it and none is compiled later. */
  warmUp(app: Application): Promise<void>;
}

/** The validators of all operations. */
export function createValidation(contract: Contract): RequestValidation {
  const domains = new Map<string, RequestHandler[]>();
  for (const operation of contract.operations) {
    const domain = domainOf(operation);
    if (!domains.has(domain)) domains.set(domain, createValidator(contract, domain));
  }
  const check: RequestValidation['check'] = async (operation, request, response) => {
    const steps = domains.get(domainOf(operation)) ?? [];
    for (const step of steps) await run(step, request, response);
  };
  return {
    check,
    warmUp: async (app) => {
      for (const operation of contract.operations) {
        const types = operation.bodyTypes.length === 0 ? [undefined] : operation.bodyTypes;
        for (const type of types) await warm(check, app, operation, type);
      }
    },
  };
}

function domainOf({ room }: ContractOperation): string {
  return room.split('/')[0] ?? '';
}

function createValidator(contract: Contract, domain: string): RequestHandler[] {
  return middleware({
    apiSpec: pruneDocument(contract.document, domain) as never,
    // The document was linted when it was bundled.
    validateApiSpec: false,
    validateRequests: { allowUnknownQueryParameters: false, allErrors: true },
    validateResponses: false,
    validateSecurity: false,
    fileUploader: false,
  }) as unknown as RequestHandler[];
}

/** A middleware as a promise. */
function run(step: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const next: NextFunction = (error?: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error(String(error)));
      else resolve();
    };
    void step(request, response, next);
  });
}

/** A request that was never sent makes the validator compile; that it is refused is expected. */
async function warm(
  check: RequestValidation['check'],
  app: Application,
  operation: ContractOperation,
  type: string | undefined,
): Promise<void> {
  const path = `/api${operation.path.replaceAll(/\{[^}]+\}/g, '0')}`;
  const request = {
    app,
    method: operation.method.toUpperCase(),
    url: path,
    originalUrl: path,
    baseUrl: '',
    path,
    headers: type === undefined ? {} : { 'content-type': type },
    query: {},
    params: {},
    body: {},
  };
  try {
    await check(operation, request as unknown as Request, {} as Response);
  } catch (error) {
    if ((error as { status?: number }).status !== 400) throw error;
  }
}
