import type { OAuthDefinition } from '../../../contract/connector.js';
import type { AuthorizationErrorCode } from '../../../contract/error-code.js';
import type { ShownImage } from '../../../contract/image.js';
import { monogram } from '../../../contract/rules/monogram.js';
import type { Logo, Screen } from '../../../contract/sign-in-page.js';
import { isolated, type PageWords, pageWords } from '../../pages/page-words.js';
import { type AskedValues, fillUrl } from '../../platform/oauth/resolve-oauth.js';
import { ownUrl } from '../../platform/own-url.js';
import { plainText } from '../../platform/plain-text.js';
import { findCredential } from '../credentials/credential.rows.js';
import type { Services } from '../services/services.js';
import { shownImages } from '../widgets/stored-images.js';
import { widgetIn } from '../widgets/visible-widgets.js';
import { type AuthorizationRow, isAsking } from './authorization.rows.js';
import { openStart } from './sealed-start.js';

/** What the words of a page are made of. */
export type ScreenPorts = Pick<Services, 'database' | 'definitions' | 'vault' | 'options' | 'log' | 'now'>;

/** Who asks, and for which service: on every page, so that the person knows (authorizations/README.md §3). */
interface Names {
  readonly application: string;
  readonly origin: string;
  readonly service: string;
  /** The host that the window leads to, where a person named it or a part of it. */
  readonly server: { readonly host: string; readonly isKnown: boolean } | undefined;
  readonly logos: Pick<Screen, 'application' | 'service'>;
}

/** The service's own images, as far as they come from this server: the pages' policy allows no other. */
function serviceLogo({ options }: Pick<Services, 'options'>, images: readonly ShownImage[] | undefined, name: string): Logo {
  const own = shownImages(images, options.publicUrl).filter(({ url }) => url.startsWith(`${ownUrl(options, '/')}`));
  const ofTheme = (...themes: readonly string[]): string | undefined =>
    themes.flatMap((theme) => own.filter((image) => image.theme === theme))[0]?.url;
  const url = ofTheme('light', 'default', 'dark');
  const darkUrl = ofTheme('dark');
  return { monogram: monogram(name), ...(url === undefined ? {} : { url }), ...(darkUrl === undefined ? {} : { darkUrl }) };
}

/** Known are those that the operator names; of a host that is fixed but for its first label, the rest is the connector's. */
function serverOf(
  { options }: Pick<Services, 'options'>,
  oauth: OAuthDefinition | undefined,
  values: AskedValues | undefined,
): Names['server'] {
  if (oauth === undefined || values === undefined || !oauth.authorizationUrl.includes('{')) return undefined;
  const { host, hostname } = new URL(fillUrl(oauth.authorizationUrl, values, oauth.hostField));
  const named = [...options.allowPrivateHosts, ...options.allowedOrigins.map((origin) => new URL(origin).host)];
  return { host, isKnown: oauth.hostField === undefined || named.includes(host) || named.includes(hostname) };
}

export async function namesOf(ports: ScreenPorts, row: AuthorizationRow): Promise<Names> {
  const widget = await widgetIn(ports.database.queries, ports, row.environment, row.widget);
  const dependency = widget?.dependency(row.dependency);
  const start = await openStart(ports, row);
  const connector = ports.definitions.catalogue.connector(start?.connector ?? dependency?.connector ?? '');
  const service = dependency?.name ?? connector?.name ?? row.widget;
  const images =
    dependency?.imageUrl === undefined ? connector?.images : [{ url: dependency.imageUrl, theme: 'default' as const }];
  const application = ports.options.applicationName ?? new URL(row.origin).host;
  return {
    application,
    origin: new URL(row.origin).host,
    service,
    server: serverOf(ports, connector?.oauth, start?.values),
    logos: { application: { monogram: monogram(application) }, service: serviceLogo(ports, images, service) },
  };
}

const nobody: Pick<Screen, 'application' | 'service'> = { application: { monogram: '' }, service: { monogram: '' } };

/** Screens of one authorization, in its language. */
export interface Screens {
  readonly words: PageWords;
  opening(): Screen;
  slow(): Screen;
  /** Without an opener and without an address to return to. */
  lost(): Screen;
  /** Without an opener: whether the person wants this, since a link may have been sent to them. */
  ask(): Screen;
  cancelled(): Screen;
  finishing(): Screen;
  elsewhere(): Screen;
  cookiesBlocked(): Screen;
  unreachable(): Screen;
  /** What came of it: a final status, or a question that the application asks. */
  outcome(): Promise<Screen>;
}

