/** What the preview page runs in the browser. The access token lives in this script's memory alone. */
export const previewScript = `'use strict';
const signIn = document.querySelector('#sign-in');
const choice = document.querySelector('#choice');
const [html, text] = [document.querySelector('#html'), document.querySelector('#text')];
let access;

async function ask(path, options = {}) {
  const headers = { ...options.headers, ...(access && { authorization: 'Bearer ' + access }) };
  const response = await fetch('/api' + path, { ...options, headers });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail || problem.title || 'The server answered ' + response.status);
}

function attempt(work) {
  return (event) => {
    event.preventDefault();
    document.querySelector('#problem').textContent = '';
    work().catch((error) => (document.querySelector('#problem').textContent = error.message));
  };
}

async function start() {
  const { username, password } = Object.fromEntries(new FormData(signIn));
  const body = JSON.stringify({ username, password });
  const headers = { 'content-type': 'application/json' };
  const tokens = await (await ask('/auth/login', { method: 'POST', headers, body })).json();
  access = tokens.access;
  const { results } = await (await ask('/mail-templates')).json();
  choice.elements.kind.replaceChildren(...results.map(({ kind }) => new Option(kind, kind)));
  signIn.reset();
  signIn.hidden = true;
  choice.hidden = false;
  await show();
}

async function show() {
  const { kind, language, format, width } = Object.fromEntries(new FormData(choice));
  const query = new URLSearchParams({ language, format });
  const part = await (await ask('/mail-templates/' + kind + '?' + query)).text();
  html.hidden = format !== 'html';
  text.hidden = format !== 'text';
  html.style.width = width;
  if (format === 'html') html.srcdoc = part;
  else text.textContent = part;
}

signIn.addEventListener('submit', attempt(start));
choice.addEventListener('change', attempt(show));
`;
