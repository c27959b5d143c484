// Texts with `{{variables}}`. Only names that a template declares, and those that every post knows of itself, stand for
// something; a value is put in as it is, and never read for variables again.
import { localTime } from '../../foundation/local-time';

/** What a template declares: the value that a variable has by itself, or null where one must be given. */
export type TemplateVariables = Record<string, string | null>;

/** What is wrong with a text or its values. */
export interface TemplateFault {
  code: 'unknown_variable' | 'missing_variable' | 'reserved_variable' | 'unclosed_variable';
  name: string;
}

/** What every post knows of itself. */
export const knownVariables = ['date', 'weekday', 'time', 'image_title'] as const;

export type KnownVariables = Record<(typeof knownVariables)[number], string>;

// Blanks are not told from the name here: looking for both in a row of blanks that does not end would take for ever.
const variable = /\{\{([^{}]*)\}\}/g;

/** What is wrong with a template, whatever its values are. */
export function templateFaults(text: string, variables: TemplateVariables): TemplateFault[] {
  const names = [...text.matchAll(variable)].map(([, name = '']) => name.trim());
  const known = new Set<string>([...knownVariables, ...Object.keys(variables)]);
  const unclosed = /\{\{|\}\}/.test(text.replaceAll(variable, ''));
  return [
    ...faults('reserved_variable', Object.keys(variables).filter(isKnown)),
    ...faults(
      'unknown_variable',
      [...new Set(names)].filter((name) => !known.has(name)),
    ),
    ...(unclosed ? faults('unclosed_variable', ['{{']) : []),
  ];
}

/** What is wrong with the values that somebody gives for a template's variables. */
export function valueFaults(
  variables: TemplateVariables,
  values: Record<string, string>,
): TemplateFault[] {
  const declared = Object.entries(variables);
  const missing = declared.filter(
    ([name, usual]) => usual === null && !Object.hasOwn(values, name),
  );
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(variables, name));
  return [
    ...faults('unknown_variable', unknown),
    ...faults(
      'missing_variable',
      missing.map(([name]) => name),
    ),
  ];
}

/** No caption is longer, however short the template is whose values make it so long. */
export const longestCaption = 65_000;

/** The text with the values in the places of the variables; one that is too long is not put together to its end. */
export function renderTemplate(
  text: string,
  variables: TemplateVariables,
  values: Record<string, string>,
  known: KnownVariables,
): string {
  const all = new Map(Object.entries({ ...variables, ...values, ...known }));
  let [rendered, end] = ['', 0];
  for (const { 0: whole, 1: name = '', index } of text.matchAll(variable)) {
    if (rendered.length > longestCaption) break;
    rendered += text.slice(end, index) + (all.get(name.trim()) ?? '');
    end = index + whole.length;
  }
  return rendered + text.slice(end);
}

/** What a post knows of itself, in the words of its owner's language and on the clock of its zone. */
export function knownOf(
  at: Date,
  { timezone, language }: { timezone: string; language: string },
  image_title: string,
): KnownVariables {
  const say = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language, { timeZone: timezone, ...options }).format(at);
  const { minutes } = localTime(at, timezone);
  const two = (number: number): string => String(number).padStart(2, '0');
  return {
    date: say({ day: 'numeric', month: 'long', year: 'numeric' }),
    weekday: say({ weekday: 'long' }),
    time: `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
    image_title,
  };
}

/** Faults as sentences. */
export function sayTemplateFault({ code, name }: TemplateFault): string {
  switch (code) {
    case 'unknown_variable':
      return `${name} is no variable of the template`;
    case 'missing_variable':
      return `${name} needs a value`;
    case 'reserved_variable':
      return `${name} is what every post knows of itself`;
    case 'unclosed_variable':
      return 'braces must come as {{name}}';
  }
}

function isKnown(name: string): boolean {
  return (knownVariables as readonly string[]).includes(name);
}

function faults(code: TemplateFault['code'], names: string[]): TemplateFault[] {
  return names.map((name) => ({ code, name }));
}
