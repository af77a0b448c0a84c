/** A person's browser as far as forms, redirects and cookies go: enough to walk through a provider's pages without one. */
export class Visitor {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  /**
   * Follows redirects within the origin; answers the first page, or the address outside that it was sent to. A form is
   * posted as if from a page of `from`, by default the same origin.
   */
  async open(address: string | URL, form?: Record<string, string> | URLSearchParams, from?: string): Promise<VisitedPage> {
    let url = new URL(address);
    let body = form && new URLSearchParams(form);
    for (let hops = 0; hops < 20; hops++) {
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        headers: { cookie: this.#cookieHeader(url), ...(body ? { origin: from ?? url.origin } : {}) },
        redirect: 'manual',
        ...(body ? { body } : {}),
      });
      this.#keepCookies(url, response.headers.getSetCookie());
      body = undefined;
      const text = await response.text();
      const next = response.headers.get('location') ?? refreshTarget(text);
      if (!next) return { url, status: response.status, text, headers: response.headers };
      const target = new URL(next, url);
      if (target.origin !== url.origin) return { url: target, status: response.status, text: '', headers: response.headers };
      url = target;
    }
    throw new Error(`Too many redirects at ${url.origin}${url.pathname}`);
  }

  #cookieHeader({ pathname }: URL): string {
    const sent = [...this.#cookies].filter(([, { path }]) => pathname === path || pathname.startsWith(path.replace(/\/?$/, '/')));
    return sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  #keepCookies(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? url.pathname;
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, { value, path });
    }
  }
}

export interface VisitedPage {
  url: URL;
  status: number;
  text: string;
  headers: Headers;
}

export interface SignInChoices {
  email: string;
  password: string;
  /** Press Deny on the consent page. */
  deny?: boolean;
  /** Scopes to untick. */
  without?: readonly string[];
  /** Default: a fresh one. */
  visitor?: Visitor;
}

/** Walks through the demo provider's pages (sign-in, account choice, consent) and answers the callback URL. */
export async function signIn(authorizationUrl: string | URL, choices: SignInChoices): Promise<URL> {
  const { email, password, deny = false, without = [], visitor = new Visitor() } = choices;
  const { origin } = new URL(authorizationUrl);
  let page = await visitor.open(authorizationUrl);
  for (let steps = 0; steps < 8 && page.url.origin === origin; steps++) {
    const actions = [...page.text.matchAll(/ (?:form)?action="([^"]+)"/g)].map(([, action = '']) => action);
    const action = (name: string) => actions.find((candidate) => candidate.endsWith(`/${name}`));
    const login = action('login');
    const consent = action('consent');
    const carryOn = action('continue');
    if (page.status >= 400) throw new Error(`The provider answered ${page.status}: ${heading(page.text)}`);
    if (login) page = await visitor.open(new URL(login, origin), { email, password });
    else if (consent && deny) page = await visitor.open(new URL(action('deny') ?? '', origin), {});
    else if (consent) {
      const offered = [...page.text.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = '']) => scope);
      const ticked = offered.filter((scope) => !without.includes(scope)).map((scope) => ['scope', scope]);
      page = await visitor.open(new URL(consent, origin), new URLSearchParams(ticked));
    } else if (carryOn && page.text.includes(email)) page = await visitor.open(new URL(carryOn, origin), {});
    else if (carryOn) page = await visitor.open(new URL(`${carryOn.replace(/\/continue$/, '')}?account=other`, origin));
    else throw new Error(`Nothing to do on "${heading(page.text)}"`);
  }
  return page.url;
}

function heading(text: string): string {
  return /<h1>([^<]*)/.exec(text)?.[1] ?? text.slice(0, 80);
}

function refreshTarget(text: string): string | undefined {
  return /http-equiv="refresh" content="0; url=([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#39;', "'");
}
