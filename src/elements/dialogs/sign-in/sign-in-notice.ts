import { html, nothing, type TemplateResult } from 'lit';
import type { AccountQuestion } from '../../../contract/authorization.js';
import { safeUrl } from '../../../contract/rules/safe-url.js';
import type { Dependency } from '../../../contract/widget.js';
import type { Messages } from '../../../localization/messages.js';
import { icon } from '../../shared/marks/all-icons.js';
import { glyph } from '../../shared/marks/glyph.js';
import { errorWords } from '../../shared/words/error-words.js';
import { tickView } from '../../shared/words/tick-view.js';
import { withValue } from '../../shared/words/with-value.js';
import type { DialogContext } from '../frame/dialog-request.js';
import type { ReadyConnection } from '../frame/dialog-view.js';

interface NoticeOptions {
  readonly tone: 'accent' | 'warning' | 'danger';
  readonly sign: TemplateResult;
  readonly title: TemplateResult | string;
  readonly text: TemplateResult | string;
  readonly rest?: unknown;
}

const notice = ({ tone, sign, title, text, rest }: NoticeOptions): TemplateResult => html`<div
  part="notice"
  class="notice tone-${tone}"
  role="status"
  tabindex="-1"
>
  ${sign}
  <p><strong>${title}</strong></p>
  <p>${text}</p>
  ${rest ?? nothing}
</div>`;

/** Another account than before: is it to take the place of that one? */
export function accountQuestion(
  { account }: Messages,
  { was, now }: AccountQuestion,
  answer: (replace: boolean) => void,
): TemplateResult {
  const rest = html`<p class="links">
    <button type="button" class="link" @click=${() => answer(true)}>${account.replace}</button>
    <button type="button" class="link" @click=${() => answer(false)}><bdi>${account.keep(was)}</bdi></button>
  </p>`;
  const [title, text] = [withValue(account.anotherTitle, now), withValue(account.anotherText, was)];
  return notice({ tone: 'warning', sign: glyph('triangle'), title, text, rest });
}

/** The window is open, or seems closed, or was blocked: what to do about it. Nothing while no sign-in to this dependency is under way. */
export function signInNotice({ store, messages }: DialogContext, { signIn }: ReadyConnection, dependency: Dependency): unknown {
  if (signIn.status === 'none' || signIn.dependency !== dependency.key) return nothing;
  const { card, details } = messages;
  const link = (label: string, press: () => void) => html`<button type="button" class="link" @click=${press}>${label}</button>`;
  const cancel = link(card.cancel, () => store.cancelSignIn());
  if (signIn.status === 'blocked') {
    const url = safeUrl(signIn.url, 'link');
    const open = html`<a class="link" href=${url ?? nothing} target="_blank" rel="opener">${card.openSignIn}</a>`;
    const here = signIn.returns ? link(details.signInHere, () => void store.signInHere()) : nothing;
    const rest = html`<p class="links">${open}${here}${cancel}</p>`;
    return notice({ tone: 'warning', sign: glyph('triangle'), title: details.blockedTitle, text: details.blockedText, rest });
  }
  if (signIn.status === 'elsewhere') {
    const rest = html`<p class="links">${cancel}</p>`;
    return notice({
      tone: 'accent',
      sign: glyph('arc'),
      title: details.signInElsewhereTitle,
      text: details.signInElsewhereText,
      rest,
    });
  }
  if (signIn.status === 'question') return accountQuestion(messages, signIn, (replace) => store.answerSignIn(replace));
  const title = signIn.status === 'open' ? details.signInOpenTitle : details.stillSigningIn;
  const rest = html`<p class="links">
    ${link(details.continue, () => store.continueSignIn())}${link(details.reopen, () => store.reopenSignIn())}${cancel}
  </p>`;
  return notice({ tone: 'accent', sign: glyph('arc'), title, text: details.finishInWindow, rest });
}

/** Why the last sign-in came to nothing. */
export function signInError({ messages }: DialogContext, { error }: ReadyConnection, dependency: Dependency): unknown {
  if (error === undefined) return nothing;
  const { title, text } = errorWords(messages, error.error, dependency.name);
  const { said, missing, reference, code } = error.error;
  const rest = html`
    ${tickView(missing, messages.details.tick)}
    ${said ? html`<p>${messages.details.saidBy(dependency.name)}: <q><bdi>${said}</bdi></q></p>` : nothing}
    ${reference ? html`<p class="hint code">${code} · ${reference}</p>` : nothing}
  `;
  return code === 'access_denied'
    ? notice({ tone: 'accent', sign: icon('info'), title, text, rest })
    : notice({ tone: 'danger', sign: glyph('octagon'), title, text, rest });
}
