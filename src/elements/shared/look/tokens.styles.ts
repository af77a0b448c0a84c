import { css } from 'lit';

/**
 * Public names (`--integration-*`) are read, never declared, so a page may set them anywhere. Private names (`--_*`) hold the result;
 * they are declared on the inner root, where a page cannot reach them.
 */
export const tokenStyles = css`
  .root {
    --_surface: var(--integration-color-surface, light-dark(#ffffff, #161d21));
    --_surface-sunken: var(--integration-color-surface-sunken, light-dark(#f3f6f6, #10161a));
    --_text: var(--integration-color-text, light-dark(#15211f, #e7eeef));
    --_text-muted: var(--integration-color-text-muted, light-dark(#54636a, #a3b3b9));
    --_border: var(--integration-color-border, light-dark(#dbe2e4, #2c383e));
    --_border-control: var(--integration-color-border-control, light-dark(#7f8d94, #73848c));

    /* Text outside a surface of ours stands on the page's ground, so it is the page's colour. */
    --_page-text: var(--integration-color-text, currentColor);
    --_page-text-muted: var(--integration-color-text-muted, color-mix(in oklab, currentColor 76%, transparent));

    --_accent: var(--integration-color-accent, light-dark(#0b5d77, #62c2dc));
    /* White on dark accents, near-black on light ones, whatever the page chose. */
    --_on-accent: var(--integration-color-on-accent, oklch(from var(--_accent) clamp(0.2, (0.66 - l) * 1000, 1) min(c, 0.02) h));
    /* The accent as text, icon, progress or ring: pulled to a readable lightness when the page's is not. */
    --_accent-text: light-dark(oklch(from var(--_accent) min(l, 0.5) c h), oklch(from var(--_accent) max(l, 0.76) min(c, 0.14) h));
    --_accent-hover: color-mix(in oklab, var(--_accent), light-dark(black, white) 14%);
    --_focus: var(--integration-color-focus, var(--_accent-text));

    --_success: var(--integration-color-success, light-dark(#176b3c, #63cf96));
    --_warning: var(--integration-color-warning, light-dark(#855000, #efb458));
    --_danger: var(--integration-color-danger, light-dark(#b3261e, #ff9389));
    --_hover: color-mix(in oklab, var(--_text) 6%, transparent);

    --_radius: var(--integration-radius, 10px);
    --_radius-card: calc(var(--_radius) * 1.2);
    --_radius-control: calc(var(--_radius) * 0.7);
    --_radius-small: calc(var(--_radius) * 0.5);

    --_unit: var(--integration-space-unit, 4px);
    --_space-2: calc(var(--_unit) * 2);
    --_space-3: calc(var(--_unit) * 3);
    --_space-4: calc(var(--_unit) * 4);
    --_space-5: calc(var(--_unit) * 5);
    --_space-6: calc(var(--_unit) * 6);
    --_space-8: calc(var(--_unit) * 8);
    --_space-card: var(--integration-space-card, var(--_space-5));
    --_space-gap: var(--integration-space-gap, var(--_space-4));
    --_control: var(--integration-space-control, calc(var(--_unit) * 5 + 14px));

    --_font: var(--integration-font-family, inherit);
    --_font-mono: var(--integration-font-family-mono, ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace);
    --_size: var(--integration-font-size, max(0.875rem, 14px));
    --_size-caption: calc(var(--_size) * 0.857);
    --_size-small: calc(var(--_size) * 0.929);
    --_size-title: calc(var(--_size) * 1.071);
    --_weight-medium: var(--integration-font-weight-medium, 500);
    --_weight-strong: var(--integration-font-weight-strong, 600);

    --_shadow-card: var(--integration-shadow-card, 0 1px 2px light-dark(rgb(16 34 40 / 0.05), rgb(0 0 0 / 0.3)));

    --_fast: var(--integration-motion-fast, 120ms);
    --_base: var(--integration-motion-base, 220ms);
    --_slow: var(--integration-motion-slow, 1600ms);
    --_ease: var(--integration-motion-ease, cubic-bezier(0.2, 0.7, 0.2, 1));

    --_wire: 1px;
    --_wire-busy: 4px;
  }

  /* Fingers: every target at least 44 px. */
  @media (pointer: coarse), (width < 480px) {
    .root {
      --_control: var(--integration-space-control, 44px);
    }
  }

  @media (prefers-contrast: more) {
    .root {
      --_text-muted: var(--_text);
      --_page-text-muted: var(--_page-text);
      --_border: var(--integration-color-border-control, light-dark(#7f8d94, #73848c));
      --_border-control: var(--_text);
    }
  }

  /* Loops stop; the glyph and the words still say it. */
  @media (prefers-reduced-motion: reduce) {
    .root {
      --_fast: 0.01ms;
      --_base: 0.01ms;
      --_slow: 0s;
    }
  }

  @media (forced-colors: active) {
    .root {
      --_surface: Canvas;
      --_surface-sunken: Canvas;
      --_text: CanvasText;
      --_text-muted: CanvasText;
      --_page-text: CanvasText;
      --_page-text-muted: CanvasText;
      --_border: CanvasText;
      --_border-control: ButtonBorder;
      --_accent: Highlight;
      --_on-accent: HighlightText;
      --_accent-text: LinkText;
      --_accent-hover: Highlight;
      --_success: CanvasText;
      --_warning: CanvasText;
      --_danger: CanvasText;
      --_hover: transparent;
      --_focus: Highlight;
      --_shadow-card: none;
    }
  }
`;
