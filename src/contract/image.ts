import * as z from 'zod/mini';
import { openEnum } from './names.js';

export const imageThemes = ['default', 'light', 'dark'] as const;
export type ImageTheme = (typeof imageThemes)[number];

/** An image URL and the theme it is meant for (seed: "Images"). */
export const ThemedImage = z.strictObject({
  url: z.string().check(z.minLength(1), z.maxLength(65_536)),
  theme: z.enum(imageThemes),
});
export type ThemedImage = z.infer<typeof ThemedImage>;

export const ShownImage = z.object({ url: z.string(), theme: openEnum(imageThemes) });
export type ShownImage = z.infer<typeof ShownImage>;
