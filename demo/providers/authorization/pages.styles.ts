/** One sheet for all pages of the provider; they allow it by its hash. */
export const styles = `
:root {
  color-scheme: light dark;
  --ground: #eef3f1; --glow: #cfe7e1; --card: #fff; --ink: #14211e; --soft: #52635f; --line: #d5dfdc; --field: #fff; --edge: #7d8f8a;
  --accent: #0b6e63; --accent-hover: #095a51; --on-accent: #fff; --tint: #e9f4f1; --danger: #a3221c; --danger-tint: #fdeeec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1413; --glow: #12332e; --card: #151f1d; --ink: #e7f0ed; --soft: #a3b5b0; --line: #2b3a37; --field: #0f1716; --edge: #6c807b;
    --accent: #62d2bf; --accent-hover: #85e0d0; --on-accent: #04211c; --tint: #1a2b28; --danger: #ffb1aa; --danger-tint: #3a1916;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-block-size: 100vh; min-block-size: 100dvh; display: grid; justify-items: center; align-items: start; color: var(--ink);
  background: radial-gradient(60rem 30rem at 50% -12rem, var(--glow), transparent) no-repeat var(--ground);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
}
main {
  inline-size: 100%; max-inline-size: 27rem; margin-block: clamp(0rem, 6vh, 4rem); padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 1.25rem; box-shadow: 0 1px 2px rgb(10 40 34 / 6%), 0 1.5rem 3rem -1.5rem rgb(10 40 34 / 28%);
}
@media (max-width: 30rem) {
  body { background: var(--card); }
  main { margin: 0; padding: 1.5rem 1.25rem 2rem; border: 0; border-radius: 0; box-shadow: none; }
}
.brand { display: flex; align-items: center; gap: .625rem; margin-block-end: 1.5rem; font-weight: 650; font-size: 1.125rem; letter-spacing: -.01em; }
.brand svg { inline-size: 2.25rem; block-size: 2.25rem; flex: none; }
.brand .link { color: var(--soft); inline-size: 1.25rem; block-size: 1.25rem; }
.monogram {
  display: grid; place-items: center; flex: none; inline-size: 2.25rem; block-size: 2.25rem; border-radius: .65rem;
  background: var(--tint); color: var(--accent); font-weight: 650; line-height: 1;
}
.monogram.round { border-radius: 50%; }
h1 { margin: 0 0 .375rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.02em; text-wrap: balance; overflow-wrap: anywhere; }
p { margin: 0; }
.lead { color: var(--soft); margin-block-end: 1.5rem; overflow-wrap: anywhere; }
.lead strong { color: var(--ink); font-weight: 600; }
.error {
  display: flex; gap: .625rem; margin-block-end: 1.25rem; padding: .75rem .875rem; border-radius: .75rem;
  background: var(--danger-tint); color: var(--danger); font-weight: 550;
}
.error svg { flex: none; inline-size: 1.25rem; block-size: 1.25rem; margin-block-start: .125rem; }
.field { margin-block-end: 1rem; }
.field label { display: block; margin-block-end: .375rem; font-weight: 550; font-size: .9375rem; }
.field input {
  inline-size: 100%; min-block-size: 3rem; padding: .625rem .875rem; border: 1px solid var(--edge); border-radius: .75rem;
  background: var(--field); color: inherit; font: inherit;
}
.field input[aria-invalid='true'] { border-color: var(--danger); }
:is(a, button, input, summary):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
button, .button {
  display: inline-flex; align-items: center; justify-content: center; inline-size: 100%; min-block-size: 3rem; padding: .625rem 1.25rem;
  border: 1px solid transparent; border-radius: .75rem; font: inherit; font-weight: 600; cursor: pointer; text-decoration: none;
}
.primary { background: var(--accent); color: var(--on-accent); }
.primary:hover { background: var(--accent-hover); }
.secondary { background: transparent; border-color: var(--edge); color: var(--ink); }
.secondary:hover { background: var(--tint); }
.quiet { background: transparent; color: var(--soft); }
.quiet:hover { background: var(--tint); color: var(--ink); }
.actions { display: grid; gap: .75rem; margin-block-start: 1.5rem; }
.actions.second { margin-block-start: .5rem; }
@media (min-width: 24rem) { .actions.pair { grid-template-columns: 1fr 1fr; } }
a { color: var(--accent); font-weight: 550; text-underline-offset: .2em; }
.person {
  display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; margin-block-end: 1.5rem; padding: .625rem .75rem;
  border: 1px solid var(--line); border-radius: .875rem;
}
.person .who { flex: 1 1 9rem; min-inline-size: 0; line-height: 1.3; overflow-wrap: anywhere; }
.who span { display: block; color: var(--soft); font-size: .875rem; font-weight: 400; }
.person a { flex-basis: 100%; margin-inline-start: 3rem; padding-block: .125rem; font-size: .9375rem; }
button.person { justify-content: flex-start; flex-wrap: nowrap; margin-block-end: .75rem; background: transparent; border-color: var(--line); color: var(--ink); text-align: start; }
button.person:hover { background: var(--tint); }
fieldset { margin: 0; padding: 0; border: 0; min-inline-size: 0; }
legend { padding: 0; margin-block-end: .75rem; font-weight: 600; }
.scopes { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: .875rem; overflow: hidden; }
.scopes li + li { border-block-start: 1px solid var(--line); }
.scope { display: grid; grid-template-columns: 1.5rem 1fr; gap: 0 .75rem; padding: .875rem; line-height: 1.35; overflow-wrap: anywhere; }
label.scope { cursor: pointer; }
label.scope:hover { background: var(--tint); }
.scope small { display: block; color: var(--soft); font-size: .875rem; margin-block-start: .125rem; }
.scope svg { inline-size: 1.25rem; block-size: 1.25rem; color: var(--accent); margin: .05rem 0 0 .1rem; }
.scope input { inline-size: 1.25rem; block-size: 1.25rem; margin: .05rem 0 0 .1rem; accent-color: var(--accent); }
.note { margin-block-start: 1rem; color: var(--soft); font-size: .875rem; }
.hint { margin-block-start: 1.5rem; padding: .875rem 1rem; border-radius: .875rem; background: var(--tint); font-size: .875rem; }
.hint h2 { margin: 0 0 .25rem; font-size: .875rem; font-weight: 600; }
.hint p { color: var(--soft); }
.hint ul { list-style: none; margin: .5rem 0 0; padding: 0; display: grid; gap: .375rem; }
.hint code { font: .875rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
@media (forced-colors: active) { main, .hint, .error, .monogram { border: 1px solid; } }
@media (prefers-reduced-motion: no-preference) { button, .button { transition: background-color .15s; } }
`;
