import { imageSize } from 'image-size';

/** Larger ones no provider takes. */
const SIDE_MAX = 16_384;
/** A middling picture, where its size cannot be seen: it is at an address, or of a form that is not known. */
const USUAL: Size = { width: 1_024, height: 1_024 };

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Tokens of a picture, by the published rule of its lab: OpenAI, "Images and vision" (tiles of 512 after scaling into 2,048 and the short side to
 * 768); Anthropic, "Vision" (an area of 750 pixels, after scaling the long side to 1,568); Google, "Token counting" (258, or for each tile of 768).
 */
export function imageTokens(lab: string, { width, height }: Size, detail: unknown = 'auto'): number {
  switch (lab) {
    case 'anthropic': {
      const scale = Math.min(1, 1_568 / Math.max(width, height));
      return Math.ceil((width * scale * height * scale) / 750);
    }
    case 'google':
      return width <= 384 && height <= 384 ? 258 : 258 * Math.ceil(width / 768) * Math.ceil(height / 768);
    default: {
      if (detail === 'low') return 85;
      const fit = Math.min(1, 2_048 / Math.max(width, height));
      const short = Math.min(1, 768 / (Math.min(width, height) * fit));
      const tiles = Math.ceil((width * fit * short) / 512) * Math.ceil((height * fit * short) / 512);
      return 85 + 170 * tiles;
    }
  }
}

/** The size of a picture in a data URL, read from its first bytes. */
export function sizeOfImage(url: string): Size {
  const comma = url.indexOf(',');
  if (!url.startsWith('data:') || comma < 0) return USUAL;
  try {
    const { width, height } = imageSize(Buffer.from(url.slice(comma + 1), 'base64'));
    const isLikely = width > 0 && height > 0 && width <= SIDE_MAX && height <= SIDE_MAX;
    return isLikely ? { width, height } : USUAL;
  } catch {
    return USUAL;
  }
}
