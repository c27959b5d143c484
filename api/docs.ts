// The contract and its documentation page. Everything comes from this server, so it works offline and under a strict CSP.
import { dirname } from 'node:path';
import { Router, static as serveStatic, type Response } from 'express';
import type { Contract } from './contract';
import { contentPolicy } from './html-page';

const policy = contentPolicy({
  ...{ 'script-src': "'self'", 'style-src': "'self' 'unsafe-inline'", 'img-src': "'self' data:" },
  ...{ 'font-src': "'self'", 'connect-src': "'self'" },
});

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Relais API</title>
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
    <link rel="icon" href="/docs/assets/favicon-32x32.png" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
});
`;

// The package's own function for this loads the whole bundle into the process.
const assets = dirname(require.resolve('swagger-ui-dist/package.json'));

/** `/openapi.json`, and the page that shows it at `/docs`. */
export function createDocsRouter(contract: Contract): Router {
  const document = JSON.stringify(contract.document);
  const send = (type: string, text: string) => (_request: unknown, response: Response) => {
    response.set('content-security-policy', policy).type(type).send(text);
  };
  const router = Router();
  router.get(['/openapi.json', '/api/openapi.json'], send('application/json', document));
  router.get('/docs', send('text/html', page));
  router.get('/docs/start.js', send('text/javascript', start));
  router.use('/docs/assets', serveStatic(assets, { index: false, immutable: true, maxAge: '1d' }));
  return router;
}
