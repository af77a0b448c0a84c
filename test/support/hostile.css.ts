/**
 * The style sheet of a page that means no good: everything that real pages were seen to set on `*`, on bare elements and on ancestors,
 * all of it at once and with `!important`. What it may decide of ours (family, colour, the box of the host element) stands elsewhere.
 */
export const hostileCss = `
*, *::before, *::after {
  box-sizing: content-box !important;
  letter-spacing: 0.3em !important;
  word-spacing: 1em !important;
  line-height: 3 !important;
  text-transform: uppercase !important;
  text-indent: 40px !important;
  text-align: center !important;
  text-shadow: 2px 2px red !important;
  white-space: nowrap !important;
  word-break: break-all !important;
  overflow-wrap: anywhere !important;
  hyphens: auto !important;
  font-size: 31px !important;
  font-weight: 900 !important;
  font-style: italic !important;
  font-variant: small-caps !important;
  font-stretch: expanded !important;
  font-kerning: none !important;
  font-feature-settings: "smcp", "onum" !important;
  font-variant-numeric: oldstyle-nums !important;
  font-synthesis: none !important;
  list-style: square inside !important;
  list-style-type: upper-roman !important;
  quotes: "<" ">" !important;
  cursor: crosshair !important;
  caret-color: lime !important;
  accent-color: lime !important;
  border-collapse: collapse !important;
  border-spacing: 9px !important;
  caption-side: bottom !important;
  empty-cells: hide !important;
  tab-size: 20 !important;
  orphans: 9 !important;
  widows: 9 !important;
  image-rendering: pixelated !important;
  text-underline-offset: 9px !important;
  text-decoration-skip-ink: none !important;
  -webkit-text-stroke: 1px red !important;
  text-emphasis: filled circle red !important;
  text-rendering: geometricPrecision !important;
  writing-mode: horizontal-tb !important;
  text-orientation: sideways !important;
  line-break: anywhere !important;
  hanging-punctuation: first !important;
  font-optical-sizing: none !important;
  font-size-adjust: 0.9 !important;
  -webkit-tap-highlight-color: red !important;
  -webkit-font-smoothing: auto;
  stroke: red !important;
  stroke-width: 9px !important;
  fill: red !important;
  paint-order: stroke !important;
  shape-rendering: crispEdges !important;
  animation-duration: 9s !important;
  transition: all 9s !important;
  scroll-behavior: smooth !important;
  user-select: none !important;
  outline: 3px dashed red !important;
  --_surface: red;
  --_text: red;
  --_accent: red;
  --_unit: 99px;
  --_size: 99px;
  --_radius: 99px;
  --_control: 99px;
}
html { font-size: 62.5% !important; }
body { zoom: 1; line-height: 0.5; direction: ltr; }
div, section, article, header, footer, main, aside, nav {
  display: flex !important;
  flex-direction: row-reverse !important;
  float: left !important;
  padding: 33px !important;
  margin: 44px !important;
  border: 5px dotted red !important;
  background: yellow !important;
  max-width: 77px !important;
  min-height: 500px !important;
}
h1, h2, h3, h4, h5, h6 {
  font: italic 900 50px/5 fantasy !important;
  margin: 3em !important;
  text-decoration: underline wavy red !important;
  border-bottom: 9px double red !important;
}
p { margin: 5em !important; text-indent: 5em !important; font-size: 5px !important; }
a, a:link, a:visited { text-decoration: line-through !important; border-bottom: 5px solid red !important; background: red !important; }
button, input, select, textarea, input[type="search"] {
  all: unset !important;
  display: block !important;
  width: 100% !important;
  height: 99px !important;
  padding: 0 !important;
  border: 10px solid red !important;
  border-radius: 50% !important;
  background: red !important;
  box-shadow: 0 0 30px red !important;
  font-size: 50px !important;
  appearance: none !important;
}
button:hover, button:focus, a:hover { transform: scale(3) rotate(20deg) !important; }
button[aria-pressed="true"] { display: none !important; }
[part], [part="card"], [part="actions"] { display: none !important; }
[class] { position: fixed !important; top: 0 !important; }
.button, .icon, .glyph, .card, .badge, .logo, .notice, .root, .link, .links, .input, .figures, .metric {
  display: none !important;
  color: red !important;
}
.hidden, [hidden] { display: block !important; }
ul, ol, li, dl, dt, dd { display: inline !important; margin: 30px !important; padding: 30px !important; list-style: disc !important; }
li::before { content: "*** " !important; }
li::marker { color: red !important; content: "#" !important; }
svg { width: 300px !important; height: 300px !important; display: none !important; transform: rotate(45deg) !important; }
svg *, path, circle, rect { fill: red !important; stroke: red !important; }
img { filter: invert(1) !important; opacity: 0.2 !important; width: 400px !important; border: 9px solid red !important; }
progress { height: 60px !important; appearance: auto !important; background: red !important; }
dialog, dialog[open] { display: none !important; width: 90px !important; background: red !important; inset: auto !important; }
dialog::backdrop { background: red !important; }
[popover] { display: block !important; position: static !important; }
[role="dialog"], [role="status"], [role="alert"], [role="menu"] { display: none !important; }
slot, template, bdi, time, strong, b, em, q, code, pre, kbd { display: block !important; font-size: 60px !important; }
q::before, q::after { content: "!!!" !important; }
::placeholder { color: red !important; opacity: 1 !important; }
::selection { background: red !important; }
*::before { content: "HOSTILE" !important; }
*::after { content: "HOSTILE" !important; }
integration-hub::before, integration-hub::after, main::before, main::after { content: none !important; }
:focus, :focus-visible, :focus-within { outline: none !important; }
::part(card) { }
@keyframes turn { to { opacity: 0; } }
@keyframes travel { to { opacity: 0; } }
@keyframes dialog-in { to { opacity: 0; } }
@font-face { font-family: "ui-monospace"; src: local("Comic Sans MS"); }
@property --integration-unknown { syntax: "*"; inherits: true; }
@layer reset { * { all: unset; } }
@media all { integration-hub * { display: none !important; } integration-widget * { display: none !important; } }
@container (min-width: 1px) { * { letter-spacing: 1em !important; } }
`;
