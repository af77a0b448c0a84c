import * as z from 'zod/mini';
import { openEnum } from './names.js';

export const imageThemes = ['default', 'light', 'dark'] as const;
export type ImageTheme = (typeof imageThemes)[number];

const imageShape = {
  /** `https:` or `data:image/`. */
  url: z.string().check(z.minLength(1), z.maxLength(65_536)),
  /** The colour scheme that it is drawn for. */
  theme: z.enum(imageThemes),
};

/** An image URL and the theme it is meant for (seed: "Images"). */
export type ThemedImage = z.infer<z.ZodMiniObject<typeof imageShape, z.core.$strict>>;
export const ThemedImage: z.ZodMiniType<ThemedImage, ThemedImage> = z.strictObject(imageShape);

export const ShownImage = z.object({ url: z.string(), theme: openEnum(imageThemes) });
export type ShownImage = z.infer<typeof ShownImage>;
