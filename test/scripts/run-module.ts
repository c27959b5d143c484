// The scripts are ES modules, which Jest cannot load here: a test runs them in a Node of its own.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Imports a script and returns, through JSON, what the expression over its exports (`m`) resolves to. */
export async function evaluate<T>(script: string, expression: string): Promise<T> {
  const file = path.join(__dirname, '../../scripts', script);
  const code = `const m = await import(${JSON.stringify(file)});
    process.stdout.write('\\n' + JSON.stringify({ value: await (${expression}) }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code]);
  return (JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as { value: T }).value;
}

/** Waits until the condition holds; the test's own deadline is the limit. */
export async function until<T>(condition: () => Promise<T | null | false>): Promise<T> {
  for (;;) {
    const value = await condition();
    if (value !== null && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
