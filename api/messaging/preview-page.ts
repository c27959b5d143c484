// A page on which admins look at every kind of mail. The page itself is nothing but a frame: what it shows, it asks of
// the API with the session of whoever signs in on it, and keeps nothing.
import { Router, type Response } from 'express';
import { contentPolicy, htmlPage } from '../html-page';
import { previewScript } from './preview-script';

// The mail's own styles are inline, and its frame inherits this.
const policy = contentPolicy({
  ...{ 'script-src': "'self'", 'style-src': "'unsafe-inline'" },
  ...{ 'connect-src': "'self'", 'frame-src': "'self'" },
});

const style = `
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      [hidden] { display: none !important; }
      form { display: flex; flex-wrap: wrap; gap: 1rem; align-items: end; margin-bottom: 1rem; }
      label { display: grid; gap: 0.25rem; font-size: 0.9rem; }
      input, select, button { font: inherit; padding: 0.4rem 0.6rem; }
      iframe, pre { box-sizing: border-box; width: 100%; height: 42rem; border: 1px solid #8888; margin: 0; }
      pre { padding: 1rem; overflow: auto; white-space: pre-wrap; }
      #problem:empty { display: none; }`;

const body = `
    <h1>Mails</h1>
    <p id="problem" role="alert"></p>
    <form id="sign-in">
      <label>Username or e-mail <input name="username" autocomplete="username" required /></label>
      <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
      <button>Sign in</button>
    </form>
    <form id="choice" hidden>
      <label>Mail <select name="kind"></select></label>
      <label>Language <select name="language"><option value="fr">Français</option><option value="en">English</option></select></label>
      <label>Part <select name="format"><option value="html">HTML</option><option value="text">Text</option></select></label>
      <label>Width <select name="width"><option value="100%">Desktop</option><option value="375px">Phone</option></select></label>
    </form>
    <iframe id="html" sandbox title="The mail" hidden></iframe>
    <pre id="text" hidden></pre>
    <script src="/mails/preview.js"></script>`;

const page = htmlPage({ language: 'en', title: 'Mails', style, body });

/** The page at `/mails/preview`. */
export function createPreviewRouter(): Router {
  const send = (type: string, text: string) => (_request: unknown, response: Response) => {
    response.set('content-security-policy', policy).type(type).send(text);
  };
  const router = Router();
  router.get('/mails/preview', send('text/html', page));
  router.get('/mails/preview.js', send('text/javascript', previewScript));
  return router;
}
