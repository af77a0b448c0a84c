import { html, nothing, type TemplateResult } from 'lit';
import { signsIn } from '../../../contract/rules/signs-in.js';
import { enDetails } from '../../../localization/en.details.js';
import { icon } from '../../shared/marks/all-icons.js';
import { glyph } from '../../shared/marks/glyph.js';
import { accountOf } from '../../shared/words/account-name.js';
import { codeWords, errorWords } from '../../shared/words/error-words.js';
import { tickView } from '../../shared/words/tick-view.js';
import { withValue } from '../../shared/words/with-value.js';
import { accountWords } from '../accounts/account-words.js';
import { type CardContext, serviceName } from './card-context.js';

export interface Notice {
  readonly tone: 'accent' | 'warning' | 'danger';
  readonly sign: TemplateResult;
  /** What happened. */
  readonly title: TemplateResult | string;
  /** What to do. */
  readonly text?: TemplateResult | string | undefined;
  /** The service's or the flow's own words, marked as theirs. */
  readonly said?: { readonly by: string; readonly text: string } | undefined;
  /** What to tick next time. */
  readonly missing?: readonly string[] | undefined;
  readonly reference?: string | undefined;
  readonly links?: readonly { readonly label: string; readonly press: () => unknown }[];
  /** It came of what was pressed here: screen readers say it at once. */
  readonly isNews?: boolean;
}

/** Why what was tried last came to nothing. */
export function errorNotice(context: CardContext): Notice | undefined {
  const { store, snapshot, messages, actions, presses } = context;
  const { details = enDetails } = messages;
  if (snapshot.error === undefined) return undefined;
  const { error, action: key } = snapshot.error;
  const dependency = snapshot.signIn.status === 'none' ? undefined : snapshot.signIn.dependency;
  const service = serviceName(snapshot, dependency);
  const errors = context.errors();
  if (errors === undefined) return undefined;
  const words = errorWords({ error: errors }, error, service);
  const action = actions.find((candidate) => candidate.key === key);
  const retry =
    action === undefined
      ? []
      : action.type === 'deactivation'
        ? [{ label: details.disconnectAnyway, press: () => store.run(action.key, { anyway: true }) }]
        : [{ label: details.tryAgain, press: () => presses.press(store, action.key) }];
  return {
    // Saying no is not an error of anybody's.
    tone: error.code === 'access_denied' ? 'accent' : 'danger',
    sign: error.code === 'access_denied' ? icon('info') : glyph('octagon'),
    title: words.title,
    text: words.text,
    said: error.said === undefined ? undefined : { by: service, text: error.said },
    missing: error.missing,
    reference: error.reference === undefined ? undefined : `${error.code} · ${error.reference}`,
    links: [...retry, { label: details.dismiss, press: () => presses.dismissError(store) }],
    isNews: true,
  };
}

function signInNotice(context: CardContext): Notice | undefined {
  const {
    snapshot: { signIn },
    messages,
    store,
    readOnly,
  } = context;
  const { details = enDetails } = messages;
  const links = [
    { label: details.continue, press: store.continueSignIn },
    { label: details.reopen, press: store.reopenSignIn },
    { label: messages.card.cancel, press: store.cancelSignIn },
  ];
  switch (signIn.status) {
    case 'none':
      return undefined;
    case 'open':
      return { tone: 'accent', sign: icon('external'), title: details.signInOpenTitle, text: details.finishInWindow, links };
    case 'unsure':
      return { tone: 'accent', sign: icon('external'), title: details.stillSigningIn, text: details.finishInWindow, links };
    case 'blocked':
      return {
        tone: 'warning',
        sign: glyph('triangle'),
        title: details.blockedTitle,
        text: details.blockedText,
        links: [
          ...(signIn.returns ? [{ label: details.signInHere, press: store.signInHere }] : []),
          ...(context.row !== undefined ? links.slice(2) : []),
        ],
        isNews: true,
      };
    case 'elsewhere':
      return {
        tone: 'accent',
        sign: icon('external'),
        title: details.signInElsewhereTitle,
        text: details.signInElsewhereText,
        links: readOnly ? [] : links.slice(2),
      };
    case 'question': {
      const words = accountWords(context);
      const answers = [
        { label: words.replace, press: () => store.answerSignIn(true) },
        { label: words.keep(signIn.was), press: () => store.answerSignIn(false) },
      ];
      return {
        tone: 'warning',
        sign: glyph('triangle'),
        title: withValue(words.anotherTitle, signIn.now),
        text: withValue(words.anotherText, signIn.was),
        links: readOnly ? [] : answers,
      };
    }
  }
}