export async function screensOf(ports: ScreenPorts, row: AuthorizationRow, request: Request): Promise<Screens> {
  const words = pageWords(row.locale, request.headers.get('accept-language'));
  const { pages, errors } = words;
  const names = await namesOf(ports, row);
  const isolate = (name: string): string => isolated(name, pages.direction);
  const application = isolate(names.application);
  const service = isolate(names.service);
  const screen = (state: Screen['state'], title: string, text: string, more: Partial<Screen> = {}): Screen => ({
    state,
    title,
    text,
    ...names.logos,
    ...more,
  });
  const close = { close: pages.closeWindow };
  /** Where nothing is left to do: the window closes, or leads back to the page whose place it took. */
  const end =
    row.opened_as === 'redirect' && row.return_url !== null
      ? { back: { label: pages.backTo(application), url: row.return_url } }
      : close;

  const quoted = (list: readonly string[]): string =>
    new Intl.ListFormat(pages.locale).format(list.map((entry) => `“${isolate(plainText(entry))}”`));

  function failed(): Screen {
    const code = (row.error ?? 'provider_error') as AuthorizationErrorCode;
    if (code === 'access_denied') return screen('idle', pages.refusedTitle, pages.refusedText(service, application), end);
    if (code === 'cookies_blocked') return screen('broken', pages.cookies.title, pages.cookies.text, end);
    if (code === 'other_session') return screen('broken', pages.otherSession.title, pages.otherSession.text, close);
    const said = row.said === null ? {} : { said: { by: pages.saidBy(service), words: row.said } };
    const support = { ...end, ...said, code: `${code} · ${row.reference.slice(-6)}` };
    const { title, text } = errors[code](service);
    const isPlain = code === 'provider_error' || code === 'provider_unreachable' || code === 'interrupted';
    return isPlain
      ? screen('broken', pages.failedTitle, `${title}. ${pages.failedText(application)}`, support)
      : screen('broken', title, row.missing === null ? text : `${text} ${pages.tick(quoted(row.missing))}`, support);
  }

  async function completed(): Promise<Screen> {
    const account = (await findCredential(ports.database.queries, row))?.account ?? undefined;
    const text =
      account === undefined ? pages.doneText(service, application) : pages.doneAsText(service, application, isolate(account));
    return screen('connected', pages.doneTitle, text, end);
  }

  const cancelled = (): Screen => screen('idle', pages.cancelledTitle, pages.cancelledText(application), end);

  function ask(): Screen {
    const by = row.person ?? row.subject;
    const { server } = names;
    const isDoubtful = server?.isKnown === false;
    const text = isDoubtful ? `${pages.askText} ${pages.serverDoubt(isolate(server.host))}` : pages.askText;
    return screen('idle', pages.askTitle(service, application), text, {
      ask: {
        facts: [
          {
            name: pages.application,
            value: names.application === names.origin ? names.origin : `${names.application}, ${names.origin}`,
          },
          ...(server === undefined
            ? []
            : [{ name: pages.server, value: isDoubtful ? pages.serverNamed(isolate(server.host)) : server.host }]),
          { name: pages.workspace, value: row.tenant_name ?? row.tenant },
          ...(by === null ? [] : [{ name: pages.startedBy, value: by }]),
        ],
        continue: pages.continue,
        doubt: pages.sentHere,
        cancel: pages.cancelSignIn,
      },
    });
  }

  return {
    words,
    ask,
    cancelled,
    opening: () => screen('connecting', pages.opening(service), pages.openingText(application)),
    slow: () => screen('connecting', pages.opening(service), pages.openingSlow),
    lost: () => screen('idle', pages.goBackTitle(application), pages.goBackText(isolate(names.origin)), close),
    finishing: () => screen('connecting', pages.finishing, ''),
    elsewhere: () => screen('idle', pages.supersededTitle, pages.supersededText, close),
    cookiesBlocked: () => screen('broken', pages.cookies.title, pages.cookies.text, end),
    unreachable: () => screen('broken', errors.network_error(service).title, errors.network_error(service).text, close),
    async outcome() {
      if (isAsking(row)) {
        return screen('connecting', pages.questionTitle(isolate(row.question.now)), pages.questionText(application), close);
      }
      if (row.status === 'completed') return completed();
      if (row.status === 'failed') return failed();
      if (row.status === 'expired') return screen('idle', pages.expiredTitle, pages.expiredText(application), end);
      if (row.error === 'superseded') return screen('idle', pages.supersededTitle, pages.supersededText, close);
      return cancelled();
    },
  };
}

/** Screens of a window about which nothing is known, or nothing is said. */
export function strangerScreens(words: PageWords): {
  readonly opening: Screen;
  readonly slow: Screen;
  readonly notFound: Screen;
  readonly unreachable: Screen;
} {
  const { pages, errors } = words;
  const close = { close: pages.closeWindow };
  const { title, text } = errors.network_error('');
  return {
    opening: { state: 'connecting', title: pages.opening('…').replace(/\s+…/u, ' …'), text: '', ...nobody },
    slow: { state: 'connecting', title: pages.opening('…').replace(/\s+…/u, ' …'), text: pages.openingSlow, ...nobody },
    notFound: { state: 'idle', title: pages.notFoundTitle, text: pages.notFoundText, ...nobody, ...close },
    unreachable: { state: 'broken', title, text, ...nobody, ...close },
  };
}
