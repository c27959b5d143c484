// How a picture gets into what a platform takes, by numbers alone: nothing is decoded here.
import type { PostMedia } from './platform';
import type { MediaRules } from './rules';

export type MediaShape = Pick<PostMedia, 'media_type' | 'width' | 'height' | 'size_bytes'>;

/** The picture that a platform gets: cut to the middle, scaled, in a type that it reads. */
export interface MediaPlan {
  width: number;
  height: number;
  media_type: PostMedia['media_type'];
  /** What has to be done for it; nothing where the picture can go as it is. */
  changes: MediaChange[];
}

export type MediaChange = 'crop' | 'resize' | 'convert';

/** Which type a picture is turned into when its own will not do: the first of these that the platform reads. */
const preferred = ['image/jpeg', 'image/webp', 'image/png'] as const;

/** Says what has to be done to a picture; the same for the same picture and rules. */
export function planMedia(shape: MediaShape, rules: MediaRules): MediaPlan {
  const cut = cropped(shape, rules);
  const size = scaled(cut, rules);
  const media_type = chooseType(shape, rules);
  const changes: MediaChange[] = [];
  if (cut.width !== shape.width || cut.height !== shape.height) changes.push('crop');
  if (size.width !== cut.width) changes.push('resize');
  if (media_type !== shape.media_type || shape.size_bytes > rules.max_bytes)
    changes.push('convert');
  return { ...size, media_type, changes };
}

/** As much of the middle as the ratios leave. */
function cropped({ width, height }: MediaShape, { ratio }: MediaRules): Size {
  if (!ratio) return { width, height };
  if (width / height < ratio.min)
    return { width, height: Math.max(1, Math.floor(width / ratio.min)) };
  if (width / height > ratio.max)
    return { width: Math.max(1, Math.floor(height * ratio.max)), height };
  return { width, height };
}

interface Size {
  width: number;
  height: number;
}

/** Down to what is taken at most, up to what is taken at least; rounding never leaves the ratios. */
function scaled(size: Size, { min_width, max_width, max_pixels, ratio }: MediaRules): Size {
  const { width, height } = size;
  const byPixels = max_pixels === null ? 1 : Math.sqrt(max_pixels / (width * height));
  const down = Math.min(1, max_width / width, byPixels);
  const scale = width * down < min_width ? min_width / width : down;
  if (scale === 1) return size;
  const round = scale > 1 ? Math.ceil : Math.floor;
  const high = round(height * scale);
  const fitting = (wide: number): Size => {
    const lowest = ratio ? Math.ceil(wide / ratio.max) : 1;
    const highest = ratio ? Math.floor(wide / ratio.min) : Infinity;
    return { width: wide, height: Math.max(1, lowest, Math.min(high, highest)) };
  };
  let fit = fitting(Math.max(1, round(width * scale)));
  // What keeps the ratio may be a line too many for the pixels.
  while (max_pixels !== null && fit.width * fit.height > max_pixels && fit.width > min_width) {
    fit = fitting(fit.width - 1);
  }
  return fit;
}

/** Its own type where the platform reads it and it is small enough; a PNG that is too large becomes a JPEG. */
function chooseType(shape: MediaShape, rules: MediaRules): PostMedia['media_type'] {
  const fits = rules.media_types.includes(shape.media_type);
  const shrinks = shape.size_bytes <= rules.max_bytes || shape.media_type !== 'image/png';
  if (fits && shrinks) return shape.media_type;
  return preferred.find((type) => rules.media_types.includes(type)) ?? shape.media_type;
}