function expiredNotice({ snapshot, messages }: CardContext): Notice {
  const { details = enDetails } = messages;
  const dead = snapshot.connection.credentials.find(({ status }) => status !== 'valid');
  const service = serviceName(snapshot, dead?.dependency);
  const [title, text] =
    dead?.status === 'insufficient_scope'
      ? [details.scopeTitle(service), details.scopeText]
      : dead?.status === 'missing'
        ? [details.missingTitle(service), details.missingText]
        : [details.expiredTitle(service), details.expiredText];
  return { tone: 'warning', sign: icon('info'), title, text, missing: dead?.missing };
}

function failedNotice(context: CardContext): Notice | undefined {
  const { store, snapshot, state, messages, format, actions, presses } = context;
  const { details = enDetails } = messages;
  const { run } = state;
  if (run === undefined) return undefined;
  const { widget } = snapshot;
  const said = run.userMessage ?? run.error?.message;
  const errors = said === undefined ? context.errors() : undefined;
  const words = errors === undefined ? undefined : codeWords({ error: errors }, run.error?.code ?? 'flow_failed', widget.name);
  const deactivation = actions.find(({ key, type }) => key === run.action && type === 'deactivation');
  const activation = run.error?.code === 'not_authenticated' ? actions.find(signsIn) : undefined;
  return {
    tone: 'danger',
    sign: glyph('octagon'),
    title: html`<bdi>${details.failedTitle(run.actionName, format.time(run.finishedAt ?? run.createdAt))}</bdi>`,
    text: said === undefined ? words?.text : html`<bdi>${said}</bdi>`,
    links: [
      ...(activation === undefined ? [] : [{ label: activation.name, press: () => presses.press(store, activation.key) }]),
      ...(widget.history ? [{ label: details.viewRun, press: () => presses.showHistory(store, run.id) }] : []),
      ...(deactivation === undefined
        ? []
        : [{ label: details.disconnectAnyway, press: () => store.run(deactivation.key, { anyway: true }) }]),
    ],
    isNews: snapshot.error?.run === run.id,
  };
}

/** The one notice of a card: what needs the person most. Nothing while a run is at work. */
export function cardNotice(context: CardContext): Notice | undefined {
  const { snapshot, state, messages } = context;
  const { details = enDetails } = messages;
  if (state.state === 'running') return undefined;
  const isShown = state.state === 'failed' && state.run !== undefined && state.run.id === snapshot.error?.run;
  const pressing = signInNotice(context) ?? (isShown ? undefined : errorNotice(context));
  if (pressing !== undefined) return pressing;
  if (state.state === 'expired') return expiredNotice(context);
  if (state.state === 'failed') return failedNotice(context);
  if (state.state === 'attention') {
    return {
      tone: 'warning',
      sign: glyph('triangle'),
      title: details.attentionTitle,
      text: details.attentionText,
    };
  }
  const account = accountOf(snapshot.connection);
  if (state.state !== 'needs_setup' || account === undefined) return undefined;
  return {
    tone: 'accent',
    sign: icon('check'),
    title: withValue(details.connectedAs, account),
    text: details.setupLeft,
  };
}

export function noticeView(notice: Notice, context: CardContext): TemplateResult {
  const { details = enDetails } = context.messages;
  const content = html`${notice.sign}
    <p><strong>${notice.title}</strong></p>
    ${notice.text === undefined ? nothing : html`<p>${notice.text}</p>`}
    ${tickView(notice.missing, details.tick)}
    ${notice.said === undefined ? nothing : html`<p>${details.saidBy(notice.said.by)}: <q><bdi>${notice.said.text}</bdi></q></p>`}
    ${notice.reference === undefined ? nothing : html`<p class="reference code">${notice.reference}</p>`}
    ${
      notice.links === undefined || notice.links.length === 0
        ? nothing
        : html`<p class="links">
            ${notice.links.map(({ label, press }) => html`<button type="button" class="link" @click=${press}><bdi>${label}</bdi></button>`)}
          </p>`
    }`;
  const classes = `notice tone-${notice.tone}`;
  // Two templates: what comes into the page is heard, what changes there may not be.
  return notice.isNews === true
    ? html`<div part="notice" class=${classes} role="alert">${content}</div>`
    : html`<div part="notice" class=${classes}>${content}</div>`;
}
