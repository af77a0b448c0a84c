import { css } from 'lit';

/** The tile of a logo: an image, or the monogram that stands in for it. */
export const logoStyles = css`
  .logo {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--_radius);
    background: var(--_surface-sunken);
    color: var(--_text-muted);
    font-size: calc(var(--_size) * 1.07);
    font-weight: var(--_weight-strong);
    overflow: hidden;
    box-shadow: inset 0 0 0 1px light-dark(rgb(16 34 40 / 0.1), rgb(255 255 255 / 0.12));
  }
  .logo > img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }
  .logo--image {
    background: none;
  }
`;
