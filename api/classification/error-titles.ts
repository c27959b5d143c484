// Why an item or a batch failed, in words.
import type { Language, Words } from '../../foundation/language';
import type { BatchError, ItemError } from '../../openapi/generated/types';

const itemTitles: Record<ItemError['code'], Words> = {
  not_an_image: { fr: "Le fichier n'est pas une image", en: 'The file is no picture' },
  unsupported_media_type: {
    fr: "Ce type d'image n'est pas pris en charge",
    en: 'This kind of picture is not read',
  },
  image_truncated: { fr: "L'image s'arrête trop tôt", en: 'The picture ends too early' },
  image_too_large: { fr: "L'image a trop de pixels", en: 'The picture has too many pixels' },
  file_too_large: { fr: 'Le fichier est trop volumineux', en: 'The file is too large' },
  empty_file: { fr: 'Le fichier est vide', en: 'The file is empty' },
  duplicate_in_batch: {
    fr: 'Le lot contient déjà cette image',
    en: 'The batch has this picture already',
  },
  object_missing: { fr: 'Le fichier stocké est introuvable', en: 'The stored file is not there' },
  work_failed: { fr: 'Le traitement a échoué', en: 'The work broke; try again' },
};

const batchTitles: Record<BatchError['code'], Words> = {
  failure_rate_exceeded: { fr: "Trop d'éléments ont échoué", en: 'Too many items failed' },
  work_failed: { fr: 'Le traitement a échoué', en: 'The work broke; try again' },
  batch_empty: { fr: "La source n'a aucune image", en: 'There was nothing in the source' },
  too_many_files: { fr: 'La source a trop de fichiers', en: 'The source has too many files' },
  archive_invalid: { fr: "L'archive est illisible", en: 'The archive cannot be read' },
  archive_unsafe_name: {
    fr: "L'archive contient un nom dangereux",
    en: 'The archive has an unsafe name',
  },
  archive_too_large: { fr: "L'archive est trop volumineuse", en: 'The archive is too large' },
};

/** The failure of an item or an image, or null. */
export function itemError(code: ItemError['code'] | null, language: Language): ItemError | null {
  return code && { code, title: itemTitles[code][language] };
}

/** The failure of a batch, or null. Codes that the contract does not tell are the product's fault. */
export function batchError(code: string | null, language: Language): BatchError | null {
  if (code === null) return null;
  const told = code in batchTitles ? (code as BatchError['code']) : 'work_failed';
  return { code: told, title: batchTitles[told][language] };
}
