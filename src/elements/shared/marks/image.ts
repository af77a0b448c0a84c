import { html, type TemplateResult } from 'lit';
import type { ImageTheme, ShownImage } from '../../../contract/image.js';
import { monogram } from '../../../contract/rules/monogram.js';
import { safeUrl } from '../../../contract/rules/safe-url.js';

/** Every image to try, best first: those of the theme, then Default, then the rest as they come (seed: "Images"). Unsafe addresses are left out. */
export function imageCandidates(images: readonly ShownImage[], theme: ImageTheme | (() => ImageTheme)): readonly string[] {
  if (images.length <= 1) return images.flatMap(({ url }) => safeUrl(url, 'image') ?? []);
  const wanted = typeof theme === 'function' ? theme() : theme;
  const rank = (image: ShownImage) => (image.theme === wanted ? 0 : image.theme === 'default' ? 1 : 2);
  return [...images]
    .map((image, index) => ({ image, index }))
    .sort((one, other) => rank(one.image) - rank(other.image) || one.index - other.index)
    .flatMap(({ image }) => safeUrl(image.url, 'image') ?? []);
}

/** Addresses that did not load: the next card that names one shows its monogram at once. */
const broken = new Set<string>();

/**
 * The tile of a logo: the first image that loads, else the monogram. Decorative: the name stands beside it.
 * @param onBroken asks for another drawing after an image failed
 */
export function logo(
  options: {
    readonly name: string;
    readonly images: readonly ShownImage[];
    /** Asked for where there is something to choose. */
    readonly theme: ImageTheme | (() => ImageTheme);
    readonly small?: boolean;
  },
  onBroken: () => void,
): TemplateResult {
  const url = imageCandidates(options.images, options.theme).find((candidate) => !broken.has(candidate));
  const size = options.small === true ? ' logo--small' : '';
  if (url === undefined) return html`<span part="logo" class="logo${size}" aria-hidden="true">${monogram(options.name)}</span>`;
  const onError = () => {
    broken.add(url);
    onBroken();
  };
  return html`<span part="logo" class="logo logo--image${size}" aria-hidden="true"
    ><img src=${url} alt="" draggable="false" decoding="async" referrerpolicy="no-referrer" @error=${onError}
  /></span>`;
}
