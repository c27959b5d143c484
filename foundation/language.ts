/** The languages that the product speaks. */
export type Language = 'fr' | 'en';

/** The same words in each of them. */
export type Words = Record<Language, string>;
