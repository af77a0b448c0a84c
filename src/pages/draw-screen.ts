import type { Logo, Question, Screen } from '../contract/sign-in-page.js';

const find = (selector: string): HTMLElement | null => document.querySelector<HTMLElement>(selector);

function setText(name: string, text: string | undefined): void {
  const place = find(`[data-text="${name}"]`);
  // An announced text that stays the same is not announced again.
  if (place !== null && place.textContent !== (text ?? '')) place.textContent = text ?? '';
}

function drawLogo(name: string, { monogram, url, darkUrl }: Logo): void {
  const place = find(`[data-logo="${name}"]`);
  if (place === null || (url !== undefined && place.querySelector('img')?.getAttribute('src') === url)) return;
  if (url === undefined) {
    const letters = document.createElement('span');
    letters.className = 'monogram';
    letters.ariaHidden = 'true';
    letters.textContent = monogram;
    place.replaceChildren(letters);
    return;
  }
  const picture = document.createElement('picture');
  const image = document.createElement('img');
  image.alt = '';
  image.width = 52;
  image.height = 52;
  if (darkUrl !== undefined) {
    const source = document.createElement('source');
    source.media = '(prefers-color-scheme: dark)';
    source.srcset = darkUrl;
    picture.append(source);
  }
  image.src = url;
  picture.append(image);
  place.replaceChildren(picture);
}

function drawQuestion(ask: Question | undefined): void {
  find('main')?.toggleAttribute('data-asks', ask !== undefined);
  const facts = (ask?.facts ?? []).map(({ name, value }) => {
    const fact = document.createElement('div');
    const term = document.createElement('dt');
    const description = document.createElement('dd');
    const isolate = document.createElement('bdi');
    term.textContent = name;
    isolate.textContent = value;
    description.append(isolate);
    fact.append(term, description);
    return fact;
  });
  find('.ask')?.replaceChildren(...facts);
  setText('continue', ask?.continue);
  setText('doubt', ask?.doubt);
  setText('cancel', ask?.cancel);
  for (const place of ['.ask', '[data-text="continue"]', '.doubt']) find(place)?.toggleAttribute('hidden', ask === undefined);
}

/** Fills the places of the page with another screen. */
export function drawScreen({ state, title, text, application, service, said, code, close, back, ask }: Screen): void {
  find('main')?.setAttribute('data-state', state);
  document.title = title;
  setText('title', title);
  setText('text', text);
  setText('by', said?.by);
  setText('words', said?.words);
  setText('code', code);
  setText('close', close);
  find('[data-text="close"]')?.toggleAttribute('hidden', close === undefined);
  setText('back', back?.label);
  const link = find('[data-text="back"]');
  link?.toggleAttribute('hidden', back === undefined);
  if (back !== undefined) link?.setAttribute('href', back.url);
  drawQuestion(ask);
  find('.said')?.toggleAttribute('hidden', said === undefined && code === undefined);
  drawLogo('application', application);
  drawLogo('service', service);
}

/** The two answers to a question. */
export function listenForAnswer(answers: { readonly continue: () => void; readonly cancel: () => void }): void {
  for (const name of ['continue', 'cancel'] as const) find(`[data-text="${name}"]`)?.addEventListener('click', answers[name]);
}

/** The button that closes the window; a window that a person opened stays. @param before what is to be said first */
export function listenForClose(before?: () => void): void {
  find('[data-text="close"]')?.addEventListener('click', () => {
    before?.();
    window.close();
  });
}
